//! What a failing case advises: "reduce the width". Whether it ends the failure at some setting.

use lab_core::program::Binary;

use super::decide::{Ask, Question};
use super::values::{Along, Walk};
use crate::check::model::*;
use crate::check::statement::{Content, TypedStatement, TypedStatus};
use crate::check::text::TypedText;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::page::verdict::said::{Placed, Token, is_noun_of, only, up_or_down_of_control, words};
use crate::sources::Span;
use crate::syntax::tree::Name;

/// Verbs that move a control up.
const UP: &[&str] = &[
    "raise", "increase", "add", "lengthen", "extend", "widen", "enlarge", "grow", "boost", "double",
    "heighten",
];
/// Verbs that move a control down.
const DOWN: &[&str] = &[
    "reduce", "lower", "decrease", "shorten", "shrink", "cut", "drop", "remove", "narrow", "halve", "limit",
    "trim",
];
/// Adjectives of more of something.
const MORE: &[&str] = &["more", "longer", "larger", "higher", "bigger", "wider", "greater"];
/// Adjectives of less of something.
const LESS: &[&str] = &["fewer", "less", "smaller", "shorter", "lower", "narrower"];
/// Words after which an adjective is no advice.
const NO_VERBS: &[&str] = &[
    "with", "at", "for", "in", "by", "of", "on", "from", "the", "a", "an", "no", "much", "even", "one",
    "that", "this", "any", "only", "than", "not", "far", "many", "it", "you", "we", "they", "still", "once",
    "now", "two",
];
/// Verbs of two words, with the comparative of what they lead to.
const PHRASES: &[(&str, &str, &str)] = &[
    ("slow", "down", "slower"),
    ("speed", "up", "faster"),
    ("warm", "up", "warmer"),
    ("heat", "up", "hotter"),
    ("cool", "down", "cooler"),
];
/// Words by which advice goes on: one thing of several, or a first step.
const GOES_ON: &[&str] =
    &["or", "and", "then", "first", "also", "both", "until", "together", "either", "next", "else", "start"];
/// How many words after a verb may name the control.
const NEAR: usize = 6;
/// How many other sliders are tried where advice doesn't help.
const MOST_TRIED: usize = 8;

/// One piece of advice.
struct Advice {
    control: Id,
    up: bool,
    /// As it is written.
    text: String,
}

/// Advice of a case, with what is asked about it.
struct Followed<'t> {
    status: &'t TypedStatus<'t>,
    case: usize,
    advice: Advice,
    /// Where it is written.
    span: Span,
    /// The case holds.
    here: Node,
    /// The case holds, and the advice ends it.
    ends: Node,
}

impl Followed<'_> {
    fn name(&self) -> &Name {
        &self.status.tree.arms[self.case].name
    }

    fn ask(&self, condition: Node) -> Ask {
        Ask::of(condition, Question::Advice, self.name().span)
    }
}

