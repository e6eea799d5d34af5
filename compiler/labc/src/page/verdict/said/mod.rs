//! What the texts of a page say in figures, compared with what the lab computes. Start at [`Planner::compare_words`].
//!
//! While a page is planned, every text is kept with its values and with what it is about ([`Scene`]). Afterwards
//! [`tokens`] cuts each text into sentences, [`figures`] finds the figures in them, [`settings`] the settings that a
//! sentence is about, and [`compare`] looks for a value of the lab that the figure is; [`ratios`] looks at two values of
//! one sentence, [`replies`] at what is said after an answer. [`directions`], [`powers`],
//! [`shapes`] and [`extremes`] compare what is said without figures: which way a value goes, how steeply, in what shape, and
//! where it turns. [`elsewhere`] knows values at the settings that a sentence
//! names, and [`passing`] figures that are said of something else.
//!
//! A figure is reported only if no value of the lab rounds to it and the text itself says which value it means: by
//! showing that value in the same sentence, by its name, or because the text belongs to a condition, a limit or an option.

mod candidates;
mod comparatives;
mod compare;
mod directions;
mod elsewhere;
mod extremes;
mod figures;
mod limits;
mod options;
mod passing;
mod phrases;
mod powers;
mod ratios;
mod reasons;
mod replies;
mod settings;
mod shapes;
mod titles;
mod tokens;

use lab_core::number::Format;

use crate::check::model::*;
use crate::check::parts::has_local;
use crate::check::text::{TypedText, TypedValue};
use crate::check::units::Units;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::page::plan::refer;
use crate::sources::Span;
use crate::syntax::tree::{Text, TextPiece};
use candidates::Candidates;
pub(super) use candidates::{called, words};
pub(super) use comparatives::{is_noun_of, up_or_down_of_control};
use figures::figures;
pub(super) use figures::{Meant, Of, SaidFigure};
pub(super) use phrases::{is_best, is_quoted};
pub(super) use powers::only;
use tokens::sentences;
pub(super) use tokens::{Piece, Placed, Token};

/// How many words before a value may say what it is.
const WORDS_BEFORE: usize = 8;
/// How many words after it may.
const WORDS_AFTER: usize = 5;

/// The texts of a page with what they are about.
#[derive(Default)]
pub(in crate::page) struct Saying {
    /// Every text, in the order of the page.
    texts: Vec<Said>,
    /// Values that the page shows outside of texts, on cards and in tables, each with its label.
    shown: Vec<(Typed, Node, String)>,
    /// The labels of values in charts.
    drawn: Vec<(Typed, String)>,
    /// The same with what bounds them.
    cards: Vec<ShownValue>,
    /// What the texts that are being planned are about.
    scene: Scene,
    /// Whether texts are sources, which quote figures of others.
    quotes: bool,
}

/// What a text is about.
#[derive(Clone, Default)]
pub(in crate::page) struct Scene {
    /// The settings of its question.
    pub(in crate::page) settings: Vec<(Id, Typed)>,
    /// Values that it is about: sides of its condition, a limit, the claim of an option.
    pub(in crate::page) near: Vec<(Typed, Node)>,
    /// Settings that what is asked compares: of `x at (a = 2) / x at (a = 1)` both.
    pub(in crate::page) compared: Vec<Vec<(Id, Typed)>>,
    /// Which kind of text it is.
    pub(in crate::page) role: Role,
    /// Whether it explains a case at some length, as its title doesn't.
    pub(in crate::page) explains: bool,
    /// The truth of its question, before it is taken at any settings.
    pub(in crate::page) asked: Option<Node>,
    /// The truth of its question, and its value at the settings of the question.
    pub(in crate::page) truth: Option<(Typed, Node)>,
    /// Whether it belongs to an option that is never right.
    pub(in crate::page) denied: bool,
    /// Whether the value that it labels is shown in percent.
    pub(in crate::page) share: bool,
    /// What it is the title of.
    pub(in crate::page) titles: Option<Span>,
}

/// Which kind of text it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::page) enum Role {
    /// A text on its own.
    #[default]
    Prose,
    /// A question: its figures are premises.
    Question,
    /// The label of an option, which claims a value, or a range if it has two.
    Option,
    /// What is said after an answer.
    Feedback,
    /// A text that is shown only at some settings.
    Case,
    /// The label of a value or a limit, or a note on it.
    Label,
    /// The title of a part.
    Title,
}

