//! Texts with values in them, and what a value reads as.

use lab_core::number::Format;

use crate::check::model::*;
use crate::check::text::{TypedText, TypedValue};
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::place::Places;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::render::markdown::{self, Mention, PageShared};
use crate::page::render::view::Markup;
use crate::sources::Span;
use crate::syntax::tree::TextPiece;
use crate::syntax::{InCode, code_length, tex_length};

impl Planner<'_> {
    /// A text with its values.
    pub(in crate::page) fn rich(&mut self, text: &TypedText<'_>) -> Vec<Rich> {
        self.keep_text(text);
        let TypedText { tree: text, values } = text;
        let mut values = values.iter();
        let mut pieces = Vec::new();
        // For each piece, the words of the text that it comes from.
        let mut origins = Vec::new();
        for (index, piece) in text.pieces.iter().enumerate() {
            match piece {
                TextPiece::Words(words) => self.with_references(words, text, &mut pieces),
                TextPiece::Value(_) => {
                    pieces.extend(values.next().map(|value| self.value(&value.typed, value.format.clone())));
                }
            }
            origins.resize(pieces.len(), index);
        }
        let (source, values) =
            crate::page::render::renderer::markdown_of(&pieces, &mut |_| Markup::default());
        let around = PageShared::default();
        let rendered = match text.block {
            true => markdown::block(&source, &values, &around),
            false => markdown::line(&source, &values, &around),
        };
        if !rendered.faults.is_empty() || !rendered.pictures.is_empty() {
            let places = Places::new(self.quoted(text.span), text, &pieces, &origins);
            for fault in rendered.faults {
                let span = places.span(&fault.at);
                let mut diagnostic = self.error(Code::UnreadableText, fault.headline, span, fault.label);
                if let Some(help) = fault.help {
                    diagnostic = diagnostic.help(help);
                }
                self.report(diagnostic);
            }
            for Mention { path, at, described } in rendered.pictures {
                let span = places.span(&at);
                if !described {
                    self.undescribed(span, &format!("![…]({path})"));
                }
                self.picture(&path, span);
            }
        }
        pieces
    }

    /// A text that may be left out.
    pub(in crate::page) fn optional(&mut self, text: Option<&TypedText<'_>>) -> Vec<Rich> {
        text.map(|text| self.rich(text)).unwrap_or_default()
    }

    /// A text without values, for places where nothing moves.
    pub(in crate::page) fn plain(&mut self, text: &TypedText<'_>) -> String {
        let pieces = self.rich(text);
        let mut words = String::new();
        let span = text.tree.span;
        for piece in &pieces {
            match piece {
                Rich::Words(text) => {
                    self.no_tex(text, span);
                    words.push_str(&unmarked(text));
                }
                Rich::Link { title: text, .. } => words.push_str(text),
                Rich::Fixed(text) => words.push_str(text),
                Rich::Live(_) => {
                    let diagnostic = self
                        .error(
                            Code::LiveText,
                            "This text can't change, but it contains a value that does.",
                            text.tree.span,
                            "depends on a control",
                        )
                        .help("use a constant, or `x at start`");
                    self.report(diagnostic);
                }
            }
        }
        words
    }

    /// Reports TeX where no Markdown is read.
    fn no_tex(&mut self, words: &str, span: Span) {
        let mut from = 0;
        while let Some(at) = words[from..].find(['$', '\\']).map(|at| from + at) {
            let length = match words[at..].strip_prefix('\\') {
                Some(rest) => 1 + rest.chars().next().map_or(0, char::len_utf8),
                None => tex_length(&words[at..]),
            };
            if length > 1 && words[at..].starts_with('$') {
                let label = format!("`{}` is not a formula here", &words[at..at + length]);
                let diagnostic = self
                    .error(
                        Code::UnreadableText,
                        "Titles and sources are plain text, without TeX.",
                        span,
                        label,
                    )
                    .help("write it in letters: `N²`, `O(n²)`, `√x`; or write `\\$` for a dollar sign");
                self.report(diagnostic);
                return;
            }
            from = at + length;
        }
    }

    /// A value on the page: written out if nothing moves it, else in a slot.
    pub(in crate::page) fn value(&mut self, typed: &Typed, format: Format) -> Rich {
        let node = self.lowering.expr(typed, Lowering::BASE);
        let parts = self.parts(typed, node, format);
        self.rich_of(parts)
    }

    /// A value with little room around it, and the slot that says why it is undefined, where it can be.
    pub(in crate::page) fn figure(&mut self, typed: &Typed, format: Format) -> (Rich, Option<usize>) {
        let node = self.lowering.expr(typed, Lowering::BASE);
        let parts = self.parts(typed, node, format);
        let fixed = parts.iter().all(|part| self.fixed(part).is_some());
        if fixed || !self.lowering.graph.may_be_undefined(node) {
            return (self.rich_of(parts), None);
        }
        (Rich::Live(self.slot(Shows::Figure(parts))), Some(self.slot(Shows::Why(node))))
    }

    pub(in crate::page) fn rich_of(&mut self, parts: Vec<Part>) -> Rich {
        let fixed: Option<String> = parts.iter().map(|part| self.fixed(part)).collect();
        match fixed {
            Some(text) => Rich::Fixed(text),
            None => Rich::Live(self.slot(Shows::Text(parts))),
        }
    }

    /// The words of a part that no control can move.
    pub(in crate::page) fn fixed(&mut self, part: &Part) -> Option<String> {
        let node = match part {
            Part::Words(words) => return Some(words.clone()),
            Part::Number(node, _) | Part::Text(node) | Part::Either(node, ..) => *node,
            Part::Gap(..) => return None,
        };
        let value = self.unmoved(node)?;
        match part {
            // Why it is undefined, the page finds out.
            _ if value.is_nan() && self.lowering.graph.value(node).is_none() => None,
            Part::Number(_, format) => Some(self.formats[*format].text(value)),
            Part::Either(_, yes, no) => Some(if value == 1.0 { yes.clone() } else { no.clone() }),
            _ => self.lowering.graph.text_at(value).map(str::to_owned),
        }
    }

    /// What a value reads as.
    pub(in crate::page) fn parts(&mut self, typed: &Typed, node: Node, format: Format) -> Vec<Part> {
        let of = match &typed.of {
            // That there is none is something the page may show.
            Type::Maybe(inner) => {
                self.maybe.insert(node);
                (**inner).clone()
            }
            of => of.clone(),
        };
        match of {
            Type::Number(_) | Type::Point => vec![Part::Number(node, self.format(format))],
            Type::Bool => vec![Part::Either(node, "yes".to_owned(), "no".to_owned())],
            Type::Text => vec![Part::Text(node)],
            Type::Row(table) => vec![Part::Text(self.row_text(table, node))],
            Type::Arm(status) => {
                let names: Vec<String> =
                    self.model.statuses[status].tree.arms.iter().map(|arm| arm.name.text.clone()).collect();
                vec![Part::Text(self.texts(&names, node))]
            }
            Type::List(_) => {
                let diagnostic =
                    self.error(Code::NotAValue, "A text can't contain a list.", typed.span, "this is a list");
                self.report(diagnostic);
                Vec::new()
            }
            Type::Unknown | Type::Maybe(_) => Vec::new(),
        }
    }

    /// The label of a row, or its key where there is none.
    pub(in crate::page) fn row_text(&mut self, table: Id, row: Node) -> Node {
        let label = self.model.tables[table]
            .columns
            .iter()
            .position(|column| column.name == "label" && column.of == Type::Text);
        match label {
            Some(column) => self.lowering.column(table, column, row, Lowering::BASE),
            None => {
                let keys: Vec<String> =
                    self.model.tables[table].rows.iter().map(|key| key.text.clone()).collect();
                // Of a row that the student brings along, the key is a text.
                self.key_text(table, row, &keys)
            }
        }
    }

    fn key_text(&mut self, table: Id, row: Node, keys: &[String]) -> Node {
        let column: Vec<f64> = keys.iter().map(|key| self.lowering.text_number(key)).collect();
        self.lowering.cell_of_any(table, 0, row, |lowering| lowering.graph.cell(&column, row))
    }

    pub(in crate::page) fn texts(&mut self, words: &[String], index: Node) -> Node {
        let column: Vec<f64> = words
            .iter()
            .map(|word| {
                let node = self.lowering.graph.text(word);
                self.lowering.graph.value(node).unwrap_or(0.0)
            })
            .collect();
        self.lowering.graph.cell(&column, index)
    }

    /// A text as the parts of a slot, where no markup can stand: in a chart.
    pub(in crate::page) fn label(&mut self, text: &TypedText<'_>) -> Vec<Part> {
        self.keep_text(text);
        let mut values = text.values.iter();
        let mut parts = Vec::new();
        for piece in &text.tree.pieces {
            match piece {
                TextPiece::Words(words) => parts.push(Part::Words(words.clone())),
                TextPiece::Value(_) => {
                    let Some(TypedValue { typed, format }) = values.next() else { continue };
                    let node = self.lowering.expr(typed, Lowering::BASE);
                    parts.extend(self.parts(typed, node, format.clone()));
                }
            }
        }
        parts
    }
}

/// Words that no Markdown reads: without the backslashes before dollar signs and the marks of code.
fn unmarked(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut at = 0;
    while let Some(c) = words[at..].chars().next() {
        let rest = &words[at..];
        match c {
            '\\' if rest[1..].starts_with(['$', '`']) => {
                plain.push_str(&rest[1..2]);
                at += 2;
            }
            '`' => match code_length(words, at, false) {
                Some(InCode::Span { marks, length }) => {
                    plain.push_str(&rest[marks..length - marks]);
                    at += length;
                }
                _ => {
                    plain.push(c);
                    at += 1;
                }
            },
            c => {
                plain.push(c);
                at += c.len_utf8();
            }
        }
    }
    plain
}