impl Planner<'_> {
    /// Reports advice of failing cases that ends them at no setting.
    pub(in crate::page) fn advice<'t>(&mut self, statements: impl Iterator<Item = &'t TypedStatement<'t>>) {
        let mut statuses = Vec::new();
        statements.for_each(|statement| gather(statement, &mut statuses));
        let mut cases: Vec<(Vec<Followed<'_>>, bool)> = Vec::new();
        for status in statuses {
            for (case, texts) in status.cases.iter().enumerate() {
                let level = status.tree.arms[case].level.text.as_str();
                if !matches!(level, "fail" | "warn") {
                    continue;
                }
                let mut followed = Vec::new();
                for text in texts.iter().flatten() {
                    for advice in self.advice_in(text) {
                        followed.extend(self.follow(status, case, advice, text));
                    }
                }
                let is_all = !texts.iter().flatten().any(|text| self.goes_on(text));
                cases.push((followed, is_all));
            }
        }
        let all = cases.iter().flat_map(|(followed, _)| followed);
        let asks: Vec<Ask> = all.map(|followed| followed.ask(followed.ends)).collect();
        let mut outcomes = self.decided(&asks).into_iter();
        for (followed, is_all) in &cases {
            let outcomes = outcomes.by_ref().take(followed.len());
            let never: Vec<bool> = outcomes.map(|outcome| outcome.never).collect();
            for (followed, _) in followed.iter().zip(&never).filter(|(_, never)| **never) {
                self.report_advice(followed);
            }
            if *is_all && !never.contains(&true) {
                self.not_enough_at_start(followed);
            }
        }
    }

    /// Whether a text says that something else can be done, or has to be done besides.
    fn goes_on(&self, text: &TypedText<'_>) -> bool {
        let sentences = self.sentences_of(text);
        sentences.iter().flat_map(|sentence| &sentence.tokens).any(|placed| is_word(placed, GOES_ON))
    }

    /// Reports advice of a case that holds where the lab starts, if none of it leads out from there, with all other
    /// controls left alone.
    fn not_enough_at_start(&mut self, followed: &[Followed<'_>]) {
        let Some(first) = followed.first() else { return };
        if self.values_at(&[first.here], &[])[0] != 1.0 {
            return;
        }
        let asks: Vec<Ask> = followed
            .iter()
            .map(|followed| {
                let moved = followed.advice.control;
                let held = (0..self.model.controls.len()).filter(|control| *control != moved).collect();
                Ask { held, ..followed.ask(followed.ends) }
            })
            .collect();
        if !self.outcomes(&asks).iter().all(|outcome| outcome.never) {
            return;
        }
        let Followed { advice, span, .. } = first;
        let case = &first.name().text;
        let name = &self.model.controls[advice.control].name.text;
        let headline = format!("\"{}\" doesn't end `{case}` where the lab starts.", advice.text);
        let verb = if advice.up { "raising" } else { "lowering" };
        let diagnostic = Diagnostic::warning(Code::AdviceMisleads, headline, self.file, *span, "not enough")
            .help(format!(
                "at the start, {verb} `{name}` to its end, with all other controls left alone, doesn't lead out of it"
            ))
            .help("widen the control, start nearer, or say what else has to change");
        self.report(diagnostic);
    }

    /// What a text advises.
    fn advice_in(&self, text: &TypedText<'_>) -> Vec<Advice> {
        let mut found: Vec<Advice> = Vec::new();
        for sentence in self.sentences_of(text) {
            let tokens = &sentence.tokens;
            // `More water takes longer, so don't add any.`
            if tokens.iter().any(|placed| is_word(placed, &["don", "don't", "not", "never", "won't", "no"])) {
                continue;
            }
            let mut here = Vec::new();
            for at in 0..tokens.len() {
                let named = direction(tokens, at).and_then(|up| {
                    self.control_after(tokens, at + 1).map(|(control, end)| (control, up, end))
                });
                let named = named.or_else(|| self.turned(tokens, at));
                if let Some((control, up, end)) = named.or_else(|| self.comparative_after(tokens, at)) {
                    let text: Vec<&str> = tokens[at..end].iter().map(|token| token.text.as_str()).collect();
                    here.push((at, Advice { control, up, text: text.join(" ") }));
                }
            }
            // Two things to do together may help where neither does alone.
            let both = here.windows(2).any(|pair| {
                tokens[pair[0].0..pair[1].0].iter().any(|placed| is_word(placed, &["and", "then"]))
            });
            if !both {
                found.extend(here.into_iter().map(|(_, advice)| advice));
            }
        }
        found
    }

    /// `turn the hob down`, `turn down the power`: the slider, whether it goes up, and where the advice ends.
    fn turned(&self, tokens: &[Placed], at: usize) -> Option<(Id, bool, usize)> {
        let turns = is_word(&tokens[at], &["turn"]) && begins(tokens, at);
        let place = (at + 1..tokens.len().min(at + NEAR))
            .take_while(|place| word(&tokens[*place]).is_some())
            .find(|place| is_word(&tokens[*place], &["up", "down"]))
            .filter(|_| turns)?;
        let (control, end) = self.control_after(tokens, at + 1)?;
        Some((control, is_word(&tokens[place], &["up"]), end.max(place + 1)))
    }

    /// The slider that is named right after a word, and where its name ends.
    fn control_after(&self, tokens: &[Placed], from: usize) -> Option<(Id, usize)> {
        let mut said: Vec<(usize, String)> = Vec::new();
        for (at, placed) in tokens.iter().enumerate().skip(from).take(NEAR) {
            match &placed.token {
                Token::Word(word, _) => said.extend(words(word).into_iter().map(|word| (at, word))),
                _ => break,
            }
        }
        let mut best: Option<(usize, Id, usize)> = None;
        for (id, control) in self.model.controls.iter().enumerate() {
            if !matches!(control.kind, ControlKind::Slider { .. }) {
                continue;
            }
            for name in [words(&control.name.text), words(&control.label.words())] {
                let places: Option<Vec<usize>> = name
                    .iter()
                    .map(|word| said.iter().find(|(_, said)| said == word).map(|(at, _)| *at))
                    .collect();
                let Some(places) = places.filter(|places| !places.is_empty()) else { continue };
                let (first, last) = (places.iter().min(), places.iter().max());
                let (Some(first), Some(last)) = (first, last) else { continue };
                if best.is_none_or(|(known, ..)| *first < known) {
                    best = Some((*first, id, last + 1));
                }
            }
        }
        best.map(|(_, id, end)| (id, end))
    }

    /// `choose a thinner loaf`, `slow down`, `use less`: the slider that a comparative right after a verb is about, whether it goes
    /// up, and where the advice ends.
    fn comparative_after(&self, tokens: &[Placed], verb: usize) -> Option<(Id, bool, usize)> {
        let imperative = word(&tokens[verb])?;
        if !begins(tokens, verb) || imperative.ends_with('s') || NO_VERBS.contains(&imperative) {
            return None;
        }
        let next = tokens.get(verb + 1).and_then(word)?;
        if let Some((.., comparative)) =
            PHRASES.iter().find(|(verb, with, _)| (*verb, *with) == (imperative, next))
        {
            let control = self.only_slider(|name| name.iter().any(|word| is_noun_of(comparative, word)))?;
            return Some((control, up_or_down_of_control(comparative)?, verb + 2));
        }
        let at = verb + 1 + usize::from(matches!(next, "a" | "an" | "the" | "some"));
        let comparative = word(tokens.get(at)?)?;
        let up = up_or_down_of_control(comparative)?;
        if tokens.get(at + 1).is_some_and(|next| is_word(next, &["than"])) {
            return None;
        }
        let thing = tokens.get(at + 1).and_then(word).map(words);
        let control = match &thing {
            // Of what is used, where there is one slider for that.
            None if matches!(comparative, "more" | "less") => self.only_slider(|name| {
                name.iter().any(|word| {
                    word.strip_prefix(imperative).is_some_and(|end| matches!(end, "" | "d" | "ed"))
                })
            }),
            // A thinner loaf is about the thickness, or the thickness of the loaf, and not about the thickness of the crust.
            _ => self.only_slider(|name| {
                let mut rest = name.iter().filter(|word| !is_noun_of(comparative, word)).peekable();
                name.iter().any(|word| is_noun_of(comparative, word))
                    && (rest.peek().is_none()
                        || rest.any(|word| thing.iter().flatten().any(|thing| thing == word)))
            }),
        };
        Some((control?, up, at + 1))
    }

    /// The only slider of which the name or the label, as words, is one that is meant.
    fn only_slider(&self, is_meant: impl Fn(&[String]) -> bool) -> Option<Id> {
        only((0..self.model.controls.len()).filter(|id| {
            let control = &self.model.controls[*id];
            let names = [words(&control.name.text), words(&control.label.words())];
            matches!(control.kind, ControlKind::Slider { .. }) && names.iter().any(|name| is_meant(name))
        }))
    }

    /// What following advice from every setting of a case leads to; nothing where that can't be asked.
    fn follow<'t>(
        &mut self,
        status: &'t TypedStatus<'t>,
        case: usize,
        advice: Advice,
        text: &TypedText<'_>,
    ) -> Option<Followed<'t>> {
        if status.row.is_some() {
            return None;
        }
        let node = self.lowering.status(status.id, Lowering::BASE);
        if !self.lowering.graph.is_outer(node) || self.is_faulty(node) {
            return None;
        }
        let here = self.lowering.graph.constant(case as f64);
        let here = self.lowering.graph.binary(Binary::Eq, node, here);
        let helps = self.helped(status, case, advice.control, advice.up)?;
        let ends = self.lowering.graph.binary(Binary::And, here, helps);
        let span = self.place_of_words(text.tree.span, &advice.text).unwrap_or(text.tree.span);
        Some(Followed { status, case, advice, span, here, ends })
    }

    /// Reports advice that ends its case at no setting; nothing about a case that is never reached.
    fn report_advice(&mut self, followed: &Followed<'_>) {
        let Followed { advice, span, .. } = followed;
        if self.has_no_escape(followed.status) {
            return;
        }
        let Some(found) = self.outcomes(&[followed.ask(followed.here)]).remove(0).found else { return };
        let turns = self.opposite_ends(followed);
        let said = self.said_setting(&found.setting);
        let name = self.model.controls[advice.control].name.text.clone();
        let case = &followed.name().text;
        let headline = format!("\"{}\" doesn't end `{case}`.", advice.text);
        let (verb, against) = if advice.up { ("raising", "lowering") } else { ("lowering", "raising") };
        let mut diagnostic =
            Diagnostic::warning(Code::AdviceMisleads, headline, self.file, *span, "doesn't help").help(
                format!(
                    "{}, for example, `{case}` holds; {verb} `{name}` alone never leads out of it",
                    said.words
                ),
            );
        diagnostic = match turns {
            true => diagnostic.help(format!("{against} `{name}` does: advise that")),
            false => match self.what_helps(followed) {
                Some(other) => diagnostic.help(format!("{other} does, at some settings: advise that")),
                None => diagnostic
                    .help("advise a control that the condition depends on, and that reaches far enough"),
            },
        };
        self.report(diagnostic);
    }

    /// The first other slider that leads out of a case alone, and the direction: "lowering `stops`".
    fn what_helps(&mut self, followed: &Followed<'_>) -> Option<String> {
        let Followed { status, case, advice, here, .. } = followed;
        let node = self.lowering.status(status.id, Lowering::BASE);
        let sliders: Vec<Id> = (0..self.model.controls.len())
            .filter(|id| {
                let input = *id as u32;
                *id != advice.control
                    && matches!(self.model.controls[*id].kind, ControlKind::Slider { .. })
                    && self.lowering.graph.reads_input(node, input..input + 1)
            })
            .take(MOST_TRIED)
            .collect();
        for control in sliders {
            for (up, verb) in [(true, "raising"), (false, "lowering")] {
                let Some(helps) = self.helped(status, *case, control, up) else { continue };
                let ends = self.lowering.graph.binary(Binary::And, *here, helps);
                if self.outcomes(&[followed.ask(ends)]).remove(0).found.is_some() {
                    return Some(format!("{verb} `{}`", self.model.controls[control].name.text));
                }
            }
        }
        None
    }

    /// Whether it has been said that nothing ends the failures of a status.
    fn has_no_escape(&self, status: &TypedStatus<'_>) -> bool {
        self.diagnostics.iter().any(|diagnostic| {
            diagnostic.code == Code::NoEscape
                && diagnostic.labels.first().is_some_and(|label| label.span == status.tree.name.span)
        })
    }

    /// Whether the opposite of what is advised ends the case at some setting.
    fn opposite_ends(&mut self, followed: &Followed<'_>) -> bool {
        let Followed { status, case, advice, .. } = followed;
        let Some(other) = self.helped(status, *case, advice.control, !advice.up) else { return false };
        let turns = self.lowering.graph.binary(Binary::And, followed.here, other);
        self.outcomes(&[followed.ask(turns)]).remove(0).found.is_some()
    }

    /// Whether a move of a control up or down leads out of a case: the place it moves to is an input of its own.
    fn helped(&mut self, status: &TypedStatus<'_>, case: usize, control: Id, up: bool) -> Option<Node> {
        let positions: Vec<f64> = self.lowering.steps(control)?.some(u32::MAX).collect();
        let place = self.lowering.graph.another_input(0.0);
        let input = self.lowering.graph.inputs.len() - 1;
        self.places.insert(input, Along { control, count: positions.len() as u32, walk: Walk::Advised });
        let moved = self.lowering.graph.cell(&positions, place);
        let typed = Typed {
            kind: TypedKind::Status(status.id),
            of: Type::Arm(status.id),
            span: status.tree.name.span,
        };
        let after = self.lowering.at(&typed, control, moved);
        let now = self.lowering.graph.input(control as u32);
        let graph = &mut self.lowering.graph;
        let mut helps = match up {
            true => graph.binary(Binary::Lt, now, moved),
            false => graph.binary(Binary::Lt, moved, now),
        };
        let warns = status.tree.arms[case].level.text == "warn";
        for (index, arm) in status.tree.arms.iter().enumerate() {
            let bad = index == case || arm.level.text == "fail" || warns && arm.level.text == "warn";
            if bad {
                let there = graph.constant(index as f64);
                let there = graph.binary(Binary::Eq, after, there);
                let left = graph.unary(lab_core::program::Unary::Not, there);
                helps = graph.binary(Binary::And, helps, left);
            }
        }
        Some(helps)
    }
}

