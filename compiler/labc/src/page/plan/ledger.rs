//! Claims over the student's record: whatever it holds, exactly one of them has to be true.
//!
//! Three ways, in this order: the claims divide the rows of one table (or a condition and its opposite); all
//! records that the claims can tell apart are tried; a few thousand are tried, and the author is told that
//! this proves nothing.

use lab_core::recall::RecordQuery;
use lab_core::record::ItemKind;
use lab_core::{Machine, UNDEFINED};

use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::sources::Span;
use crate::syntax::tree::{self, Operator};

/// How many records are tried one by one.
const MOST_RECORDS: usize = 100_000;

/// How many are tried where they are more.
const TRIED: usize = 4_000;

impl Planner<'_> {
    /// Whether nodes depend on the student's record.
    pub(in crate::page) fn reads_ledger(&mut self, nodes: &[Node]) -> bool {
        !self.lowering.given.is_empty() && !self.reads(nodes).is_empty()
    }

    /// Says that an answer key does not depend on what students bring along.
    pub(in crate::page) fn refuse_uploads(&mut self, nodes: &[Node], span: Span) {
        for upload in self.lowering.uploads.clone() {
            let inputs = upload.first..self.lowering.first_given;
            if nodes.iter().any(|node| self.lowering.graph.reads_input(*node, inputs.clone())) {
                let headline = "The right answer can't depend on rows that a student brings.";
                let label = "the truth of this question reads them";
                let diagnostic = self
                    .error(Code::NotConstant, headline, span, label)
                    .help("ask about the rows of the table; compare with the student's own rows in a text or a chart");
                self.report(diagnostic);
                return;
            }
        }
    }

    /// Which of the things read of the record reach some nodes.
    pub(in crate::page) fn reads(&mut self, nodes: &[Node]) -> Vec<usize> {
        let first = self.lowering.first_given as usize;
        let (program, registers) = self.lowering.graph.compiled(nodes);
        let Ok(machine) = Machine::new(program) else { return Vec::new() };
        let reaches = |input: usize| registers.iter().any(|register| machine.is_reached_by(*register, input));
        (0..self.lowering.given.len()).filter(|given| reaches(first + given)).collect()
    }

    /// Proves that one claim holds whatever the record, or says where it does not.
    pub(in crate::page) fn one_for_every_ledger(
        &mut self,
        predict: &tree::Predict,
        span: Span,
        claims: &[(tree::Name, ClaimPlan)],
    ) {
        let holds: Option<Vec<Node>> = claims.iter().map(|(_, claim)| claim.holds).collect();
        let Some(holds) = holds.filter(|_| !self.faulty()) else { return };
        if self.divides(claims) {
            return;
        }
        let reads = self.reads(&holds);
        let (program, registers) = self.lowering.graph.compiled(&holds);
        let Ok(mut machine) = Machine::new(program) else { return };
        let first = self.lowering.first_given as usize;
        let domains: Vec<Option<Vec<f64>>> = reads.iter().map(|read| self.states(*read)).collect();
        let count = domains.iter().try_fold(1_usize, |count, domain| {
            count.checked_mul(domain.as_ref()?.len()).filter(|count| *count <= MOST_RECORDS)
        });
        let mut chance = 1_u64;
        let mut random = move || {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (chance >> 33) as usize
        };
        for round in 0..count.unwrap_or(TRIED) {
            let mut rest = round;
            let mut record = Vec::new();
            for (read, domain) in reads.iter().zip(&domains) {
                let value = match domain {
                    Some(states) if count.is_some() => {
                        let value = states[rest % states.len()];
                        rest /= states.len();
                        value
                    }
                    Some(states) => states[random() % states.len()],
                    // Some number: nothing, zero, or any size.
                    None => match random() % 8 {
                        0 => UNDEFINED,
                        1 => 0.0,
                        _ => libm::pow(10.0, (random() % 2400) as f64 / 100.0 - 12.0),
                    },
                };
                machine.set(first + read, value);
                record.push((*read, value));
            }
            if !self.possible(&record) {
                continue;
            }
            machine.run();
            let held: Vec<&str> = claims
                .iter()
                .zip(&registers)
                .filter(|(_, register)| machine.value(**register) == 1.0)
                .map(|((key, _), _)| key.text.as_str())
                .collect();
            if held.len() != 1 {
                self.not_one_for(predict, span, &held, &record);
                return;
            }
        }
        if count.is_none() {
            let headline = format!(
                "The compiler can't prove that `{}` always has exactly one right option.",
                predict.name.text
            );
            let diagnostic = Diagnostic::warning(
                Code::UnprovedClaim,
                headline,
                self.file,
                span,
                "depends on the student's record",
            );
            self.report(diagnostic.help(format!(
                "use `when x == key` for every row of one table, and give `x` an `else`; {TRIED} records were tried, and all passed"
            )));
        }
    }

    /// Whether a record can be like this: nothing is right that was not predicted, and so on.
    pub(in crate::page) fn possible(&self, record: &[(usize, f64)]) -> bool {
        let value = |lab: Option<usize>, what: &RecordQuery| {
            let same = |read: usize| {
                let given = &self.model.given[self.lowering.given[read]];
                given.lab == lab && given.what == *what
            };
            record.iter().find(|(read, _)| same(*read)).map(|(_, value)| *value)
        };
        record.iter().all(|(read, held)| {
            let given = &self.model.given[self.lowering.given[*read]];
            let at_most = |what: RecordQuery| value(given.lab, &what).is_none_or(|most| *held <= most);
            match given.what {
                RecordQuery::Right => {
                    let wrong = value(given.lab, &RecordQuery::Overconfident).unwrap_or(0.0);
                    value(given.lab, &RecordQuery::Made).is_none_or(|made| held + wrong <= made)
                }
                RecordQuery::Overconfident => at_most(RecordQuery::Made),
                RecordQuery::FirstRight => at_most(RecordQuery::Right),
                RecordQuery::Escaped => at_most(RecordQuery::Failures),
                _ => true,
            }
        })
    }

    fn not_one_for(&mut self, predict: &tree::Predict, span: Span, held: &[&str], record: &[(usize, f64)]) {
        let headline = match held.len() {
            0 => format!("For some records no option of `{}` is true.", predict.name.text),
            count => format!("For some records {count} options of `{}` are true.", predict.name.text),
        };
        let mut said: Vec<String> = record.iter().map(|(read, value)| self.said(*read, *value)).collect();
        let more = said.len().saturating_sub(6);
        said.truncate(6);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let held: Vec<String> = held.iter().map(|key| format!("`{key}`")).collect();
        let held = if held.is_empty() { "none".to_owned() } else { held.join(" and ") };
        let diagnostic = self
            .error(Code::NotOneTrue, headline, span, "exactly one must be, for every record")
            .help(format!("with {}{more}: {held}", said.join(", ")));
        self.report(diagnostic);
    }

    /// A read with its value, in words.
    pub(in crate::page) fn said(&self, read: usize, value: f64) -> String {
        let given = &self.model.given[self.lowering.given[read]];
        let lab = given.lab.map_or("this lab", |lab| self.course.earlier()[lab].as_str());
        let (what, truth) = match &given.what {
            RecordQuery::Completed => ("completed".to_owned(), true),
            RecordQuery::Made => ("predicted".to_owned(), false),
            RecordQuery::Right => ("right".to_owned(), false),
            RecordQuery::Overconfident => ("overconfident".to_owned(), false),
            RecordQuery::Failures => ("failures".to_owned(), false),
            RecordQuery::Escaped => ("escaped".to_owned(), false),
            RecordQuery::FirstRight => ("first_right".to_owned(), true),
            RecordQuery::Verdict(name) => (format!("{name}.right"), true),
            RecordQuery::Factor(name) => (format!("{name}.factor"), false),
            RecordQuery::Item(wanted) => (wanted.names[0].clone(), false),
        };
        let value = match &given.what {
            _ if value.is_nan() => "missing".to_owned(),
            RecordQuery::Item(wanted) if !wanted.keys.is_empty() => {
                wanted.keys.get(value as usize).and_then(|keys| keys.first()).cloned().unwrap_or_default()
            }
            _ if truth => if value == 1.0 { "yes" } else { "no" }.to_owned(),
            _ => given.format.text(value),
        };
        format!("{lab}.{what} = {value}")
    }

    /// Everything that a read can be; nothing where that is any number.
    pub(in crate::page) fn states(&self, read: usize) -> Option<Vec<f64>> {
        let given = &self.model.given[self.lowering.given[read]];
        let protocol = given.lab.and_then(|lab| self.course.protocol(lab));
        let up_to = |most: usize| Some((0..=most).map(|count| count as f64).collect());
        match &given.what {
            RecordQuery::Completed | RecordQuery::FirstRight => up_to(1),
            RecordQuery::Made | RecordQuery::Right | RecordQuery::Overconfident => {
                up_to(protocol.map_or(0, |protocol| protocol.predictions.len()))
            }
            RecordQuery::Failures | RecordQuery::Escaped => up_to(protocol.map_or(0, |protocol| {
                let sheet = protocol.sheet();
                sheet.asked.iter().filter(|asked| asked.kind == ItemKind::Status).count()
            })),
            RecordQuery::Verdict(_) => Some(vec![UNDEFINED, 0.0, 1.0]),
            RecordQuery::Factor(_) => None,
            RecordQuery::Item(_) if given.truth => Some(vec![UNDEFINED, 0.0, 1.0]),
            RecordQuery::Item(wanted) if wanted.keys.is_empty() => None,
            RecordQuery::Item(wanted) => {
                let keys = (0..wanted.keys.len()).map(|key| key as f64);
                Some(std::iter::once(UNDEFINED).chain(keys).collect())
            }
        }
    }

    /// Whether the claims divide what one value can be: each row of its table, or yes and no, in one claim.
    fn divides(&mut self, claims: &[(tree::Name, ClaimPlan)]) -> bool {
        let mut seen: Vec<usize> = Vec::new();
        let mut of: Option<(Node, usize)> = None;
        for (_, claim) in claims {
            let Some((value, row)) = self.case(claim) else {
                // What never holds takes nothing away.
                if claim.holds.and_then(|holds| self.lowering.graph.value(holds)) == Some(0.0) {
                    continue;
                }
                return false;
            };
            let Type::Row(table) = value.of else { return false };
            let node = self.lowering.expr(&value, crate::lower::Lowering::BASE);
            if self.lowering.graph.may_be_undefined(node) || seen.contains(&row) {
                return false;
            }
            let rows = self.model.tables[table].rows.len();
            if of.is_some_and(|known| known != (node, rows)) {
                return false;
            }
            of = Some((node, rows));
            seen.push(row);
        }
        of.is_some_and(|(_, rows)| rows == seen.len())
    }

    /// `value == row`, as a claim has it.
    fn case(&self, claim: &ClaimPlan) -> Option<(Typed, usize)> {
        let mut typed = claim.condition.as_ref()?;
        while let TypedKind::AtStart(inner) | TypedKind::At(inner, _) = &typed.kind {
            typed = inner;
        }
        let TypedKind::Compare(Operator::Eq, a, b) = &typed.kind else { return None };
        match (&a.kind, &b.kind) {
            (_, TypedKind::Row(_, row)) => Some(((**a).clone(), *row)),
            (TypedKind::Row(_, row), _) => Some(((**b).clone(), *row)),
            _ => None,
        }
    }
}
