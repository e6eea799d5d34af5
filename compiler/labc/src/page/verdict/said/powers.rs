//! What texts say about how much a value grows with a control: `in proportion to the stretch`, `with the square of the
//! distance`, `twice the speed needs eight times the power`. It is reported where the value is another power of the
//! control, at every position.

use super::candidates::Candidates;
use super::comparatives::is_noun_of;
use super::directions::{FALLS, RISES, is_named, is_said_by, plain};
use super::figures::{Of, SaidFigure, word};
use super::tokens::{Placed, Token};
use super::{Role, Said, Sentence};
use crate::check::model::*;
use crate::page::plan::planner::Planner;

/// How many positions of a control are looked at.
const POSITIONS: u32 = 32;
/// How many words may name a value or a control.
const NEAR: usize = 8;
/// How far a power may be from what the text says.
const OFF: f64 = 0.1;
/// Words of sentences that say what is not so, or only nearly.
pub(super) const HEDGES: &[&str] = &[
    "not", "no", "never", "would", "if", "were", "suppose", "only", "nearly", "almost", "about", "roughly",
    "until", "beyond", "unless", "instead", "but",
];

/// What values are called by what they are, with a unit of it.
const KINDS: &[(&[&str], &str)] = &[
    (&["distance", "length", "way"], "m"),
    (&["time", "duration"], "s"),
    (&["cost", "price"], "USD"),
    (&["mass", "weight"], "kg"),
    (&["energy"], "J"),
    (&["power"], "W"),
    (&["force"], "N"),
    (&["pressure"], "Pa"),
    (&["volume"], "L"),
    (&["frequency", "pitch"], "Hz"),
];

/// What a text says: a value is such a power of a control.
struct Power {
    value: Typed,
    control: Id,
    exponent: f64,
}

