//! Predictions: the key is whatever the model makes true at the stated settings.

use lab_core::mark;
use lab_core::program::Binary;

use crate::check::hand::TypedHand;
use crate::check::model::*;
use crate::check::parts::each_part;
use crate::check::question::{TypedClaim, TypedPredict};
use crate::check::text::TypedText;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::{Claims, Planner};
use crate::page::plan::reflect::names_of;
use crate::page::program::key::Answer;
use crate::page::verdict::said::{Role, Scene, compared};
use crate::syntax::tree;

/// How near a claimed number has to be to the truth: rounding only.
pub(super) const ROUNDING: f64 = 1e-9;
/// How near the truth may come to another answer, as a part of itself.
pub(super) const UNSURE: f64 = 0.01;

impl Planner<'_> {
    /// The question, and what it is held against.
    pub(in crate::page) fn predict(&mut self, predict: &TypedPredict<'_>, seal: u32) -> Plan {
        let TypedPredict { tree, span, settings, truth, .. } = predict;
        let span = *span;
        let scene = self.question_scene(truth.as_ref().map(|truth| &truth.typed), settings);
        let question = self.about_it(scene, |planner| planner.rich(&predict.question));
        let truth_node = truth.as_ref().map(|truth| {
            let stated = stated(&truth.typed, settings);
            self.lowering.expr(&stated, Lowering::BASE)
        });
        let compared = truth.as_ref().map(|truth| compared(&truth.typed)).unwrap_or_default();
        let mut options = Vec::new();
        let mut verdicts = Vec::new();
        let mut claims = Vec::new();
        for (option, claim) in &predict.options {
            let denied = matches!(claim, TypedClaim::Never);
            let mut claim = self.claim(claim, truth_node, settings);
            claim.numbered = numbered(&option.label);
            claim.told =
                option.truth.zip(option.feedback.as_ref()).is_some_and(|(truth, text)| tells(text, truth));
            // What is compared by hand stands beside the model's values.
            claim.told |= matches!(predict.hand, Some(TypedHand::Order(_) | TypedHand::Bars { .. }));
            let near: Vec<(Typed, Node)> =
                claim.says.iter().map(|(node, typed)| (typed.clone(), *node)).collect();
            let compared = compared.clone();
            let scene = |role| Scene {
                settings: settings.clone(),
                near: near.clone(),
                compared: compared.clone(),
                truth: truth.as_ref().map(|truth| truth.typed.clone()).zip(truth_node),
                role,
                denied,
                ..Scene::default()
            };
            let label = self.about_it(scene(Role::Option), |planner| planner.rich(&option.label));
            let (key, was) = (option.tree.key.text.clone(), names_of(&option.tree.was));
            options.push(block::AnswerOption { key: key.clone(), was: was.clone(), label: label.clone() });
            // Feedback may speak of the truth and of what was claimed.
            if let (Some(local), Some(node)) = (option.truth, truth_node) {
                self.lowering.bind(local, node);
            }
            if let (Some(local), Some((says, _))) = (option.is, claim.says.first()) {
                self.lowering.bind(local, *says);
            }
            let body = self.about_it(scene(Role::Feedback), |planner| {
                planner.under(seal, |planner| planner.optional(option.feedback.as_ref()))
            });
            verdicts.push(block::Verdict { key, was, label, right: false, live: None, gap: None, body });
            claims.push((option.tree.key.clone(), claim));
        }
        self.unique_options(&tree.options);
        let known = truth_node.zip(truth.as_ref());
        let (mut sketch, mut compared, mut model) = (None, None, None);
        match (&predict.hand, known) {
            (Some(TypedHand::Sketch(curve)), Some((node, _))) => {
                (sketch, model) = self.sketch(predict, curve, node, &claims).unzip();
            }
            (Some(hand), Some((node, truth))) => {
                (compared, model) = self.compared(hand, settings, (node, &truth.format), &claims).unzip();
            }
            _ => {}
        }
        let name = tree.name.text.clone();
        let holds: Vec<Option<Node>> = claims.iter().map(|(_, claim)| claim.holds).collect();
        let known: Vec<Node> = holds.iter().flatten().copied().collect();
        self.refuse_uploads(&known, span);
        let live = self.reads_ledger(&known);
        if live {
            let slot = self.under(seal, |planner| planner.live_verdicts(&holds, &mut verdicts));
            self.one_for_every_ledger(tree, span, &claims);
            self.key.insert(name.clone(), Answer { slot, ..Answer::default() });
        }
        let truth = truth.as_ref().zip(truth_node);
        let truth = truth.map(|(truth, node)| (node, truth.format.clone(), truth.typed.of.clone()));
        self.claims.push(Claims { name: name.clone(), span, truth, options: claims, live, seal });
        let reveal =
            block::Reveal { name: name.clone(), question: question.clone(), options: verdicts, model };
        self.keep_reveal(&name, Plan::Reveal(reveal));
        let was = names_of(&tree.was);
        let (confidence, about) = (tree.confidence, self.about(&tree.about));
        Plan::Predict(block::Predict {
            name,
            was,
            question,
            options,
            sketch,
            compared,
            seal,
            confidence,
            about,
        })
    }

    /// The subjects that a question tests: each one that the lab teaches.
    pub(in crate::page) fn about(&mut self, names: &[tree::Name]) -> Vec<String> {
        for name in names {
            if self.teaches.contains(&name.text) {
                continue;
            }
            let headline = format!("This lab doesn't teach `{}`.", name.text);
            let mut diagnostic =
                self.error(Code::UnknownName, headline, name.span, "not one of its subjects");
            let near = crate::similar::nearest(&name.text, self.teaches.iter().map(String::as_str));
            diagnostic = match near.map(str::to_owned) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                    format!("write `{near}`"),
                    self.file,
                    name.span,
                    near,
                ),
                None if self.teaches.is_empty() => {
                    diagnostic.help(format!("add `teaches {}` to the head of the lab", name.text))
                }
                None => diagnostic.help(format!("it teaches {}", self.teaches.join(", "))),
            };
            self.report(diagnostic);
        }
        names.iter().map(|name| name.text.clone()).collect()
    }

    /// Where the record decides: slots that say which option is right. The first true one counts.
    fn live_verdicts(
        &mut self,
        holds: &[Option<Node>],
        verdicts: &mut [block::Verdict<Planned>],
    ) -> Option<usize> {
        let mut which = self.lowering.graph.constant(lab_core::UNDEFINED);
        for (index, holds) in holds.iter().enumerate().rev() {
            let Some(holds) = holds else { continue };
            let here = self.lowering.graph.constant(index as f64);
            which = self.lowering.graph.select(*holds, here, which);
        }
        for (index, verdict) in verdicts.iter_mut().enumerate() {
            let here = self.lowering.graph.constant(index as f64);
            let right = self.lowering.graph.binary(Binary::Eq, which, here);
            let wrong = self.lowering.graph.unary(lab_core::program::Unary::Not, right);
            let mut shown = |node| While::Slot(self.slot(Shows::Shown(node)));
            verdict.live = Some(block::LiveVerdict { right: shown(right), wrong: shown(wrong) });
        }
        let keys: Vec<String> = verdicts.iter().map(|verdict| verdict.key.clone()).collect();
        let text = self.texts(&keys, which);
        match self.rich_of(vec![Part::Text(text)]) {
            Rich::Live(slot) => Some(slot),
            _ => None,
        }
    }

    fn claim(&mut self, claim: &TypedClaim, truth_node: Option<Node>, settings: &[(Id, Typed)]) -> ClaimPlan {
        let mut says = Vec::new();
        let mut whole = None;
        let holds = match claim {
            TypedClaim::Is(value) => {
                let value = self.claimed(value, settings);
                let tolerance = self.lowering.graph.constant(ROUNDING);
                let holds = truth_node.map(|truth| self.lowering.near(truth, value.0, tolerance, true));
                says.push(value);
                holds
            }
            TypedClaim::Between(low, high) => {
                let (low, high) = (self.claimed(low, settings), self.claimed(high, settings));
                let graph = &mut self.lowering.graph;
                let holds = truth_node.map(|truth| {
                    let above = graph.binary(Binary::Le, low.0, truth);
                    let below = graph.binary(Binary::Le, truth, high.0);
                    graph.binary(Binary::And, above, below)
                });
                says.extend([low, high]);
                holds
            }
            TypedClaim::When(condition) => {
                let condition = stated(condition, settings);
                whole = Some(condition.clone());
                Some(self.lowering.expr(&condition, Lowering::BASE))
            }
            TypedClaim::Never => Some(self.lowering.graph.constant(0.0)),
            TypedClaim::Right => Some(self.lowering.graph.constant(1.0)),
            TypedClaim::Broken => None,
        };
        ClaimPlan { holds, condition: whole, says, told: false, numbered: false }
    }

    /// A claimed value at the settings of its prediction.
    fn claimed(&mut self, value: &Typed, settings: &[(Id, Typed)]) -> (Node, Typed) {
        (self.lowering.expr(&stated(value, settings), Lowering::BASE), value.clone())
    }

    /// Decides every key. One claim of each prediction is true, or the values are shown.
    pub(in crate::page) fn decide(&mut self) {
        let all = std::mem::take(&mut self.claims);
        let mut nodes = Vec::new();
        for claims in &all {
            nodes.extend(claims.truth.iter().map(|(node, ..)| *node));
            for (_, claim) in &claims.options {
                nodes.extend(claim.holds);
                nodes.extend(claim.says.iter().map(|(node, _)| *node));
            }
        }
        let mut values = self.evaluate(&nodes).into_iter();
        let mut next = || values.next().unwrap_or(f64::NAN);
        for claims in all {
            let truth = claims.truth.as_ref().map(|_| next());
            let options: Vec<Held> = claims
                .options
                .iter()
                .map(|(key, claim)| Held {
                    key: key.clone(),
                    holds: claim.holds.map(|_| next()),
                    says: claim.says.iter().map(|_| next()).collect(),
                })
                .collect();
            if !claims.live {
                let answer = self.decide_one(&claims, truth, &options);
                self.key.extend(answer.map(|answer| (claims.name.clone(), answer)));
            }
        }
    }

    fn decide_one(&mut self, claims: &Claims, truth: Option<f64>, options: &[Held]) -> Option<Answer> {
        let text = |value: f64| claims.text(value);
        let held: Vec<&Held> = options.iter().filter(|option| option.holds == Some(1.0)).collect();
        let [only] = held.as_slice() else {
            if options.iter().any(|option| option.holds.is_none()) {
                return None;
            }
            // What depends on a fault is undefined, and that is no news.
            let undefined = |value: f64| value.is_nan();
            if (options.iter().any(|option| option.holds.is_some_and(undefined))
                || truth.is_some_and(undefined))
                && self.faulty()
            {
                return None;
            }
            let said = options.iter().map(|option| {
                let verdict = match option.holds {
                    Some(1.0) => "true",
                    Some(value) if value.is_nan() => "undefined",
                    _ => "false",
                };
                let says: Vec<String> = option.says.iter().map(|value| text(*value)).collect();
                let says = if says.is_empty() { String::new() } else { format!(" ({})", says.join(" to ")) };
                format!("`{}`{says}: {verdict}", option.key.text)
            });
            let claimed: Vec<String> = said.collect();
            let claimed = Some(claimed.join(", ")).filter(|claimed| !claimed.is_empty());
            let known = truth
                .filter(|_| claims.truth.as_ref().is_some_and(|(_, _, of)| matches!(of, Type::Number(_))));
            let truth = truth.map(|truth| format!("the truth is {}", text(truth)));
            let said: Vec<String> = truth.into_iter().chain(claimed).collect();
            let (headline, label) = if held.is_empty() {
                (
                    format!("Every option of `{}` is wrong.", claims.name),
                    "students would have no right answer",
                )
            } else {
                (
                    format!("{} options of `{}` are right at the same time.", held.len(), claims.name),
                    "exactly one must be",
                )
            };
            let mut diagnostic = self
                .error(Code::NotOneTrue, headline, claims.span, label)
                .help(format!("at the stated settings {}", said.join("; ")));
            if let (Some(number), true) = (known, held.is_empty())
                && let Some((option, times)) = other_scale(number, options)
            {
                diagnostic = diagnostic.help(format!(
                    "`{option}` would be right if the truth were {times}: see whether a unit is wrong where it is computed"
                ));
            }
            self.report(diagnostic);
            return None;
        };
        self.near_threshold(claims);
        let number = claims.truth.as_ref().is_some_and(|(_, _, of)| matches!(of, Type::Number(_)));
        let mut gaps = Vec::new();
        if let Some(truth) = truth.filter(|_| number) {
            self.on_its_edge(claims, truth, only);
            self.near_another(claims, truth, only, options);
            self.overlapping(claims, options);
            for (option, (_, claim)) in options.iter().zip(&claims.options) {
                if option.key.text == only.key.text || claim.told {
                    continue;
                }
                let off = match option.says.as_slice() {
                    [] => continue,
                    [said] if claim.numbered => mark::factor(*said, truth).map(|_| mark::words(*said, truth)),
                    _ => None,
                };
                gaps.push((option.key.text.clone(), off));
            }
        }
        Some(Answer {
            right: Some(only.key.text.clone()),
            truth: truth.map(text),
            gaps,
            stated: matches!(only.says.as_slice(), [said] if truth.is_some_and(|truth| text(*said) == text(truth))),
            ..Answer::default()
        })
    }

    /// A key that a change of one percent would turn.
    fn near_another(&mut self, claims: &Claims, truth: f64, right: &Held, options: &[Held]) {
        let margin = |end: f64| (end - truth).abs() / truth.abs();
        let own = right.says.iter().copied().filter(|_| right.says.len() == 2).map(|end| (end, right));
        let others = options.iter().filter(|option| option.key.text != right.key.text);
        let ends = others.flat_map(|option| option.says.iter().map(move |end| (*end, option))).chain(own);
        let nearest = ends.min_by(|a, b| margin(a.0).total_cmp(&margin(b.0)));
        let Some((end, option)) = nearest.filter(|(end, _)| (ROUNDING..UNSURE).contains(&margin(*end)))
        else {
            return;
        };
        let text = |value: f64| claims.text(value);
        let whose = match option.key.text == right.key.text {
            true => "its own claim".to_owned(),
            false => format!("what `{}` claims", option.key.text),
        };
        let meets = match option.says.as_slice() {
            [low, _] if *low == end => "begins at",
            [_, _] => "ends at",
            _ => "is",
        };
        let percent = margin(end) * 100.0;
        let headline = format!("`{}` is right by {percent:.1} % only.", right.key.text);
        let diagnostic = Diagnostic::warning(
            Code::KeyUnsure,
            headline,
            self.file,
            option.key.span,
            "its edge is close to the truth",
        )
        .help(format!(
            "the truth is {}, and {whose} {meets} {}: leave more room between them",
            text(truth),
            text(end)
        ));
        self.report(diagnostic);
    }

    /// Two options that can be right at once, whatever the truth.
    fn overlapping(&mut self, claims: &Claims, options: &[Held]) {
        let range = |option: &Held| match option.says.as_slice() {
            [value] => Some((*value, *value)),
            [low, high] => Some((*low, *high)),
            _ => None,
        };
        for (index, option) in options.iter().enumerate() {
            let Some((low, high)) = range(option) else { continue };
            let overlaps = |other: &&Held| {
                range(other).is_some_and(|(other_low, other_high)| {
                    let (from, to) = (low.max(other_low), high.min(other_high));
                    // Ranges may share an end.
                    from < to || from == to && (low == high || other_low == other_high)
                })
            };
            let Some(other) = options[..index].iter().find(overlaps) else { continue };
            let headline = format!("`{}` and `{}` overlap.", other.key.text, option.key.text);
            let said = |(low, high): (f64, f64)| match low == high {
                true => claims.text(low),
                false => format!("{} to {}", claims.text(low), claims.text(high)),
            };
            let (one, two) = (range(other).map(said), range(option).map(said));
            let diagnostic = Diagnostic::warning(
                Code::OptionsOverlap,
                headline,
                self.file,
                option.key.span,
                "can be right together",
            )
            .help(format!(
                "they claim {} and {}: after a change of the model, both could be right",
                one.unwrap_or_default(),
                two.unwrap_or_default()
            ));
            self.report(diagnostic);
            return;
        }
    }

    /// A range that the truth lies on the edge of holds by a hair: the next digit decides.
    fn on_its_edge(&mut self, claims: &Claims, truth: f64, option: &Held) {
        let [low, high] = option.says.as_slice() else { return };
        let edge = [low, high].into_iter().find(|end| (*end - truth).abs() <= ROUNDING * truth.abs());
        let Some(edge) = edge.filter(|_| low != high) else { return };
        let text = claims.text(*edge);
        let headline = format!("`{}` is right only because its range ends at the truth.", option.key.text);
        let (file, span) = (self.file, option.key.span);
        let diagnostic = Diagnostic::warning(Code::OnItsEdge, headline, file, span, "no margin")
            .help(format!("the truth is {text}: widen the range past it"));
        self.report(diagnostic);
    }
}

