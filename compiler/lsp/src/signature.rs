//! The parameters of the function whose call is being written.

use labc::check::Checker;
use labc::check::builtins;
use labc::check::model::{Function, Item};
use labc::docs::document as library;
use lsp_types::{
    Documentation, MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, SignatureHelp,
    SignatureInformation,
};

use crate::context::{self, Stands};
use crate::document::Document;
use crate::server::Server;

/// A function of the lab with its parameters and what it gives.
pub(crate) fn of_function(checker: &Checker, function: &Function) -> String {
    let params: Vec<String> = function
        .params
        .iter()
        .map(|param| format!("{}: {}", param.name, checker.type_name(&param.of)))
        .collect();
    let of = function.body.as_ref().map(|body| checker.type_name(&body.of)).unwrap_or_default();
    format!("{}({}): {of}", function.tree.name.text, params.join(", "))
}

/// The call around a place: the name of its function, how many commas stand before the place, and the name of the
/// argument that is being written.
fn call_at(code: &str) -> Option<(&str, usize, Option<&str>)> {
    let (mut depth, mut commas) = (0, 0);
    let mut argument = code.len();
    for (at, letter) in code.char_indices().rev() {
        match letter {
            ')' | ']' => depth += 1,
            '[' if depth == 0 => return None,
            '[' => depth -= 1,
            '(' if depth > 0 => depth -= 1,
            '(' => {
                let before = code[..at].trim_end();
                let name = before
                    .rfind(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.')
                    .map_or(before, |end| {
                        &before[end + before[end..].chars().next().map_or(1, char::len_utf8)..]
                    });
                let first = if commas == 0 { at + 1 } else { argument };
                let label = code[first..].split_once('=').map(|(label, _)| label.trim());
                let label = label.filter(|label| {
                    !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
                });
                return (!name.is_empty()).then_some((name, commas, label));
            }
            ',' if depth == 0 => {
                if commas == 0 {
                    argument = at + 1;
                }
                commas += 1;
            }
            _ => {}
        }
    }
    None
}

/// What can be put into the call at a place.
pub(crate) fn help(_: &Server, document: &Document, offset: usize) -> Option<SignatureHelp> {
    let known = document.known()?;
    let checker = &known.analysis.checker;
    let text = document.text.as_str();
    let place = context::place(text, offset);
    if place.stands != Stands::Code {
        return None;
    }
    let (name, commas, argument) = call_at(&text[place.start..offset])?;
    let (label, params, docs) = if let Some(function) = library::function(name) {
        let params = function.params.iter().map(|param| (param.name.clone(), param.name.clone()));
        (function.signature.clone(), params.collect::<Vec<_>>(), function.docs.clone())
    } else if let Some((Item::Function(id), _)) = checker.names.items.get(name) {
        let function = &checker.model.functions[*id];
        let params = function.params.iter().map(|param| (param.name.clone(), param.name.clone()));
        (of_function(checker, function), params.collect(), function.docs.clone())
    } else {
        let builtin = builtins::find(name)?;
        let params = builtin.params.split(',').map(|param| param.trim().to_owned());
        let label = format!("{}({})", builtin.name, builtin.params);
        (label, params.map(|param| (param.clone(), param)).collect(), builtin.docs.to_owned())
    };
    let named = argument.and_then(|argument| params.iter().position(|(known, _)| known == argument));
    let active = named.unwrap_or(commas).min(params.len().saturating_sub(1)) as u32;
    let parameters = params
        .into_iter()
        .map(|(_, label)| ParameterInformation { label: ParameterLabel::Simple(label), documentation: None });
    Some(SignatureHelp {
        signatures: vec![SignatureInformation {
            label,
            documentation: (!docs.is_empty()).then_some(Documentation::MarkupContent(MarkupContent {
                kind: MarkupKind::Markdown,
                value: docs,
            })),
            parameters: Some(parameters.collect()),
            active_parameter: Some(active),
        }],
        active_signature: Some(0),
        active_parameter: Some(active),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_around_a_place_is_found() {
        for (code, expected) in [
            ("let a = max(", Some(("max", 0, None))),
            ("let a = serving.itl(1, (2, 3), ", Some(("serving.itl", 2, None))),
            ("f(a, b = 1", Some(("f", 1, Some("b")))),
            ("f(g(1), h(2, 3)", Some(("f", 1, None))),
            ("f(1)", None),
            ("f([1, 2", None),
            ("(1 + 2", None),
        ] {
            assert_eq!(call_at(code), expected, "{code}");
        }
    }
}