impl Planner<'_> {
    /// Reports a sentence that says another power of a control than a value is.
    pub(super) fn compare_powers(&mut self, said: &Said, sentence: &Sentence, candidates: &Candidates) {
        let Sentence { tokens, figures } = sentence;
        if !matches!(said.scene.role, Role::Prose | Role::Feedback) {
            return;
        }
        let hedges = |at: usize| match &tokens[at].token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()),
            mark => *mark == Token::Mark('?'),
        };
        // `If you ride twice as fast, you need eight times the power` says what it takes.
        let supposes = usize::from(said.scene.role == Role::Prose && word(tokens, 0) == Some("if"));
        if (supposes..tokens.len()).any(hedges) {
            return;
        }
        let said_power = (supposes == 0).then(|| self.grows_as(said, tokens, candidates)).flatten();
        let said_power = said_power.or_else(|| self.times_the(tokens, figures, candidates));
        let Some(Power { value, control, exponent }) = said_power else { return };
        let Some(powers) = self.powers_of(&value, control) else { return };
        let is_near = |own: &f64| (own - exponent).abs() <= OFF * own.abs().max(1.0);
        // A straight line grows linearly, wherever it begins.
        let linearly = (0..tokens.len()).any(|at| word(tokens, at) == Some("linearly"));
        if powers.iter().any(is_near) || linearly && powers.len() > 1 {
            return;
        }
        let [own] = powers[..] else { return self.says_no_power(said, &value, control, exponent) };
        let name = crate::check::shortened(self.quoted(value.span));
        let moved = &self.model.controls[control].name.text;
        let times = three_digits(libm::pow(2.0, own));
        let headline = format!(
            "The text says that `{name}` {}, but it {}: twice `{moved}`, {times} times `{name}`.",
            goes_with(moved, exponent),
            goes_with(moved, own)
        );
        let help = "say it as the formula has it, or look for a power that the formula lacks";
        self.says_another(headline, said.span, "not what the lab computes", help);
    }

    /// Reports that a value is nowhere near the power of a control that a text says, and no other power either: `grows in
    /// proportion to the substrate` of a rate that saturates.
    fn says_no_power(&mut self, said: &Said, value: &Typed, control: Id, exponent: f64) {
        let Some((low, high)) = self.lowering.ends(control) else { return };
        let start = self.lowering.start(control);
        let from = if start > 0.0 && start >= low { start } else { high / 2.0 };
        let from = if 2.0 * from > high { from / 2.0 } else { from };
        let values = self.values_along(value, control, &[from, 2.0 * from]);
        let times = values[1] / values[0];
        if !times.is_finite() || from < low {
            return;
        }
        let name = crate::check::shortened(self.quoted(value.span));
        let Control { name: moved, format, .. } = &self.model.controls[control];
        let [one, two] = [from, 2.0 * from].map(|at| format.text(at).replace(['\u{a0}', '\u{202f}'], " "));
        let headline = format!(
            "The text says that `{name}` {}, but from {one} to {two} it becomes {} times as much.",
            goes_with(&moved.text, exponent),
            three_digits(times)
        );
        let help = "say what the formula does, or look for a term that the formula has too many";
        self.says_another(headline, said.span, "not what the lab computes", help);
    }

    /// `the energy grows in proportion to the stretch`, `it falls with the square of the distance`
    fn grows_as(&mut self, said: &Said, tokens: &[Placed], candidates: &Candidates) -> Option<Power> {
        if let Some(at) = (2..tokens.len()).find(|at| word(tokens, *at) == Some("proportional")) {
            return self.is_proportional(said, tokens, at, candidates);
        }
        let is_verb =
            |at: &usize| word(tokens, *at).is_some_and(|verb| RISES.contains(&verb) || FALLS.contains(&verb));
        let verb = (1..tokens.len()).find(is_verb)?;
        let words: Vec<&str> = (verb + 1..verb + 7).map(|at| word(tokens, at).unwrap_or_default()).collect();
        let (power, length) = match words.as_slice() {
            ["in", "proportion", "to" | "with", ..] => (1.0, 3),
            ["in", "direct", "proportion", "to", ..] => (1.0, 4),
            ["linearly", "with", ..] => (1.0, 2),
            ["with" | "as", "the", "square", "root", "of", ..] => (0.5, 5),
            ["with" | "as", "the", "square", "of", ..] => (2.0, 4),
            ["with" | "as", "the", "cube" | "third", "of" | "power", ..] => (3.0, 4),
            ["with" | "as", "the", "fourth", "power", "of", ..] => (4.0, 5),
            _ => return None,
        };
        let after = &tokens[verb + 1 + length..(verb + 1 + length + NEAR).min(tokens.len())];
        let control = only(candidates.controls.iter().filter(|moved| is_named(after, moved)))?.id;
        let value = self.grown(said, &tokens[verb.saturating_sub(NEAR)..verb], control, candidates)?;
        let falls = word(tokens, verb).is_some_and(|verb| FALLS.contains(&verb));
        Some(Power { value, control, exponent: if falls { -power } else { power } })
    }

    /// `the time is inversely proportional to the square of the speed`
    fn is_proportional(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        at: usize,
        candidates: &Candidates,
    ) -> Option<Power> {
        let inverse = word(tokens, at - 1) == Some("inversely");
        let adverb = usize::from(inverse || word(tokens, at - 1) == Some("directly"));
        let verb = at.checked_sub(1 + adverb)?;
        if !matches!(word(tokens, verb), Some("is" | "are")) || word(tokens, at + 1) != Some("to") {
            return None;
        }
        let words: Vec<&str> = (at + 2..at + 6).map(|at| word(tokens, at).unwrap_or_default()).collect();
        let (power, length) = match words.as_slice() {
            ["the", "square", "root", "of", ..] => (0.5, 4),
            ["the", "square", "of", ..] => (2.0, 3),
            ["the", "cube", "of", ..] => (3.0, 3),
            _ => (1.0, 0),
        };
        let first = at + 2 + length;
        let after = &tokens[first.min(tokens.len())..(first + NEAR).min(tokens.len())];
        let control = only(candidates.controls.iter().filter(|moved| is_named(after, moved)))?.id;
        let value = self.grown(said, &tokens[verb.saturating_sub(NEAR)..verb], control, candidates)?;
        Some(Power { value, control, exponent: if inverse { -power } else { power } })
    }

    /// The formula that some words name; where they only say "it", the one that the question asks for, or the only one.
    fn grown(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        control: Id,
        candidates: &Candidates,
    ) -> Option<Typed> {
        if tokens.last().map(|placed| placed.text.to_lowercase()) != Some("it".to_owned()) {
            return self
                .formula_called(tokens, control, candidates)
                .or_else(|| self.formula_of_kind(tokens, control));
        }
        let formulas = self.moved_formulas(control);
        let mut asked = Vec::new();
        if let Some((truth, _)) = &said.scene.truth {
            crate::check::parts::defines_in(truth, &mut asked);
        }
        let is_asked = |typed: &&Typed| matches!(typed.kind, TypedKind::Define(id) if asked.contains(&id));
        only(formulas.iter().filter(is_asked)).cloned().or_else(|| only(formulas.iter().cloned()))
    }

    /// `twice the speed needs eight times the power`, `twice as fast, and it is a quarter as bright`
    fn times_the(
        &mut self,
        tokens: &[Placed],
        figures: &[SaidFigure],
        candidates: &Candidates,
    ) -> Option<Power> {
        let doubling = doubling(tokens);
        let said = figures.iter().filter(|figure| figure.of == Of::Times);
        let times: Vec<&SaidFigure> = doubling.iter().chain(said).collect();
        let [first, second] = times.as_slice() else { return None };
        let named = |figure: &SaidFigure, to: usize| -> Option<std::ops::Range<usize>> {
            let end = figure.tokens.1;
            let of = usize::from(word(tokens, end) == Some("of"));
            (word(tokens, end + of) == Some("the")).then_some(end + of + 1..(end + of + 4).min(to))
        };
        let adjective = |figure: &SaidFigure| {
            let end = figure.tokens.1;
            let adjective = word(tokens, end + 1).filter(|_| word(tokens, end) == Some("as"))?;
            let is_alone = match tokens.get(end + 2).map(|placed| &placed.token) {
                None | Some(Token::Mark(_)) => true,
                Some(Token::Word(next, _)) => {
                    end + 2 == second.tokens.0
                        || RISES.contains(&next.as_str())
                        || TAKES.contains(&next.as_str())
                }
                Some(_) => false,
            };
            is_alone.then(|| comparative(adjective))
        };
        let control = match adjective(first) {
            Some(adjective) => {
                only(candidates.controls.iter().filter(|moved| is_said_by(&adjective, moved)))?
            }
            None => {
                let moved = &tokens[named(first, second.tokens.0)?];
                only(candidates.controls.iter().filter(|control| is_named(moved, control)))?
            }
        };
        let control = control.id;
        let value = match adjective(second) {
            // `the power is four times as large`
            Some(adjective) if matches!(adjective.as_str(), "larger" | "bigger" | "greater" | "higher") => {
                let verb = second.tokens.0.checked_sub(1)?;
                let is = matches!(word(tokens, verb), Some("is" | "becomes" | "gets"));
                let clause = first.tokens.1.max(verb.saturating_sub(3))..verb;
                self.formula_called(&tokens[clause.clone()], control, candidates)
                    .filter(|_| is && !clause.is_empty())?
            }
            Some(adjective) => self.formula_said_by(&adjective, control)?,
            None => self.formula_called(&tokens[named(second, tokens.len())?], control, candidates)?,
        };
        let exponent = libm::log(second.value) / libm::log(first.value);
        exponent.is_finite().then_some(Power { value, control, exponent })
    }

    /// The only formula that a control moves and whose name is the noun of a comparative: the brightness of `brighter`.
    fn formula_said_by(&mut self, comparative: &str, control: Id) -> Option<Typed> {
        let model = self.model;
        let is_it = |typed: &Typed| {
            let TypedKind::Define(id) = typed.kind else { return false };
            let name = super::words(&model.defines[id].tree.name.text);
            name.iter().any(|word| is_noun_of(comparative, word))
        };
        only(self.moved_formulas(control).into_iter().filter(is_it))
    }

    /// The only formula of the lab that some words name, and that a control moves.
    pub(super) fn formula_named(&mut self, tokens: &[Placed], control: Id) -> Option<Typed> {
        let words: Vec<String> = tokens.iter().filter_map(plain).collect();
        let model = self.model;
        let is_named = |typed: &Typed| {
            let TypedKind::Define(id) = typed.kind else { return false };
            let name = super::words(&model.defines[id].tree.name.text);
            !name.is_empty() && name.iter().all(|word| words.contains(word))
        };
        only(self.moved_formulas(control).into_iter().filter(is_named))
    }

    /// The only formula of the lab that some words name, by its name or by a label that the page shows it with, and that a
    /// control moves.
    pub(super) fn formula_called(
        &mut self,
        tokens: &[Placed],
        control: Id,
        candidates: &Candidates,
    ) -> Option<Typed> {
        if let Some(named) = self.formula_named(tokens, control) {
            return Some(named);
        }
        let said: Vec<String> = tokens.iter().filter_map(plain).collect();
        let id_of = |typed: &Typed| match typed.kind {
            TypedKind::Define(id) => Some(id),
            _ => None,
        };
        let is_called = |typed: &Typed| {
            let labels = id_of(typed).map_or(&[][..], |id| candidates.labels_of(id));
            labels.iter().any(|label| !label.is_empty() && label.iter().all(|word| said.contains(word)))
        };
        let formulas = self.moved_formulas(control);
        if let Some(called) = only(formulas.iter().filter(|typed| is_called(typed))) {
            return Some(called.clone());
        }
        // `the year` of what a chart calls `Length of the year`, and the sum that the lab calls a total.
        let noun = tokens.iter().rev().find_map(plain)?;
        let nouns: &[&str] =
            if matches!(noun.as_str(), "sum" | "total") { &["sum", "total"] } else { &[&noun] };
        let model = self.model;
        let says_noun = |typed: &Typed| {
            let Some(id) = id_of(typed) else { return false };
            let name = super::words(&model.defines[id].tree.name.text);
            let mut labels = candidates.labels_of(id).iter().chain([&name]);
            labels.any(|label| label.iter().any(|word| nouns.contains(&word.as_str())))
        };
        only(formulas.into_iter().filter(says_noun))
    }

    /// The only formula that a control moves and that is what the last of some words says: a distance, a time.
    fn formula_of_kind(&mut self, tokens: &[Placed], control: Id) -> Option<Typed> {
        let noun = tokens.last().and_then(plain)?;
        let (_, unit) = KINDS.iter().find(|(nouns, _)| nouns.contains(&noun.as_str()))?;
        let model = self.model;
        let units = &model.units;
        let wanted = units.named(unit)?.dimension.hard(units);
        let is_it =
            |typed: &Typed| matches!(&typed.of, Type::Number(dimension) if dimension.hard(units) == wanted);
        only(self.moved_formulas(control).into_iter().filter(is_it))
    }

    /// The formulas of the lab that a control moves.
    fn moved_formulas(&mut self, control: Id) -> Vec<Typed> {
        let input = control as u32;
        let mut formulas = Vec::new();
        let model = self.model;
        for (id, define) in model.defines.iter().enumerate() {
            let Some(value) = define.value.as_ref().filter(|value| matches!(value.of, Type::Number(_)))
            else {
                continue;
            };
            if crate::inputs::library::declares(&define.tree.name.text) {
                continue;
            }
            let node = self.lowering.defined(id);
            if self.lowering.graph.reads_input(node, input..input + 1) {
                let (kind, of, span) = (TypedKind::Define(id), value.of.clone(), define.tree.name.span);
                formulas.push(Typed { kind, of, span });
            }
        }
        formulas
    }

    /// The powers of a control that a value is between its positions, with the other controls at their starts: one, where it
    /// is that power everywhere. Nothing where it isn't above zero.
    fn powers_of(&mut self, value: &Typed, control: Id) -> Option<Vec<f64>> {
        let steps = self.lowering.steps(control)?;
        let positions: Vec<f64> = steps.some(POSITIONS).filter(|position| *position > 0.0).collect();
        let values = self.values_along(value, control, &positions);
        let pairs = positions.windows(2).zip(values.windows(2));
        let powers: Vec<f64> =
            pairs.map(|(at, is)| libm::log(is[1] / is[0]) / libm::log(at[1] / at[0])).collect();
        let first = *powers.first().filter(|_| powers.len() > 2)?;
        if powers.iter().any(|power| !power.is_finite()) {
            return None;
        }
        let is_one = powers.iter().all(|power| (power - first).abs() < 1e-6);
        Some(if is_one { vec![first] } else { powers })
    }
}

