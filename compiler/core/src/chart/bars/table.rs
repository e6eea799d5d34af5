//! Bars as a table: a row for each group, a column for each series.

use alloc::string::String;
use alloc::vec;

use super::values::{BarValues, BarsValues};
use crate::chart::axes::Axes;
use crate::chart::grid::Grid;
use crate::chart::intervals::IntervalOf;
use crate::chart::lists::each;

/// Gives out the table.
pub(in crate::chart) fn tables(axes: &Axes, bars: &BarsValues, take: &mut dyn FnMut(Grid)) {
    let mut made = Grid::new(axes.caption());
    let grid = &mut made;
    let (x, y) = (&axes.x, &axes.y);
    let single = bars.series.len() < 2;
    let value = if y.label.is_empty() { "Value" } else { &y.label[..] };
    grid.head.push(if x.label.is_empty() { "Name".into() } else { x.label.clone() });
    if single {
        grid.head.push(value.into());
    } else {
        grid.head.append(&mut each(&bars.series, &String::clone));
    }
    let toned = bars.bars.iter().any(|bar| bar.tone.is_some());
    if toned {
        grid.head.push("State".into());
    }
    for (group, name) in bars.groups.iter().enumerate() {
        let mut row = vec![name.clone()];
        let columns = if single { 1 } else { bars.series.len() };
        let bar = |series: usize| {
            let is_it = |bar: &BarValues| bar.group == group && (single || bar.series == series);
            bars.bars.iter().position(is_it)
        };
        for series in 0..columns {
            let told = |index: usize| axes.told(IntervalOf::Bar, index, bars.bars[index].value);
            row.push(bar(series).map(told).unwrap_or_default());
        }
        if toned {
            let mut states = String::new();
            for series in 0..columns {
                let Some(tone) = bar(series).and_then(|index| bars.bars[index].tone.as_ref()) else {
                    continue;
                };
                states.push_str(if states.is_empty() { "" } else { ", " });
                states.push_str(&tone.words);
            }
            row.push(states);
        }
        grid.rows.push((row, bars.chosen.iter().any(|(chosen, _)| *chosen == group)));
    }
    take(made);
}