/// The statuses of some statements.
fn gather<'t>(statement: &'t TypedStatement<'t>, statuses: &mut Vec<&'t TypedStatus<'t>>) {
    match &statement.content {
        Content::Status(status) => statuses.push(status),
        Content::Part(part) => part.body.iter().for_each(|inner| gather(inner, statuses)),
        Content::Details(_, body) | Content::Layout(_, _, body) => {
            body.iter().for_each(|inner| gather(inner, statuses));
        }
        _ => {}
    }
}

fn word(placed: &Placed) -> Option<&str> {
    match &placed.token {
        Token::Word(word, _) => Some(word),
        _ => None,
    }
}

fn is_word(placed: &Placed, of: &[&str]) -> bool {
    word(placed).is_some_and(|word| of.contains(&word))
}

/// Whether a token begins a clause, as an imperative does.
fn begins(tokens: &[Placed], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| match &tokens[before].token {
        Token::Word(word, _) => {
            matches!(word.as_str(), "or" | "and" | "then" | "first" | "either" | "please")
        }
        Token::Mark(_) => true,
        _ => false,
    })
}

/// The direction in which a word moves what follows it: a verb that begins a clause, or an adjective that does so or
/// follows such a verb.
fn direction(tokens: &[Placed], at: usize) -> Option<bool> {
    let here = word(&tokens[at])?;
    if begins(tokens, at) {
        if UP.contains(&here) {
            return Some(true);
        }
        if DOWN.contains(&here) {
            return Some(false);
        }
    }
    let up = if MORE.contains(&here) {
        true
    } else if LESS.contains(&here) {
        false
    } else {
        return None;
    };
    // `more than`
    if tokens.get(at + 1).is_some_and(|next| is_word(next, &["than"])) {
        return None;
    }
    // `charge for more hours`
    let verb =
        if at > 1 && is_word(&tokens[at - 1], &["for"]) { at.checked_sub(2) } else { at.checked_sub(1) };
    let follows_verb = verb.is_some_and(|before| {
        begins(tokens, before)
            && word(&tokens[before]).is_some_and(|verb| !verb.ends_with('s') && !NO_VERBS.contains(&verb))
    });
    (begins(tokens, at) || follows_verb).then_some(up)
}