/// A text.
struct Said {
    words: Vec<Words>,
    values: Vec<SaidValue>,
    span: Span,
    scene: Scene,
    gates: Vec<Node>,
}

impl Said {
    fn pieces(&self) -> Vec<Piece<'_>> {
        let pieces = self.words.iter().map(|words| match words {
            Words::Text(text) => Piece::Words(text),
            Words::Value(index) => Piece::Value(*index),
        });
        pieces.collect()
    }
}

/// The words of a clause, up to its mark or the next value, in the form in which they are compared.
fn clause<'t>(tokens: impl Iterator<Item = &'t Placed>, most: usize) -> Vec<String> {
    let words_of = |placed: &Placed| match &placed.token {
        Token::Word(word, _) => words(word),
        _ => Vec::new(),
    };
    let ends = |placed: &&Placed| {
        !matches!(placed.token, Token::Value(_) | Token::Mark(',' | ';' | ':' | '.' | '('))
    };
    tokens.take(most).take_while(ends).flat_map(words_of).collect()
}

/// A piece of a text.
enum Words {
    Text(String),
    Value(usize),
}

/// A value in a text.
struct SaidValue {
    typed: Typed,
    node: Node,
    /// How it is shown.
    format: Format,
    /// Whether it is shown in percent.
    share: bool,
}

/// A value that the page shows, with the words around it.
#[derive(Clone)]
pub(super) struct ShownValue {
    pub(super) typed: Typed,
    pub(super) node: Node,
    pub(super) format: Format,
    /// Whether it is shown in percent.
    pub(super) share: bool,
    /// The words of its label, or those before it in its sentence.
    pub(super) label: Vec<String>,
    /// The words after it in its sentence.
    pub(super) after: Vec<String>,
    /// Whether it is shown as a part of a limit.
    pub(super) limited: bool,
    /// What must hold for it to be on the page.
    pub(super) gates: Vec<Node>,
    pub(super) span: Span,
}

/// A sentence with the figures in it.
pub(super) struct Sentence {
    pub(super) tokens: Vec<Placed>,
    pub(super) figures: Vec<SaidFigure>,
}

/// A text in sentences.
pub(super) fn read_sentences(pieces: &[Piece<'_>], units: &Units) -> Vec<Sentence> {
    let all = sentences(pieces).into_iter();
    all.map(|tokens| Sentence { figures: figures(&tokens, units), tokens }).collect()
}

/// A text in sentences, with what was found in them.
struct Read<'s> {
    said: &'s Said,
    sentences: Vec<Sentence>,
}

impl Saying {
    /// Keeps a value that the page shows outside of texts.
    pub(in crate::page) fn show(&mut self, typed: &Typed, node: Node, label: String) {
        self.shown.push((typed.clone(), node, label));
    }

    /// Keeps the label of a value that a chart draws.
    pub(in crate::page) fn label(&mut self, typed: &Typed, label: String) {
        self.drawn.push((typed.clone(), label));
    }

    /// The values that texts and cards show, each with the words around it.
    pub(super) fn shown_values(&self) -> impl Iterator<Item = ShownValue> + '_ {
        let in_texts = self.texts.iter().flat_map(|said| {
            let pieces: Vec<Piece<'_>> = said.pieces();
            let sentences = sentences(&pieces);
            let mut found = Vec::new();
            for tokens in &sentences {
                for (at, placed) in tokens.iter().enumerate() {
                    let Token::Value(index) = placed.token else { continue };
                    let Some(value) = said.values.get(index) else { continue };
                    found.push(ShownValue {
                        typed: value.typed.clone(),
                        node: value.node,
                        format: value.format.clone(),
                        share: value.share,
                        label: clause(tokens[..at].iter().rev(), WORDS_BEFORE),
                        after: clause(tokens[at + 1..].iter(), WORDS_AFTER),
                        limited: false,
                        gates: said.gates.clone(),
                        span: if value.typed.span.start >= said.span.start {
                            value.typed.span
                        } else {
                            said.span
                        },
                    });
                }
            }
            found
        });
        in_texts.chain(self.cards.iter().cloned())
    }
}

