//! Charts.

use super::Printer;
use super::expression::{expr, generator, shown};
use super::text::text;
use crate::syntax::tree::{
    Chart, ChartAxis, ChartMark, Generator, MarkInterval, MarkKind, Reach, Shown, Text, UnitExpr,
};

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
    line + &unit(axis.unit.as_ref()) + if axis.log { " log" } else { "" } + &label(axis.label.as_ref())
}

fn mark(mark: &ChartMark) -> String {
    let named = label(mark.label.as_ref());
    let clause = |word: &str, value: Option<&Shown>| {
        value.map(|value| format!(" {word} {}", shown(value))).unwrap_or_default()
    };
    let word = mark.kind.word();
    let line = match &mark.kind {
        MarkKind::Line { value, dashed, filled } => {
            let dashed = if *dashed { " dashed" } else { "" };
            let filled = if *filled { " filled" } else { "" };
            format!("{word} {}{named}{dashed}{filled}", shown(value))
        }
        MarkKind::Area(value) | MarkKind::Bar(value) | MarkKind::Contour(value) | MarkKind::Row(value) => {
            format!("{word} {}{named}", shown(value))
        }
        MarkKind::Band(low, high) => format!("{word} {} to {}{named}", shown(low), shown(high)),
        MarkKind::Total => format!("{word}{named}"),
        MarkKind::Point { x, y, size } => {
            format!("{word} {}, {}{}{named}", shown(x), shown(y), clause("size", size.as_ref()))
        }
        MarkKind::Frontier(x, y) => {
            let goal = |greater: bool| if greater { "max" } else { "min" };
            format!("{word} {} x {} y", goal(*x), goal(*y))
        }
        MarkKind::Roofline(peak, rate) => format!("{word} {}, {}{named}", shown(peak), shown(rate)),
        MarkKind::Histogram { value, by, percentiles } => {
            let by = by.as_ref().map(|by| format!(" by {}", expr(by))).unwrap_or_default();
            let shares: Vec<String> = percentiles.iter().map(expr).collect();
            let shares =
                if shares.is_empty() { String::new() } else { format!(" percentiles {}", shares.join(", ")) };
            format!("{word} {}{named}{by}{shares}", shown(value))
        }
        MarkKind::Spoke(value, of) => format!("{word} {}{}{named}", shown(value), clause("of", of.as_ref())),
        MarkKind::Cell(value, log) => {
            format!("{word} {}{}{named}", shown(value), if *log { " log" } else { "" })
        }
        MarkKind::Span { lane, from, to, lasting } => {
            let to = clause(if *lasting { "lasting" } else { "to" }, Some(to));
            format!("{word}{named} on {} from {}{to}", text(lane, 0), shown(from))
        }
        MarkKind::Gauge(value, limit) => format!("{word} {} of {}{named}", shown(value), shown(limit)),
        MarkKind::Rule(horizontal, value) => {
            format!("{word} {} {}{named}", if *horizontal { "y" } else { "x" }, shown(value))
        }
        MarkKind::Region { horizontal, from, to, level } => {
            let axis = if *horizontal { "y" } else { "x" };
            let level = level.as_ref().map(|level| format!(" {}", level.text)).unwrap_or_default();
            let (from, to) = (clause("from", from.as_ref()), clause("to", to.as_ref()));
            format!("{word} {axis}{from}{to}{named}{level}")
        }
        MarkKind::Now => format!("{word} now{named}"),
        MarkKind::At(value) => format!("{word} x at {}{named}", shown(value)),
    };
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
