//! Colours by meaning: what each name stands for.

use labc::check::model::Item;
use labc::check::uses::{Referent, Use};
use labc::syntax::tree::Origin;
use lsp_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
};

use crate::document::{Analysed, Document};

const TYPES: [SemanticTokenType; 10] = [
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::CLASS,
    SemanticTokenType::TYPE,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::EVENT,
    SemanticTokenType::DECORATOR,
];

/// The kinds of names, and how they are marked.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.to_vec(),
        token_modifiers: vec![
            SemanticTokenModifier::DECLARATION,
            SemanticTokenModifier::READONLY,
            SemanticTokenModifier::DEFAULT_LIBRARY,
            SemanticTokenModifier::MODIFICATION,
        ],
    }
}

/// The kind of a name, and its marks: declared here, fixed, of the language or its library, moved by the student.
fn kind(known: &Analysed, one: &Use) -> (SemanticTokenType, u32) {
    let checker = &known.analysis.checker;
    let declared = u32::from(one.declares);
    let (kind, marks) = match &one.of {
        Referent::Item(name) => {
            let library = if name.contains('.') { 4 } else { 0 };
            match checker.names.items.get(name).map(|(item, _)| *item) {
                Some(Item::Define(id)) => {
                    let fixed = checker.model.defines[id].tree.origin != Origin::Let;
                    (SemanticTokenType::VARIABLE, if fixed { 2 } else { 0 } | library)
                }
                Some(Item::Control(_)) => (SemanticTokenType::VARIABLE, 8),
                Some(Item::Function(_)) => (SemanticTokenType::FUNCTION, library),
                Some(Item::Table(_)) => (SemanticTokenType::CLASS, library),
                Some(Item::Status(_)) => (SemanticTokenType::CLASS, 0),
                _ => (SemanticTokenType::EVENT, 0),
            }
        }
        Referent::Row(..) | Referent::FieldRow(..) | Referent::Case(..) | Referent::Choice(..) => {
            (SemanticTokenType::ENUM_MEMBER, 0)
        }
        Referent::Column(..) | Referent::Field(..) => (SemanticTokenType::PROPERTY, 0),
        Referent::Lab(_) | Referent::Module(_) | Referent::Section(_) => (SemanticTokenType::NAMESPACE, 0),
        Referent::Parameter(..) | Referent::Local(_) => (SemanticTokenType::PARAMETER, 0),
        Referent::Builtin(_) => (SemanticTokenType::FUNCTION, 4),
        Referent::Unit(_) => (SemanticTokenType::DECORATOR, 0),
        Referent::Dimension(_) => (SemanticTokenType::TYPE, 0),
        Referent::Subject(_) | Referent::Code(_) => (SemanticTokenType::EVENT, 0),
    };
    (kind, marks | declared)
}

/// The names of a document, or of some of its lines.
pub(crate) fn tokens(document: &Document, within: Option<Range>) -> Option<SemanticTokens> {
    let known = document.known()?;
    let (mut line, mut column) = (0, 0);
    let mut end = 0;
    let mut data = Vec::new();
    for one in known.analysis.uses.all() {
        let range = document.text.range(one.span);
        let outside = within.is_some_and(|within| range.end < within.start || range.start > within.end);
        if one.span.start < end || outside || range.start.line != range.end.line {
            continue;
        }
        end = one.span.end;
        let (kind, token_modifiers_bitset) = kind(known, one);
        if range.start.line != line {
            column = 0;
        }
        data.push(SemanticToken {
            delta_line: range.start.line - line,
            delta_start: range.start.character - column,
            length: range.end.character - range.start.character,
            token_type: TYPES.iter().position(|known| *known == kind).unwrap_or(0) as u32,
            token_modifiers_bitset,
        });
        (line, column) = (range.start.line, range.start.character);
    }
    Some(SemanticTokens { result_id: None, data })
}
