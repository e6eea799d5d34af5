//! What texts say about the direction of a value: `the wider the pipe, the smaller its resistance`, `the wait grows with
//! the load`. It is reported where the value goes the other way at every step of the control.

use super::candidates::{Candidates, Moved, stem};
use super::comparatives::{is_noun_of, up_or_down, up_or_down_of_control};
use super::figures::word;
use super::powers::{HEDGES, only};
use super::tokens::{Placed, Token};
use super::{Role, Said};
use crate::check::model::*;
use crate::check::parts::has_local;
use crate::page::plan::planner::Planner;

/// Verbs of more, as in `grows with`.
pub(super) const RISES: &[&str] = &["rises", "grows", "increases", "climbs", "rise", "grow", "increase"];
/// Verbs of less.
pub(super) const FALLS: &[&str] =
    &["falls", "drops", "decreases", "shrinks", "declines", "fall", "drop", "decrease", "shrink"];
/// How many positions of a control are looked at.
const POSITIONS: u32 = 32;
/// How many words a clause or a name may have.
const NEAR: usize = 8;

/// What a text says: a value goes up or down where a control goes up.
struct Direction {
    value: Typed,
    control: Id,
    rises: bool,
}

impl Planner<'_> {
    /// Reports what a sentence says about a direction where the value goes the other way at every step.
    pub(super) fn compare_directions(&mut self, said: &Said, tokens: &[Placed], candidates: &Candidates) {
        let direction = self.the_more_the_more(said, tokens, candidates);
        let direction = direction.or_else(|| self.grows_with(said, tokens, candidates));
        let direction = direction.or_else(|| self.a_larger(said, tokens, candidates));
        let direction = direction.or_else(|| self.without_value(said, tokens, candidates));
        let Some(Direction { value, control, rises }) = direction else { return };
        let Some(steps) = self.lowering.steps(control) else { return };
        let positions: Vec<f64> = steps.some(POSITIONS).collect();
        let values = self.values_along(&value, control, &positions);
        let against = values.windows(2).all(|pair| if rises { pair[1] < pair[0] } else { pair[1] > pair[0] });
        if values.len() < 2 || !against {
            return;
        }
        let name = crate::check::shortened(self.quoted(value.span)).to_owned();
        let moved = self.model.controls[control].name.text.clone();
        let (says, but) = if rises { ("rises", "falls") } else { ("falls", "rises") };
        let headline = format!("The text says that `{name}` {says} with `{moved}`, but it {but}.");
        let help = "turn the words round, or look for a sign or a quotient in the formula that is the wrong way round";
        self.says_another(headline, said.span, "not what the lab computes", help);
    }

    /// `the wider the pipe, the smaller its resistance: {resistance}`
    fn the_more_the_more(
        &self,
        said: &Said,
        tokens: &[Placed],
        candidates: &Candidates,
    ) -> Option<Direction> {
        let comparative = |at: usize| {
            let up = up_or_down(word(tokens, at + 1)?)?;
            (word(tokens, at) == Some("the")).then_some(up)
        };
        let of_control = |at: usize| {
            let up = up_or_down_of_control(word(tokens, at + 1)?)?;
            (word(tokens, at) == Some("the")).then_some(up)
        };
        let first = (0..tokens.len()).find(|at| of_control(*at).is_some())?;
        let second = (first + 2..tokens.len()).find(|at| comparative(*at).is_some())?;
        let comma = matches!(tokens[second - 1].token, Token::Mark(','));
        if !comma || second - first > NEAR {
            return None;
        }
        let named = self.named_value(said, &tokens[second + 2..]);
        let value = named.or_else(|| self.only_value(said, &tokens[second..], word(tokens, second + 1)?))?;
        let moved = self.moved_by_value(said, &value, candidates);
        let adjective = word(tokens, first + 1)?;
        let is_meant =
            |moved: &&&Moved| is_named(&tokens[first + 2..second], moved) || is_said_by(adjective, moved);
        let mut named: Vec<&&Moved> = moved.iter().filter(is_meant).collect();
        if named.is_empty() {
            // `the hotter the noon` of `Heat at noon`
            let said: Vec<String> = tokens[first + 2..second].iter().filter_map(plain).collect();
            let mentions = |moved: &&&Moved| moved.names.iter().flatten().any(|word| said.contains(word));
            named = moved.iter().filter(mentions).collect();
        }
        let control = match (named.as_slice(), moved.as_slice()) {
            ([only], _) => only.id,
            // `the longer, the dearer`; a noun that isn't the slider is something else.
            ([], [only]) if second <= first + 3 => only.id,
            _ => return None,
        };
        Some(Direction { value, control, rises: of_control(first)? == comparative(second)? })
    }

    /// `the wider the pipe, the larger its resistance`, `the resistance grows with the width`, `as the width grows, the
    /// resistance falls`, of a text that doesn't show the value: both are named.
    fn without_value(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        candidates: &Candidates,
    ) -> Option<Direction> {
        let hedges = |placed: &Placed| match &placed.token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()),
            mark => *mark == Token::Mark('?'),
        };
        if !matches!(said.scene.role, Role::Prose | Role::Feedback) || tokens.iter().any(hedges) {
            return None;
        }
        let verb = |at: usize| {
            let verb = word(tokens, at)?;
            (RISES.contains(&verb) || FALLS.contains(&verb)).then(|| RISES.contains(&verb))
        };
        let clause = |from: usize| {
            let end = (from..tokens.len()).find(|at| matches!(tokens[*at].token, Token::Mark(_)));
            &tokens[from.min(tokens.len())..end.unwrap_or(tokens.len()).min(from + NEAR)]
        };
        let the_more = |at: usize, up: fn(&str) -> Option<bool>| {
            (word(tokens, at) == Some("the")).then(|| word(tokens, at + 1).and_then(up)).flatten()
        };
        let first = (0..tokens.len()).find_map(|at| Some((at, the_more(at, up_or_down_of_control)?)));
        if let Some((first, up)) = first {
            let (second, more) =
                (first + 2..tokens.len()).find_map(|at| Some((at, the_more(at, up_or_down)?)))?;
            if !matches!(tokens[second - 1].token, Token::Mark(',')) {
                return None;
            }
            let adjective = word(tokens, first + 1)?;
            let noun = &tokens[first + 2..second];
            let is_meant = |moved: &&Moved| is_named(noun, moved) || is_said_by(adjective, moved);
            let control = only(candidates.controls.iter().filter(is_meant))?.id;
            let value = self.formula_called(clause(second + 2), control, candidates)?;
            return Some(Direction { value, control, rises: up == more });
        }
        let (at, rises) = (1..tokens.len()).find_map(|at| Some((at, verb(at)?)))?;
        if word(tokens, at + 1) == Some("with") {
            let control =
                only(candidates.controls.iter().filter(|moved| is_named(clause(at + 2), moved)))?.id;
            let value = self.formula_called(&tokens[at.saturating_sub(NEAR)..at], control, candidates)?;
            return Some(Direction { value, control, rises });
        }
        // `as the width grows, the resistance falls`
        let comma = tokens.get(at + 1).is_some_and(|placed| placed.token == Token::Mark(','));
        let (second, more) = (at + 2..tokens.len()).find_map(|at| Some((at, verb(at)?)))?;
        if !comma || !matches!(word(tokens, 0), Some("as" | "when" | "while")) || second > at + NEAR {
            return None;
        }
        let control = only(candidates.controls.iter().filter(|moved| is_named(&tokens[1..at], moved)))?.id;
        let value = self.formula_called(&tokens[at + 2..second], control, candidates)?;
        Some(Direction { value, control, rises: rises == more })
    }

    /// `a wider pipe loses more pressure`, of a text that shows one value which the slider moves: by its name, or by what it
    /// is.
    fn a_larger(&self, said: &Said, tokens: &[Placed], candidates: &Candidates) -> Option<Direction> {
        let hedges = |placed: &Placed| match &placed.token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()),
            mark => *mark == Token::Mark('?'),
        };
        if said.scene.role != Role::Prose || tokens.iter().any(hedges) {
            return None;
        }
        let article = |at: &usize| matches!(word(tokens, *at), Some("a" | "an")) && *at < 2;
        let at = (0..tokens.len()).find(article)?;
        let adjective = word(tokens, at + 1)?;
        let up = up_or_down_of_control(adjective)?;
        // `loses more pressure`, `has a lower pitch`
        let direct = (at + 4..at + 6).find(|at| matches!(word(tokens, *at), Some("more" | "less" | "fewer")));
        let article = (at + 5..at + 7).find(|at| {
            matches!(word(tokens, at - 1), Some("a" | "an"))
                && word(tokens, *at).is_some_and(|own| up_or_down(own).is_some())
        });
        let (second, verb_at) = match (direct, article) {
            (Some(second), _) => (second, second - 1),
            (None, Some(second)) => (second, second - 2),
            _ => return None,
        };
        let verb = word(tokens, verb_at)?;
        let more = word(tokens, second).and_then(up_or_down)?;
        let noun = plain(tokens.get(second + 1)?)?;
        let noun_of_control = &tokens[at + 2..verb_at];
        let is_meant = |moved: &&Moved| is_named(noun_of_control, moved) || is_said_by(adjective, moved);
        let control = only(candidates.controls.iter().filter(is_meant))?.id;
        let input = control as u32;
        let moved = said.values.iter().filter(|value| {
            matches!(value.typed.kind, TypedKind::Define(_))
                && !has_local(&value.typed)
                && self.lowering.graph.reads_input(value.node, input..input + 1)
        });
        let value = only(moved)?.typed.clone();
        let (TypedKind::Define(id), Type::Number(dimension)) = (&value.kind, &value.of) else { return None };
        let name = super::words(&self.model.defines[*id].tree.name.text);
        let units = &self.model.units;
        let hard = dimension.hard(units);
        let kind = super::words(&hard.kind(units).unwrap_or_else(|| hard.name(units)));
        let is_it = name.contains(&noun) || kind.contains(&noun);
        // What is lost is the more, the less is left.
        let loses = verb.starts_with("los") || verb.starts_with("sav") || verb.starts_with("wast");
        let is_loss =
            name.iter().any(|word| super::phrases::is_loss(word) || verb.starts_with(word.as_str()));
        if !is_it || loses && !is_loss {
            return None;
        }
        Some(Direction { value, control, rises: up == more })
    }

    /// The only formula that a part of a sentence shows, where it is what a comparative can be about: `the longer …: {time}`.
    fn only_value(&self, said: &Said, tokens: &[Placed], comparative: &str) -> Option<Typed> {
        let shown = tokens.iter().filter_map(|placed| match placed.token {
            Token::Value(index) => said.values.get(index),
            _ => None,
        });
        let value = only(shown.filter(|value| matches!(value.typed.kind, TypedKind::Define(_))))?;
        let Type::Number(dimension) = &value.typed.of else { return None };
        let units = &self.model.units;
        let is = |unit: &str| {
            units.named(unit).is_some_and(|unit| unit.dimension.hard(units) == dimension.hard(units))
        };
        let fits = match comparative {
            "longer" | "shorter" => is("s") || is("m"),
            "heavier" | "lighter" => is("kg"),
            "wider" | "narrower" | "taller" | "thicker" | "thinner" => is("m"),
            _ => false,
        };
        (fits && !has_local(&value.typed)).then(|| value.typed.clone())
    }

    /// `the wait {wait} grows with the load`
    fn grows_with(&self, said: &Said, tokens: &[Placed], candidates: &Candidates) -> Option<Direction> {
        let at = (1..tokens.len()).find(|at| {
            let verb = word(tokens, *at).is_some_and(|verb| RISES.contains(&verb) || FALLS.contains(&verb));
            verb && word(tokens, at + 1) == Some("with")
        })?;
        let value = self.named_value(said, &tokens[at.saturating_sub(NEAR)..at])?;
        let after = &tokens[at + 2..(at + 2 + NEAR).min(tokens.len())];
        // `rises with the price, and falls with the rest`
        let ends = after.iter().position(|placed| matches!(placed.token, Token::Mark(_)));
        let after = &after[..ends.unwrap_or(after.len())];
        let moved = self.moved_by_value(said, &value, candidates);
        let mut named = moved.iter().filter(|moved| is_named(after, moved));
        let (control, None) = (named.next()?.id, named.next()) else { return None };
        Some(Direction { value, control, rises: word(tokens, at).is_some_and(|verb| RISES.contains(&verb)) })
    }

    /// A formula that a text shows and that some words of it name.
    fn named_value(&self, said: &Said, tokens: &[Placed]) -> Option<Typed> {
        let words: Vec<String> = tokens.iter().take(NEAR).filter_map(plain).collect();
        let mut named = said.values.iter().filter(|value| {
            let TypedKind::Define(id) = value.typed.kind else { return false };
            let name = super::words(&self.model.defines[id].tree.name.text);
            !has_local(&value.typed) && !name.is_empty() && name.iter().all(|word| words.contains(word))
        });
        let first = named.next()?;
        named.all(|other| other.node == first.node).then(|| first.typed.clone())
    }

    /// The sliders that move a value of a text.
    fn moved_by_value<'c>(&self, said: &Said, value: &Typed, candidates: &'c Candidates) -> Vec<&'c Moved> {
        let Some(shown) = said.values.iter().find(|shown| shown.typed.kind == value.kind) else {
            return Vec::new();
        };
        let reads = |moved: &&Moved| {
            let input = moved.id as u32;
            self.lowering.graph.reads_input(shown.node, input..input + 1)
        };
        candidates.controls.iter().filter(reads).collect()
    }
}

/// The word of a token, in the form in which words are compared.
pub(super) fn plain(placed: &Placed) -> Option<String> {
    match &placed.token {
        Token::Word(word, _) => Some(stem(word)),
        _ => None,
    }
}

/// Whether a comparative says which slider it is about: `thicker` is about the thickness.
pub(super) fn is_said_by(comparative: &str, moved: &Moved) -> bool {
    moved.names.iter().flatten().any(|word| is_noun_of(comparative, word))
}

/// Whether a slider is named among some words.
pub(super) fn is_named(tokens: &[Placed], moved: &Moved) -> bool {
    let words: Vec<String> = tokens.iter().filter_map(plain).collect();
    let mut names = moved.names.iter().chain([&moved.head]);
    names.any(|name| !name.is_empty() && name.iter().all(|word| words.contains(word)))
}
