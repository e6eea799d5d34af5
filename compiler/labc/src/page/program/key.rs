//! The answer key of a page: what predictions and estimates are compared with. It travels as data, packed like the
//! locked fragments, and never as markup.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::page::plan::planned::Plan;
use crate::page::render::view::GapView;

/// The answers by the names of their questions.
pub(in crate::page) type AnswerKey = BTreeMap<String, Answer>;

/// The answer to a prediction or an estimate, as the script reads it.
#[derive(Clone, Debug, Default, Serialize)]
pub(in crate::page) struct Answer {
    /// The key of the right option, where the model decides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::page) right: Option<String>,
    /// The slot whose text is that key, where the student's record decides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::page) slot: Option<usize>,
    /// The truth in words, where there is a number.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "plain_spaces")]
    pub(in crate::page) truth: Option<String>,
    /// The truth of an estimate, in base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::page) value: Option<f64>,
    /// Of wrong options that claim a number: the key, and how far one that claims a single value is from the truth.
    #[serde(skip)]
    pub(in crate::page) gaps: Vec<(String, Option<String>)>,
    /// Whether the right option claims the truth as one value, in the same words.
    #[serde(skip)]
    pub(in crate::page) stated: bool,
}

/// Numbers keep their units on one line of a page; the record has no lines.
fn plain_spaces<S: Serializer>(truth: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    let words = truth.as_deref().unwrap_or_default();
    to.serialize_some(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Marks the right option of each prediction that is revealed, and how far the others are from the truth.
pub(in crate::page) fn mark_verdicts(blocks: &mut [Plan], key: &AnswerKey) {
    for block in blocks {
        mark_verdicts(block.inside_mut(), key);
        let Plan::Reveal(reveal) = block else { continue };
        let Some(answer) = key.get(&reveal.name) else { continue };
        for verdict in &mut reveal.options {
            verdict.right = answer.right.as_ref() == Some(&verdict.key);
            let gap = answer.gaps.iter().find(|(key, _)| *key == verdict.key);
            let gap = gap.zip(answer.truth.as_ref());
            verdict.gap = gap.map(|((_, off), truth)| GapView { truth: truth.clone(), off: off.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_reads_what_is_known() {
        let decided = Answer {
            right: Some("four".to_owned()),
            truth: Some("21\u{202F}600\u{A0}kJ".to_owned()),
            ..Answer::default()
        };
        let typed = Answer { truth: Some("4 GB".to_owned()), value: Some(4e9), ..Answer::default() };
        let key = AnswerKey::from([
            ("growth".to_owned(), decided),
            ("now".to_owned(), Answer { slot: Some(7), ..Answer::default() }),
            ("size".to_owned(), typed),
        ]);
        let read = serde_json::json!({
            "growth": { "right": "four", "truth": "21 600 kJ" },
            "now": { "slot": 7 },
            "size": { "truth": "4 GB", "value": 4e9 },
        });
        assert_eq!(serde_json::to_value(key).unwrap(), read);
    }
}
