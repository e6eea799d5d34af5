//! Texts that say what is asked: the number, how many times as much, or how it grows.

use std::collections::BTreeSet;

use super::Tells;
use super::seen::{AskedQuestion, PageSoFar, SeenKind};
use super::values::AskedValue;
use crate::check::model::*;
use crate::page::plan::planner::Planner;
use crate::page::verdict::said::{
    Meant, Of, Piece, Placed, SaidFigure, Sentence, Token, is_best, is_quoted, read_sentences, words,
};

/// Whether a sentence repeats by how much a question changes something: "twice" of "at twice the speed", in the title
/// "Twice as fast, four times as far".
fn repeats_the_change(sentence: &Sentence, stem: &[SaidFigure]) -> bool {
    let changes = stem.iter().filter(|figure| figure.of == Of::Times);
    let said = |change: &SaidFigure| {
        sentence.figures.iter().any(|figure| figure.of == Of::Times && figure.value == change.value)
    };
    sentence.figures.len() > 1 && changes.into_iter().any(said)
}

/// Words of questions and answers that say nothing about their subject.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "against",
    "almost",
    "also",
    "another",
    "around",
    "because",
    "before",
    "begin",
    "between",
    "both",
    "does",
    "double",
    "doubles",
    "each",
    "even",
    "every",
    "exactly",
    "expect",
    "five",
    "four",
    "from",
    "give",
    "given",
    "goe",
    "grow",
    "half",
    "have",
    "here",
    "into",
    "just",
    "know",
    "large",
    "larger",
    "less",
    "long",
    "longer",
    "look",
    "made",
    "make",
    "many",
    "more",
    "most",
    "much",
    "nearly",
    "need",
    "only",
    "other",
    "over",
    "part",
    "quadruple",
    "right",
    "same",
    "second",
    "seven",
    "should",
    "small",
    "smaller",
    "some",
    "start",
    "still",
    "take",
    "than",
    "that",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "this",
    "three",
    "time",
    "times",
    "today",
    "triple",
    "twice",
    "under",
    "until",
    "very",
    "what",
    "when",
    "where",
    "which",
    "while",
    "will",
    "with",
    "without",
    "would",
    "your",
    "eight",
    "ten",
    "hundred",
    "thousand",
];

