//! What is said after the right answer: `Yes: three times as fast`.

use super::candidates::{Candidates, Measure, called, kind_of};
use super::compare::Target;
use super::figures::{Of, SaidFigure, word};
use super::powers::HEDGES;
use super::tokens::{Placed, Token};
use super::{Role, Said, Saying};
use crate::check::model::TypedKind;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;

/// Words with which a reply confirms an answer.
pub(super) const YES: &[&str] = &["yes", "right", "exactly", "correct", "indeed", "true"];
/// Words that may stand between such a word and the number.
const BETWEEN: &[&str] = &[
    "about", "around", "roughly", "nearly", "almost", "it", "is", "takes", "that", "to", "by", "exactly",
    "they", "are", "the", "answer", "gets", "becomes", "grows", "falls", "rises",
];
/// How many words may stand between such a word and the number.
const NEAR: usize = 5;
/// How far a claim reaches beyond its end by rounding.
const ROUNDING: f64 = 1e-9;

impl Saying {
    /// What every option of a question claims, after the truth of the question.
    pub(super) fn claims(&self) -> Vec<(Node, Node)> {
        let options = self.texts.iter().filter(|said| said.scene.role == Role::Option);
        let claims = options.flat_map(|said| {
            let truth = said.scene.truth.as_ref().map(|(_, truth)| *truth);
            said.scene.near.iter().filter_map(move |(_, claim)| Some((truth?, *claim)))
        });
        claims.collect()
    }
}

impl Planner<'_> {
    /// The truth, where the reply to the right answer confirms what another option claims: `Yes, 80 g: …`, and the truth is
    /// 20 g. A formula or a fact that has the other value may be meant.
    pub(super) fn confirms_another(
        &self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let target = self.replied(said, tokens, figure, kind, candidates)?;
        let (_, truth) = said.scene.truth.as_ref()?;
        let hedges = |placed: &Placed| match &placed.token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()),
            mark => *mark == Token::Mark('?'),
        };
        let ends = match tokens.get(figure.tokens.1).map(|placed| &placed.token) {
            None | Some(Token::Mark(',' | ':' | ';' | '.' | '!' | '—' | '–')) => true,
            Some(_) => false,
        };
        let mut claims = candidates.claims.iter().filter(|(of, _)| of == truth);
        let claimed = claims.any(|(_, claim)| figure.is(candidates.value(*claim)));
        let is_named = candidates.of(kind).iter().any(|candidate| {
            !matches!(candidate.typed.kind, TypedKind::Number(..)) && figure.fits(candidate.value)
        });
        let is_other = matches!(figure.of, Of::Quantity(_))
            && !figure.is_share()
            && !figure.fits(target.value)
            && !self.says_the_truth(said, figure, candidates);
        (ends && claimed && is_other && !is_named && !tokens.iter().any(hedges)).then_some(target)
    }

    /// Whether a reply says the truth besides a figure: `Yes, 800 mg: 10 mg for each kilogram`.
    pub(super) fn says_the_truth(&self, said: &Said, figure: &SaidFigure, candidates: &Candidates) -> bool {
        let Some((_, node)) = &said.scene.truth else { return false };
        let truth = candidates.value(*node);
        let is_other = |other: &SaidFigure| other.text != figure.text && other.fits(truth);
        let sentences = super::read_sentences(&said.pieces(), &self.model.units);
        said.values.iter().any(|value| value.node == *node)
            || sentences.iter().flat_map(|sentence| &sentence.figures).any(is_other)
    }

    /// The truth, where the reply to the right answer says it again: in its first figure, or as `31 % of them`.
    pub(super) fn replied(
        &self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let (typed, node) = said.scene.truth.as_ref().filter(|_| said.scene.role == Role::Feedback)?;
        let truth = candidates.value(*node);
        let ends: Vec<f64> = said.scene.near.iter().map(|(_, node)| candidates.value(*node)).collect();
        let slack = ROUNDING * truth.abs();
        let is_right = match ends.as_slice() {
            [said] => (said - truth).abs() <= slack,
            [low, high] => truth >= low - slack && truth <= high + slack,
            _ => false,
        };
        if !is_right || figure.is_bound() || kind_of(&typed.of, self).as_ref() != Some(kind) {
            return None;
        }
        let (from, to) = figure.tokens;
        let says_yes = word(tokens, 0).is_some_and(|first| YES.contains(&first)) && from <= NEAR;
        // `Yes: the air is twice as fast` may be half of a reason.
        let alone = tokens[1.min(from)..from].iter().all(|placed| match &placed.token {
            Token::Word(word, _) => BETWEEN.contains(&word.as_str()),
            token => matches!(token, Token::Mark(',' | ':' | '.' | '—' | '–' | '!')),
        });
        // `three times as fast for each 10 K` is not the whole.
        let clause = (to..tokens.len()).map_while(|at| word(tokens, at));
        let each = clause.take(6).any(|word| matches!(word, "each" | "every" | "per" | "for"));
        let again = says_yes && alone && !each;
        let of_them = figure.is_share()
            && word(tokens, to) == Some("of")
            && matches!(word(tokens, to + 1), Some("them" | "these" | "those"))
            && said.values.iter().any(|value| value.node == *node && value.share);
        (again || of_them).then(|| Target { name: called(self, typed), value: truth })
    }
}