/// Verbs that may follow what is supposed: `riding twice as fast takes eight times the power`.
const TAKES: &[&str] = &["takes", "needs", "costs", "gives", "makes", "means", "brings", "has"];

/// What a sentence begins with, and supposes: `Doubling the speed takes four times the power`.
fn doubling(tokens: &[Placed]) -> Option<SaidFigure> {
    let value = match word(tokens, 0)? {
        "doubling" => 2.0,
        "tripling" => 3.0,
        "quadrupling" => 4.0,
        "halving" => 0.5,
        _ => return None,
    };
    Some(SaidFigure {
        value,
        step: value,
        of: Of::Times,
        meant: super::Meant::Rounded,
        tokens: (0, 1),
        text: tokens[0].text.clone(),
        digits: false,
        alone: None,
        each: 0,
    })
}

/// What a power of a control is in words: `grows with the square of `speed``.
fn goes_with(control: &str, exponent: f64) -> String {
    let verb = if exponent < 0.0 { "falls" } else { "grows" };
    let size = exponent.abs();
    let known =
        [(1.0, "proportion to"), (2.0, "the square of"), (3.0, "the cube of"), (0.5, "the square root of")];
    match known.iter().find(|(power, _)| (power - size).abs() < 1e-6) {
        _ if size < 1e-6 => format!("does not depend on `{control}`"),
        Some((1.0, words)) if exponent < 0.0 => format!("falls in inverse {words} `{control}`"),
        Some((1.0, words)) => format!("grows in {words} `{control}`"),
        Some((_, words)) => format!("{verb} with {words} `{control}`"),
        None => format!("{verb} with the power {} of `{control}`", (exponent * 100.0).round() / 100.0),
    }
}

/// A number with three digits: 8, 0.354.
fn three_digits(value: f64) -> f64 {
    let scale = libm::pow(10.0, 2.0 - libm::floor(libm::log10(value)));
    if scale.is_finite() && scale > 0.0 { (value * scale).round() / scale } else { value }
}

/// The comparative of an adjective.
fn comparative(adjective: &str) -> String {
    match adjective {
        "big" => "bigger".to_owned(),
        "hot" => "hotter".to_owned(),
        _ => match adjective.strip_suffix('y') {
            Some(stem) => format!("{stem}ier"),
            None => format!("{}er", adjective.strip_suffix('e').unwrap_or(adjective)),
        },
    }
}

/// The only one of some; nothing where there are none or several.
pub(in crate::page::verdict) fn only<T>(some: impl IntoIterator<Item = T>) -> Option<T> {
    let mut some = some.into_iter();
    some.next().filter(|_| some.next().is_none())
}