impl Planner<'_> {
    /// Texts before a question that say its answer.
    pub(super) fn words_that_tell(
        &mut self,
        page: &PageSoFar<'_>,
        question: &AskedQuestion<'_>,
        asked: &AskedValue,
    ) -> Vec<Tells> {
        let Some(whole) = asked.finite() else { return Vec::new() };
        let subject = self.subject(question, &whole.typed);
        let stem: Vec<SaidFigure> =
            self.sentences_of(question.stem).into_iter().flat_map(|sentence| sentence.figures).collect();
        let power = asked.ratio.as_ref().and_then(|pair| self.power(pair, whole.value));
        let mut tells = Vec::new();
        for (at, seen) in page.seen[..question.before].iter().enumerate() {
            let (sentences, words) = match &seen.what {
                SeenKind::Text(text) => (self.sentences_of(text), text.tree.words()),
                SeenKind::Words(words) => {
                    (read_sentences(&[Piece::Words(words)], &self.model.units), words.clone())
                }
                _ => continue,
            };
            let mut was_about = false;
            for sentence in &sentences {
                let names = sentence.words().any(|word| subject.contains(&word));
                let is_about = names
                    || self.names_the_settings(sentence, question)
                    || repeats_the_change(sentence, &stem)
                    || was_about && sentence.says_it();
                was_about = is_about;
                if !is_about || sentence.asks() {
                    continue;
                }
                if self.says_the_option(sentence, question) {
                    tells.push(Tells { at, label: "says it in the words of the right option".to_owned() });
                    break;
                }
                let said = sentence.figures.iter().find(|figure| {
                    !is_quoted(&sentence.tokens, figure)
                        && !stem.iter().any(|other| other.of == figure.of && other.value == figure.value)
                        && self.says_truth(sentence, figure, question, whole)
                });
                if let Some(figure) = said {
                    tells.push(Tells { at, label: format!("says {}, the answer", figure.text) });
                    break;
                }
            }
            if let Some(power) = power
                && says_power(&words, power)
                && plain_words(&words).iter().any(|word| subject.contains(word))
            {
                let grows = if power == 2 { "with the square" } else { "with the cube" };
                tells.push(Tells { at, label: format!("says that it grows {grows}") });
            }
        }
        tells
    }

    /// Whether a sentence says the right option in its own words: `a bath for eight takes as long as one for four`. It has to
    /// share two words with the question, and to say no other option.
    fn says_the_option(&self, sentence: &Sentence, question: &AskedQuestion<'_>) -> bool {
        let Some((right, _)) = self.right_of(question) else { return false };
        let said = sentence.all_words();
        let is_said = |label: &str| {
            let own: Vec<String> = spoken(label);
            own.len() > 1 && said.windows(own.len()).any(|window| window == own)
        };
        let label = right.label.tree.words();
        if right.label.tree.pieces.len() != 1 || !is_said(&label) {
            return false;
        }
        let others =
            question.options.iter().filter(|(option, _)| option.tree.key.text != right.tree.key.text);
        let stem = question.stem.tree.words();
        let asked: BTreeSet<String> = plain_words(&stem)
            .into_iter()
            .filter(|word| word.len() > 2 && !COMMON.contains(&word.as_str()))
            .collect();
        let shared: BTreeSet<String> = sentence.words().filter(|word| asked.contains(word)).collect();
        let supposes = said.iter().any(|word| DOUBTS.contains(&word.as_str()));
        let in_stem = spoken(&stem).windows(spoken(&label).len()).any(|window| window == spoken(&label));
        shared.len() > 1
            && !supposes
            && !in_stem
            && !others.into_iter().any(|(option, _)| is_said(&option.label.tree.words()))
    }

    /// Presets that are called the best, or by the number, and set a control to what is asked for.
    pub(super) fn presets_that_tell(
        &mut self,
        page: &PageSoFar<'_>,
        question: &AskedQuestion<'_>,
        asked: &AskedValue,
    ) -> Vec<Tells> {
        let Some(whole) = asked.finite() else { return Vec::new() };
        let mut tells = Vec::new();
        for (at, seen) in page.seen[..question.before].iter().enumerate() {
            let SeenKind::Preset(title, settings) = &seen.what else { continue };
            let sentences = self.sentences_of(title);
            let is_best = sentences.iter().flat_map(Sentence::words).any(|word| is_best(&word));
            let says =
                sentences.iter().flat_map(|sentence| &sentence.figures).any(|figure| figure.is(whole.value));
            if !is_best && !says {
                continue;
            }
            let of_kind: Vec<Typed> = settings
                .iter()
                .map(|(_, value)| value)
                .filter(|value| {
                    self.kind(&value.of).is_some() && self.kind(&value.of) == self.kind(&whole.typed.of)
                })
                .cloned()
                .collect();
            let nodes: Vec<_> =
                of_kind.iter().map(|value| self.lowering.expr(value, crate::lower::Lowering::BASE)).collect();
            let values = self.evaluate(&nodes);
            if values.iter().any(|value| (value - whole.value).abs() <= 1e-9 * whole.value.abs()) {
                tells.push(Tells { at, label: "sets the answer".to_owned() });
            }
        }
        tells
    }

    /// The words that a question is about: its own, those of its right option, and the names in the formula.
    fn subject(&self, question: &AskedQuestion<'_>, truth: &Typed) -> BTreeSet<String> {
        let mut subject: Vec<String> = plain_words(&question.stem.tree.words());
        if let Some((option, _)) = self.right_of(question) {
            subject.extend(plain_words(&option.label.tree.words()));
        }
        let mut names = Vec::new();
        crate::check::parts::defines_in(truth, &mut names);
        let direct = names.clone();
        for id in direct {
            if let Some(value) = &self.model.defines[id].value {
                crate::check::parts::defines_in(value, &mut names);
            }
        }
        for id in names {
            subject.extend(plain_words(&self.model.defines[id].tree.name.text));
        }
        subject.into_iter().filter(|word| word.len() > 3 && !COMMON.contains(&word.as_str())).collect()
    }

    /// Whether a figure is what a question asks for.
    fn says_truth(
        &mut self,
        sentence: &Sentence,
        figure: &SaidFigure,
        question: &AskedQuestion<'_>,
        asked: &super::values::FormulaAt,
    ) -> bool {
        let truth = asked.value;
        let Some(kind) = self.kind(&asked.typed.of) else { return false };
        if !matches!(figure.meant, Meant::Rounded | Meant::About) {
            return false;
        }
        match &figure.of {
            Of::Times if kind.as_ref().is_some_and(|kind| !kind.is_none()) => {
                figure.is_fraction()
                    && !sentence.supposes(figure)
                    && self.is_part_of_what_is_read(figure, asked)
            }
            Of::Times => {
                let number = kind.as_ref().is_some_and(crate::check::units::Dimension::is_none);
                number
                    && figure.fits(truth)
                    && !sentence.supposes(figure)
                    && !self.is_change(sentence, figure)
            }
            Of::Quantity(written) => {
                let same = match written.offset != 0.0 {
                    true => kind.is_none(),
                    false => kind == Some(written.dimension.hard(&self.model.units)),
                };
                same && figure.fits(truth) && !self.is_given(figure, question, &asked.typed)
            }
            Of::Count => {
                let number = kind.as_ref().is_some_and(crate::check::units::Dimension::is_none);
                number
                    && figure.digits
                    && figure.value >= LARGE
                    && figure.is(truth)
                    && !self.is_given(figure, question, &asked.typed)
            }
        }
    }

    /// Whether what is asked is this part of a value that its formula reads, and that nothing moves: a quarter of the load.
    fn is_part_of_what_is_read(&mut self, figure: &SaidFigure, asked: &super::values::FormulaAt) -> bool {
        let mut names = Vec::new();
        crate::check::parts::defines_in(&asked.typed, &mut names);
        if let [only] = names.as_slice()
            && let Some(value) = &self.model.defines[*only].value
            && matches!(asked.typed.kind, TypedKind::Define(_))
        {
            let mut behind = Vec::new();
            crate::check::parts::defines_in(value, &mut behind);
            names = behind;
        }
        let kind = self.kind(&asked.typed.of);
        names.into_iter().any(|id| {
            let of_kind =
                self.model.defines[id].value.as_ref().is_some_and(|value| self.kind(&value.of) == kind);
            let node = self.lowering.defined(id);
            let whole = self.lowering.graph.value(node).filter(|_| of_kind);
            whole.is_some_and(|whole| (asked.value / whole - figure.value).abs() <= 1e-6 * figure.value)
        })
    }

    /// Whether a multiplier is about a control: `twice the side`.
    fn is_change(&self, sentence: &Sentence, figure: &SaidFigure) -> bool {
        let after: Vec<String> = sentence.words_after(figure, 4);
        self.model.controls.iter().any(|control| {
            let mut names = words(&control.name.text);
            names.extend(words(&control.label.words()));
            names.iter().any(|name| after.contains(name))
        })
    }

    /// Whether a figure is a number that the lab starts from, and not what is asked.
    fn is_given(&mut self, figure: &SaidFigure, question: &AskedQuestion<'_>, asked: &Typed) -> bool {
        let model = self.model;
        let own = match asked.kind {
            TypedKind::Define(id) => Some(id),
            _ => None,
        };
        let kind = Some(figure.dimension().hard(&model.units));
        let given = model.defines.iter().enumerate().any(|(id, define)| {
            Some(id) != own
                && define.value.as_ref().is_some_and(|value| match &value.kind {
                    TypedKind::Number(number, _) => {
                        self.kind(&value.of) == Some(kind.clone()) && figure.is(*number)
                    }
                    _ => false,
                })
        });
        let at = question.settings.iter().any(|(_, value)| match value.kind {
            TypedKind::Number(value, _) => figure.is(value),
            _ => false,
        });
        given
            || at
            || (0..model.controls.len()).any(|control| {
                let is_slider = matches!(model.controls[control].kind, ControlKind::Slider { .. });
                is_slider && figure.is(self.lowering.start(control))
            })
    }

    /// With which power of its control a formula grows between two settings: 2 or 3.
    fn power(&mut self, [above, below]: &[super::values::FormulaAt; 2], ratio: f64) -> Option<i32> {
        let mut changes = Vec::new();
        for (control, value) in &above.settings {
            let before = below.settings.iter().find(|(other, _)| other == control).map(|(_, value)| value);
            let node = self.lowering.expr(value, crate::lower::Lowering::BASE);
            let to = self.evaluate(&[node])[0];
            let from = match before {
                Some(before) => {
                    let node = self.lowering.expr(before, crate::lower::Lowering::BASE);
                    self.evaluate(&[node])[0]
                }
                None => self.lowering.start(*control),
            };
            if from != to {
                changes.push(to / from);
            }
        }
        let [change] = changes.as_slice() else { return None };
        let power = libm::log(ratio) / libm::log(*change);
        // What fades with the square of a distance grows with the power of −2.
        [2, 3].into_iter().find(|whole| (power.abs() - f64::from(*whole)).abs() < 0.02)
    }

    /// Whether a sentence names all settings of a question that are numbers: `after 12 h`.
    fn names_the_settings(&mut self, sentence: &Sentence, question: &AskedQuestion<'_>) -> bool {
        let numbers = question.settings.iter().filter_map(|(_, value)| match value.kind {
            TypedKind::Number(number, _) => Some((number, self.kind(&value.of)?)),
            _ => None,
        });
        let numbers: Vec<_> = numbers.collect();
        let units = &self.model.units;
        let names = |(number, kind): &(f64, Option<crate::check::units::Dimension>)| {
            sentence.figures.iter().any(|figure| {
                matches!(figure.of, Of::Quantity(_))
                    && *kind == Some(figure.dimension().hard(units))
                    && figure.is(*number)
            })
        };
        !numbers.is_empty() && numbers.len() == question.settings.len() && numbers.iter().all(names)
    }
}