impl Claims {
    /// A value as the truth is written; empty without a truth.
    fn text(&self, value: f64) -> String {
        self.truth.as_ref().map_or_else(String::new, |(_, format, _)| format.text(value))
    }
}

/// An option with what its claim comes to at the stated settings.
struct Held {
    key: tree::Name,
    holds: Option<f64>,
    says: Vec<f64>,
}

/// The only option that a truth off by a thousand, a million or a billion would make right, and how far off it is.
fn other_scale(truth: f64, options: &[Held]) -> Option<(String, &'static str)> {
    const SCALES: [(f64, &str); 6] = [
        (1e3, "a thousand times as large"),
        (1e-3, "a thousandth of that"),
        (1e6, "a million times as large"),
        (1e-6, "a millionth of that"),
        (1e9, "a billion times as large"),
        (1e-9, "a billionth of that"),
    ];
    let claims = |option: &&Held, value: f64| match option.says.as_slice() {
        [low, high] => (*low..=*high).contains(&value),
        [said] => (said - value).abs() <= ROUNDING * value.abs(),
        _ => false,
    };
    let fits = SCALES.iter().flat_map(|(factor, words)| {
        let right = options.iter().filter(move |option| claims(option, truth * factor));
        right.map(move |option| (option.key.text.clone(), *words))
    });
    let fits: Vec<(String, &str)> = fits.collect();
    match fits.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// Words that say a number, besides digits. Fractions are not among them: "half the time" may claim a speed-up of 2.
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "hundred",
    "thousand",
    "million",
    "billion",
    "twice",
    "double",
    "doubles",
    "doubled",
    "triple",
    "triples",
    "quadruple",
    "tenfold",
];

/// Whether a text says a number.
fn numbered(text: &TypedText<'_>) -> bool {
    let words = text.tree.words().to_lowercase();
    !text.values.is_empty()
        || words.contains(|letter: char| letter.is_ascii_digit())
        || words.split(|letter: char| !letter.is_alphabetic()).any(|word| NUMBERS.contains(&word))
}

/// Whether a text shows the value of a variable.
fn tells(text: &TypedText<'_>, local: u32) -> bool {
    fn reads(typed: &Typed, local: u32) -> bool {
        let mut found = matches!(typed.kind, TypedKind::Local(id) if id == local);
        each_part(typed, &mut |part| found |= reads(part, local));
        found
    }
    text.values.iter().any(|value| reads(&value.typed, local))
}

/// An expression at the settings a prediction is stated at: all starts, but for those it names.
pub(in crate::page) fn stated(typed: &Typed, settings: &[(Id, Typed)]) -> Typed {
    let inner = if settings.is_empty() {
        typed.clone()
    } else {
        Typed { kind: TypedKind::At(Box::new(typed.clone()), settings.to_vec()), ..typed.clone() }
    };
    Typed { of: inner.of.clone(), span: inner.span, kind: TypedKind::AtStart(Box::new(inner)) }
}