impl Planner<'_> {
    /// Plans texts that are about something.
    pub(in crate::page) fn about_it<R>(&mut self, scene: Scene, plan: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::replace(&mut self.saying.scene, scene);
        let result = plan(self);
        self.saying.scene = outer;
        result
    }

    /// A source as plain text. Its figures are those of others.
    pub(in crate::page) fn source(&mut self, source: &Text) -> String {
        self.saying.quotes = true;
        let text = self.plain(&self.lab.source_text(source));
        self.saying.quotes = false;
        // A source that is a citation needs no brackets.
        match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(bare) if !bare.contains(['(', ')']) => bare.to_owned(),
            _ => text,
        }
    }

    /// Keeps a text with the values in it.
    pub(in crate::page) fn keep_text(&mut self, text: &TypedText<'_>) {
        if self.saying.quotes {
            return;
        }
        let mut count = 0;
        let words = text.tree.pieces.iter().map(|piece| match piece {
            TextPiece::Words(words) => Words::Text(refer::without_citations(words)),
            TextPiece::Value(_) => {
                count += 1;
                Words::Value(count - 1)
            }
        });
        let words = words.collect();
        let mut values = Vec::new();
        for TypedValue { typed, format } in &text.values {
            let node = self.lowering.expr(typed, Lowering::BASE);
            let (format, share) = (format.clone(), is_share(format));
            values.push(SaidValue { typed: typed.clone(), node, format, share });
        }
        let scene = self.saying.scene.clone();
        let gates = self.gates.clone();
        self.saying.texts.push(Said { words, values, span: text.tree.span, scene, gates });
    }

    /// Keeps the title of a part, which stands at a place.
    pub(in crate::page) fn keep_title(&mut self, title: &Text, part: Span) {
        let words = vec![Words::Text(title.words())];
        let scene = Scene { role: Role::Title, titles: Some(part), ..Scene::default() };
        self.saying.texts.push(Said {
            words,
            values: Vec::new(),
            span: title.span,
            scene,
            gates: Vec::new(),
        });
    }

    /// What is asked, for the texts of a question: with the settings that it compares.
    pub(in crate::page) fn question_scene(
        &mut self,
        truth: Option<&Typed>,
        settings: &[(Id, Typed)],
    ) -> Scene {
        Scene {
            settings: settings.to_vec(),
            compared: truth.map(compared).unwrap_or_default(),
            asked: truth.map(|truth| self.lowering.expr(truth, Lowering::BASE)),
            role: Role::Question,
            ..Scene::default()
        }
    }

    /// Keeps a value that the page shows with a label, and gives what the label and its notes are about.
    pub(in crate::page) fn labelled_scene(
        &mut self,
        TypedValue { typed, format }: &TypedValue,
        limit: Option<&Typed>,
        label: Option<&TypedText<'_>>,
    ) -> Scene {
        let mut near = Vec::new();
        for value in [Some(typed), limit].into_iter().flatten() {
            near.push((value.clone(), self.lowering.expr(value, Lowering::BASE)));
        }
        // `Fuel for 100 km` names a number of the formula.
        for number in self.numbers_behind(typed) {
            near.push((number.clone(), self.lowering.expr(&number, Lowering::BASE)));
        }
        if let Some(label) = label {
            self.compare_labelled(label, typed);
        }
        if let Some((typed, node)) = near.first() {
            let label = label.map(|label| label.tree.words()).unwrap_or_default();
            self.saying.show(typed, *node, label.clone());
            self.saying.cards.push(ShownValue {
                typed: typed.clone(),
                node: *node,
                share: is_share(format),
                format: format.clone(),
                label: words(&label),
                after: Vec::new(),
                limited: limit.is_some(),
                gates: self.gates.clone(),
                span: typed.span,
            });
        }
        Scene { near, role: Role::Label, share: is_share(format), ..Scene::default() }
    }

    /// The numbers in the formula of a value, but for plain ones.
    fn numbers_behind(&self, typed: &Typed) -> Vec<Typed> {
        let TypedKind::Define(id) = typed.kind else { return Vec::new() };
        let mut numbers = Vec::new();
        let mut open: Vec<&Typed> = self.model.defines[id].value.iter().collect();
        while let Some(typed) = open.pop() {
            if let (TypedKind::Number(..), Type::Number(dimension)) = (&typed.kind, &typed.of)
                && !dimension.hard(&self.model.units).is_none()
            {
                numbers.push(typed.clone());
            }
            crate::check::parts::each_part(typed, &mut |part| open.push(part));
        }
        numbers
    }

    /// The values that a condition compares: its numbers, and both sides of its comparisons.
    pub(in crate::page) fn sides(&mut self, condition: &Typed) -> Vec<(Typed, Node)> {
        let mut sides = Vec::new();
        let mut open = vec![condition];
        while let Some(typed) = open.pop() {
            if typed != condition && has_local(typed) {
                continue;
            }
            if matches!(typed.of, Type::Number(_) | Type::Point) {
                sides.push(typed);
            }
            crate::check::parts::each_part(typed, &mut |part| open.push(part));
        }
        let sides: Vec<Typed> = sides.into_iter().cloned().collect();
        sides
            .into_iter()
            .map(|typed| {
                let node = self.lowering.expr(&typed, Lowering::BASE);
                (typed, node)
            })
            .collect()
    }

    /// Compares the figures of all texts with the values of the lab.
    pub(in crate::page) fn compare_words(&mut self) {
        let saying = std::mem::take(&mut self.saying);
        self.impossible_values(&saying);
        self.swapped_differences(&saying);
        self.parts_above_one();
        self.compare_reasons();
        let mut read: Vec<Read<'_>> = saying.texts.iter().map(|said| self.read(said)).collect();
        let has_figures =
            |read: &Read<'_>| read.sentences.iter().any(|sentence| !sentence.figures.is_empty());
        let candidates = Candidates::new(self, &saying, read.iter().any(has_figures));
        for Read { said, sentences } in &read {
            for sentence in sentences {
                self.compare_directions(said, &sentence.tokens, &candidates);
                self.compare_powers(said, sentence, &candidates);
                self.compare_shapes(said, &sentence.tokens, &candidates);
                self.compare_superlatives(said, &sentence.tokens);
            }
        }
        // Other sentences have neither figures nor values.
        let shows = |placed: &Placed| matches!(placed.token, Token::Value(_));
        for read in &mut read {
            read.sentences
                .retain(|sentence| !sentence.figures.is_empty() || sentence.tokens.iter().any(shows));
            if !read.sentences.is_empty() {
                self.compare(read, &candidates);
            }
        }
    }

    /// A text in sentences.
    fn read<'s>(&self, said: &'s Said) -> Read<'s> {
        Read { said, sentences: read_sentences(&said.pieces(), &self.model.units) }
    }

    /// The place of a figure in the source: where it is written in its text, or the whole text.
    fn place_of(&self, said: &Said, figure: &SaidFigure) -> Span {
        let first = figure.text.split(' ').next().unwrap_or(&figure.text);
        let place = |words: &str| self.place_of_words(said.span, words);
        place(&figure.text).or_else(|| place(first)).unwrap_or(said.span)
    }

    /// Where words are written in a text of the source.
    pub(super) fn place_of_words(&self, text: Span, words: &str) -> Option<Span> {
        let start = text.start as usize + self.quoted(text).find(words)?;
        Some(Span::new(start, start + words.len()))
    }

    /// A text in sentences.
    pub(super) fn sentences_of(&self, text: &TypedText<'_>) -> Vec<Sentence> {
        let mut values = 0..;
        let pieces = text.tree.pieces.iter().map(|piece| match piece {
            TextPiece::Words(words) => Piece::Words(words),
            TextPiece::Value(_) => Piece::Value(values.next().unwrap_or_default()),
        });
        read_sentences(&pieces.collect::<Vec<_>>(), &self.model.units)
    }

    /// The values that a formula has at some positions of a control, with the other controls at their starts.
    fn values_along(&mut self, value: &Typed, control: Id, positions: &[f64]) -> Vec<f64> {
        let mut at = |position: &f64| {
            let position = self.lowering.graph.constant(*position);
            self.lowering.at(value, control, position)
        };
        let nodes: Vec<Node> = positions.iter().map(&mut at).collect();
        self.evaluate(&nodes)
    }

    /// Reports that a text says something else than the lab computes.
    fn says_another(
        &mut self,
        headline: String,
        span: Span,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::warning(Code::TextDiffers, headline, self.file, span, label);
        self.report(diagnostic.help(help));
    }
}

/// The settings that an expression names with `at`.
pub(in crate::page) fn compared(typed: &Typed) -> Vec<Vec<(Id, Typed)>> {
    let mut found = Vec::new();
    let mut open = vec![typed];
    while let Some(typed) = open.pop() {
        if let TypedKind::At(_, settings) = &typed.kind
            && !settings.iter().any(|(_, value)| has_local(value))
        {
            found.push(settings.clone());
        }
        crate::check::parts::each_part(typed, &mut |part| open.push(part));
    }
    found
}

/// Whether a format shows a share of one, in percent.
fn is_share(format: &Format) -> bool {
    matches!(format.units.as_slice(), [unit] if matches!(unit.symbol.as_str(), "%" | "pp"))
}
