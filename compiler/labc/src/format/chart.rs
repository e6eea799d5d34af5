//! Charts.

use super::Printer;
use super::expression::{expr, generator, shown};
use super::text::text;
use crate::syntax::tree::{Chart, ChartX, ChartY, Generator, Text, UnitExpr};

impl Printer {
    pub(super) fn chart(&mut self, chart: &Chart) {
        self.block(&format!("chart {}", text(&chart.title, 0)), |printer| {
            if let Some(x) = &chart.x {
                printer.line(&horizontal(x));
            }
            if let Some(y) = &chart.y {
                printer.line(&vertical(y));
            }
            for line in &chart.lines {
                let mut written = format!("line {}{}", shown(&line.value), label(line.label.as_ref()));
                if line.dashed {
                    written += " dashed";
                }
                if line.filled {
                    written += " filled";
                }
                printer.line(&(written + &each(line.each.as_ref())));
            }
            for rule in &chart.rules {
                let axis = if rule.horizontal { "y" } else { "x" };
                let (value, label) = (shown(&rule.value), label(rule.label.as_ref()));
                printer.line(&format!("rule {axis} {value}{label}{}", each(rule.each.as_ref())));
            }
            if chart.mark_now {
                printer.line("mark now");
            }
        });
    }
}

fn horizontal(x: &ChartX) -> String {
    let mut line = format!("x {}", x.name.text);
    if let Some((from, to, by)) = &x.range {
        line += &format!(" from {} to {}", expr(from), expr(to));
        if let Some(by) = by {
            line += &format!(" by {}", expr(by));
        }
    }
    line + &unit(x.unit.as_ref()) + if x.log { " log" } else { "" } + &label(x.label.as_ref())
}

fn vertical(y: &ChartY) -> String {
    format!("y{}{}{}", unit(y.unit.as_ref()), if y.log { " log" } else { "" }, label(y.label.as_ref()))
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
