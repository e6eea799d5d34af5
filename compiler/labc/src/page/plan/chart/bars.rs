//! Bars over named groups. The first variable of a generator makes the groups, the second the series.

use lab_core::chart::{Bar, BarForm, Bars, IntervalOf, Label};
use lab_core::page::Piece;

use super::rounds::YOURS;
use super::{Canvas, intervals};
use crate::check::chart::{MarkContent, TypedChart, TypedMark};
use crate::check::model::{DomainTyped, Type, Typed};
use crate::page::plan::planner::Planner;
use crate::sources::Span;
use crate::syntax::tree::MarkKind;

/// Groups and series, each with what tells it from the others.
#[derive(Default)]
struct Grouping {
    groups: Vec<String>,
    series: Vec<String>,
    /// The marks whose labels speak of the row.
    varies: Vec<Span>,
}

impl Planner<'_> {
    pub(super) fn bars(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<Bars> {
        let has = |word: &str| chart.tree.forms.iter().any(|form| form.text == word);
        let form = match (has("waterfall"), has("stacked")) {
            (true, _) => BarForm::Waterfall,
            (_, true) => BarForm::Stacked,
            _ => BarForm::Grouped,
        };
        let mut bars = Bars {
            form,
            horizontal: has("horizontal"),
            groups: Vec::new(),
            series: Vec::new(),
            bars: Vec::new(),
            chosen: Vec::new(),
        };
        let mut known = Grouping::default();
        for mark in &chart.marks {
            match (&mark.tree.kind, &mark.content) {
                (MarkKind::Bar(_), MarkContent::Value(value, _)) => {
                    self.bar(mark, value, None, canvas, &mut bars, &mut known)?;
                }
                (MarkKind::Total, _) if form == BarForm::Waterfall => {
                    let label = match &mark.label {
                        Some(label) => self.written(label),
                        None => vec![Piece::Words("Total".to_owned())],
                    };
                    let group =
                        group(&mut bars, &mut known, &format!("at {}", mark.tree.span.start), label, None);
                    bars.bars.push(Bar { group, series: 0, value: None, tone: None });
                }
                (MarkKind::Total, _) => {
                    let help = "write `waterfall` after the chart's title";
                    self.misplaced(
                        mark.tree.span,
                        "Only a waterfall has totals.",
                        "nothing is summed up",
                        help,
                    );
                    return None;
                }
                _ => {}
            }
        }
        self.brought_bars(chart, canvas, &mut bars, &mut known)?;
        if bars.series.len() > 1
            && form != BarForm::Waterfall
            && bars.bars.iter().all(|bar| bar.tone.is_none())
        {
            for (index, name) in bars.series.clone().iter().enumerate() {
                self.explain(canvas, "bar", index + 1, name);
            }
        }
        if let Some(axis) = &chart.tree.y
            && axis.name.is_some()
        {
            let help = "write `y \"label\" in UNIT`";
            self.misplaced(axis.span, "Bars have their values along y.", "a control cannot stand here", help);
        }
        self.no_settings(chart.tree);
        bars.chosen = self.chosen(chart)?;
        Some(bars)
    }

    /// The bars of rows that students bring along, row by row behind all others: so many of them are there as the
    /// student has brought.
    fn brought_bars(
        &mut self,
        chart: &TypedChart<'_>,
        canvas: &mut Canvas,
        bars: &mut Bars,
        known: &mut Grouping,
    ) -> Option<()> {
        let mut of_table = None;
        for mark in &chart.marks {
            let (MarkKind::Bar(_), Some(each)) = (&mark.tree.kind, &mark.rounds) else { continue };
            if let Some((_, DomainTyped::Table(table))) = each.rounds.clauses.first() {
                of_table = of_table.or(Some(*table));
            }
        }
        let Some(table) = of_table.filter(|_| bars.form != BarForm::Waterfall) else { return Some(()) };
        let Some(upload) = self.lowering.brought(table).cloned() else { return Some(()) };
        canvas.spreads.brought = Some((bars.groups.len() as u32, self.lowering.graph.input(upload.first)));
        let own = self.model.tables[table].rows.len();
        for row in own..own + upload.most {
            for mark in &chart.marks {
                let (MarkKind::Bar(_), MarkContent::Value(value, _)) = (&mark.tree.kind, &mark.content)
                else {
                    continue;
                };
                self.bar(mark, value, Some(row as u32), canvas, bars, known)?;
            }
        }
        Some(())
    }

    /// The bars of a mark: those of its own rounds, or of a row that students bring along.
    fn bar(
        &mut self,
        mark: &TypedMark<'_>,
        value: &Typed,
        brought: Option<u32>,
        canvas: &mut Canvas,
        bars: &mut Bars,
        known: &mut Grouping,
    ) -> Option<()> {
        let mut rounds = self.rounds(mark)?;
        rounds.retain(|round| match brought {
            Some(row) => round.brought && round.row == Some(row),
            None => !round.brought,
        });
        let mut made = Vec::new();
        for round in rounds {
            self.enter(&round);
            let node = self.node(value, &round);
            // That there is none is something a bar may show.
            if brought.is_none() && !matches!(value.of, Type::Maybe(_)) {
                self.gated(&round, |planner| planner.draws(node, mark.tree.span));
            }
            let tone = self.toned(mark, "bar", canvas);
            let mut label = self.named(mark);
            let varies = known.varies.contains(&mark.tree.span);
            if brought.is_some() && varies {
                label.push(Piece::Words(YOURS.to_owned()));
            }
            if bars.form != BarForm::Grouped {
                let help = "leave out `stacked` or `waterfall`, or show the spread in a chart of its own";
                self.no_intervals(mark, "Bars that stand on each other have no intervals.", help)?;
            }
            let found = self.intervals(mark, IntervalOf::Bar, &round);
            made.push((round, node, tone, label, found));
        }
        // A label that speaks of the row names its bar, one that does not names the series.
        if brought.is_none() && made.windows(2).any(|pair| pair[0].3 != pair[1].3) {
            known.varies.push(mark.tree.span);
        }
        let labels_differ = known.varies.contains(&mark.tree.span);
        for (round, node, tone, label, found) in made {
            let at = format!("at {}", mark.tree.span.start);
            let (key, name, series_key, series_name) = match &round.keys[..] {
                [] => (at, label, String::new(), Vec::new()),
                [(key, _)] if labels_differ => (key.clone(), label, at, Vec::new()),
                [(key, name)] => (key.clone(), name.clone(), at, label),
                [(key, name), (series, _), ..] => {
                    (key.clone(), name.clone(), format!("{at} {series}"), label)
                }
            };
            let group = group(bars, known, &key, name, round.row);
            let series = match known.series.iter().position(|known| *known == series_key) {
                Some(index) => index,
                None => {
                    known.series.push(series_key);
                    bars.series.push(series_name);
                    bars.series.len() - 1
                }
            };
            intervals::keep(canvas, bars.bars.len(), found);
            bars.bars.push(Bar { group, series: series as u32, value: Some(node), tone });
        }
        Some(())
    }
}

/// The group of a key: a new one where it has not occurred.
fn group(bars: &mut Bars, known: &mut Grouping, key: &str, name: Label, row: Option<u32>) -> u32 {
    let index = known.groups.iter().position(|known| known == key).unwrap_or_else(|| {
        known.groups.push(key.to_owned());
        bars.groups.push((name, row));
        bars.groups.len() - 1
    });
    index as u32
}
