//! Answers that the page gives away before their question. Start at [`Planner::spoilers`].
//!
//! [`seen`] lists what a student sees, in the order of the page, with the questions in between. A question locks the rest of
//! its part; later parts are open up to their own first question. [`values`] finds values,
//! formulas and charts from which the answer can be read, [`words`] texts that say it.

mod seen;
mod values;
mod words;

use crate::check::statement::{TypedHead, TypedStatement};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::plan::planner::Planner;
use seen::{AskedQuestion, PageSoFar};

/// How a place gives an answer away.
struct Tells {
    /// The place, among what is seen.
    at: usize,
    /// What it shows there, as a label: `shows 25 g at days = 16`.
    label: String,
}

impl Planner<'_> {
    /// Reports, for each question, the first place before it from which its answer can be read.
    pub(in crate::page) fn spoilers<'t>(
        &mut self,
        head: Option<&'t TypedHead<'t>>,
        intro: &'t [TypedStatement<'t>],
        parts: &'t [TypedStatement<'t>],
        after: &'t [TypedStatement<'t>],
    ) {
        let page = PageSoFar::new(self.model, head, intro, parts, after);
        if page.questions.is_empty() {
            return;
        }
        let shown = self.shown_values(&page);
        for question in &page.questions {
            let asked = self.asked_value(question);
            let mut tells = self.values_that_tell(&page, &shown, question, &asked);
            tells.extend(self.words_that_tell(&page, question, &asked));
            tells.extend(self.presets_that_tell(&page, question, &asked));
            tells.sort_by_key(|tells| tells.at);
            tells.dedup_by_key(|tells| tells.at);
            if let Some(first) = tells.first() {
                self.report_spoiler(&page, question, first, tells.len() - 1);
            }
        }
    }

    fn report_spoiler(
        &mut self,
        page: &PageSoFar<'_>,
        question: &AskedQuestion<'_>,
        first: &Tells,
        more: usize,
    ) {
        let Tells { at, label } = first;
        let (at, seen) = (*at, &page.seen[*at]);
        let headline = format!("This gives away the answer to `{}`.", question.name);
        let stays = seen.called.contains("title") || seen.called.contains("description");
        let later = page.is_later(at, question);
        let help = match stays {
            true => format!("students read {} before they answer: say it without the number", seen.called),
            false if later => format!(
                "students can see {} before they answer: no question of its part locks it; put a question of that part before it, or show something else",
                seen.called
            ),
            false => format!(
                "students see {} before they answer: move it below the question, where it is locked, or ask something else",
                seen.called
            ),
        };
        let mut diagnostic =
            Diagnostic::warning(Code::Spoiler, headline, self.file, seen.span, label.clone()).help(help);
        if more > 0 {
            let places = if more == 1 { "place tells" } else { "places tell" };
            diagnostic = diagnostic.help(format!("{more} more {places} the same"));
        }
        self.report(diagnostic);
    }
}
