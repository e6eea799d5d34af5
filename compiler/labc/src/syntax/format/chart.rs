//! Charts.

use super::Printer;
use super::expression::{expr, generator, shown};
use super::text::text;
use crate::syntax::mark::Written;
use crate::syntax::tree::{Chart, ChartAxis, ChartMark, Generator, MarkInterval, Reach, Text, UnitExpr};

impl Printer {
    pub(super) fn chart(&mut self, chart: &Chart) {
        let forms: String = chart.forms.iter().map(|form| format!(" {}", form.text)).collect();
        self.block(&format!("chart {}{forms}", text(&chart.title, 0)), |printer| {
            for (name, written) in [("x", &chart.x), ("y", &chart.y)] {
                if let Some(written) = written {
                    printer.line(&axis(name, written));
                }
            }
            for one in &chart.marks {
                printer.line(&mark(one));
            }
        });
    }
}

fn axis(word: &str, axis: &ChartAxis) -> String {
    let mut line = word.to_owned();
    if let Some(name) = &axis.name {
        line += &format!(" {}", name.text);
    }
    if let Some((from, to, by)) = &axis.range {
        line += &format!(" from {} to {}", expr(from), expr(to));
        if let Some(by) = by {
            line += &format!(" by {}", expr(by));
        }
    }
    line += &unit(axis.unit.as_ref());
    if axis.log {
        line += " log";
    }
    if axis.frames.is_some() {
        line += " frames";
    }
    line + &label(axis.label.as_ref())
}

fn mark(mark: &ChartMark) -> String {
    let (word, pieces) = mark.kind.written();
    let mut line = word.to_owned();
    for piece in pieces {
        match piece {
            Written::Word(word) => line += &format!(" {word}"),
            Written::Value(value) => line += &format!(" {}", shown(value)),
            Written::Number(value) => line += &format!(" {}", expr(value)),
            Written::Text(words) => line += &format!(" {}", text(words, 0)),
            Written::Name(name) => line += &format!(" {}", name.text),
            Written::Comma => line.push(','),
            Written::Label => line += &label(mark.label.as_ref()),
        }
    }
    let intervals: String = mark.intervals.iter().map(interval).collect();
    line + &intervals + &super::show::tones(&mark.tones) + &each(mark.each.as_ref())
}

fn interval(interval: &MarkInterval) -> String {
    let axis = if interval.across { " x" } else { "" };
    let reach = match &interval.reach {
        Reach::Even(half) => format!("spread {}", shown(half)),
        Reach::PageLinks(low, high) => format!("from {} to {}", shown(low), shown(high)),
    };
    format!("{axis} {reach}{}", label(interval.meaning.as_ref()))
}

fn unit(unit: Option<&UnitExpr>) -> String {
    unit.map(|unit| format!(" in {}", unit.text)).unwrap_or_default()
}

fn label(label: Option<&Text>) -> String {
    label.map(|label| format!(" {}", text(label, 0))).unwrap_or_default()
}

fn each(rows: Option<&Generator>) -> String {
    rows.map(|rows| format!(" {}", generator(rows))).unwrap_or_default()
}