/// From which number on a number of things is none that happens to be the same.
const LARGE: f64 = 50.0;

/// Words of sentences that say what somebody expects, or what is open.
const DOUBTS: &[&str] = &[
    "if", "whether", "think", "thinks", "believe", "believes", "expect", "expects", "guess", "guesses",
    "may", "might", "would", "not", "never", "or", "seems", "suppose", "imagine",
];

/// All words of a text, in lower case.
fn spoken(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The words of a text, in the form in which they are compared.
fn plain_words(text: &str) -> Vec<String> {
    words(text)
}

/// Whether a text says that something grows with a square or a cube.
fn says_power(text: &str, power: i32) -> bool {
    let lower = text.to_lowercase();
    let named: &[&str] = match power {
        2 => &["quadratic", "squared", "the square of", "^2$", "^2)", "^{2}"],
        _ => &["cubic", "cubed", "the cube of", "^3$", "^3)", "^{3}"],
    };
    let raised = if power == 2 { '²' } else { '³' };
    // `N²`, and not `m²` or `5 cm²`.
    let mut before = None;
    let symbol = text.chars().any(|c| {
        let found = c == raised && before.is_some_and(|before: char| before.is_uppercase());
        before = Some(c);
        found
    });
    symbol || named.iter().any(|word| lower.contains(word))
}

impl Sentence {
    /// The words, in the form in which they are compared.
    fn words(&self) -> impl Iterator<Item = String> + '_ {
        self.tokens.iter().filter_map(|placed| match &placed.token {
            Token::Word(word, _) => words(word).into_iter().next(),
            _ => None,
        })
    }

    /// All words, in lower case, and numbers as they are written.
    fn all_words(&self) -> Vec<String> {
        let words = self.tokens.iter().filter_map(|placed| match &placed.token {
            Token::Word(word, _) => Some(word.clone()),
            Token::Number(_) => Some(placed.text.clone()),
            _ => None,
        });
        words.collect()
    }

    /// Whether it speaks of what the sentence before it was about.
    fn says_it(&self) -> bool {
        self.tokens.iter().any(|placed| {
            matches!(&placed.token, Token::Word(word, _) if matches!(word.as_str(), "it" | "them" | "they" | "that"))
        })
    }

    /// Some words after a figure.
    fn words_after(&self, figure: &SaidFigure, most: usize) -> Vec<String> {
        let after = self.tokens[figure.tokens.1..].iter().take(most);
        // `doubles in ten years` is not about the years.
        let relates = |placed: &&Placed| {
            !matches!(&placed.token, Token::Word(word, _)
                if matches!(word.as_str(), "in" | "at" | "after" | "for" | "by" | "with" | "when" | "if" | "from" | "within"))
        };
        after
            .take_while(relates)
            .filter_map(|placed| match &placed.token {
                Token::Word(word, _) => words(word).into_iter().next(),
                _ => None,
            })
            .collect()
    }

    /// Whether it is a question.
    fn asks(&self) -> bool {
        self.tokens.iter().any(|placed| placed.token == Token::Mark('?'))
    }

    /// Whether a figure is what the sentence supposes: `if the side doubles`.
    fn supposes(&self, figure: &SaidFigure) -> bool {
        self.tokens[..figure.tokens.0].iter().any(|placed| {
            matches!(&placed.token, Token::Word(word, _)
                if matches!(word.as_str(), "if" | "when" | "whenever" | "suppose" | "imagine"))
        })
    }
}
