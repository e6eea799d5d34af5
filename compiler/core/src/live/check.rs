//! Refuses pages that do not keep their own rules, so that showing them needs no further care.

use alloc::string::String;
use alloc::vec::Vec;

use crate::chart::Chart;
use crate::machine::{Machine, Malformed};
use crate::number::Format;
use crate::page::{Content, Control, ControlKind, Page, Piece};
use crate::positions::Positions;
use crate::program::Reg;
use crate::typed::Scale;

/// The registers of a chart, and whether each has to be a list.
pub(super) type Registers = Vec<(Reg, bool)>;

const MOST_SEALS: u32 = 100_000;

/// The registers of every chart.
pub(super) fn registers(page: &mut Page) -> Vec<Registers> {
    let mut charts = Vec::new();
    for chart in &mut page.charts {
        let mut registers = Vec::new();
        chart.each_register(&mut |register, list| registers.push((*register, list)));
        charts.push(registers);
    }
    charts
}

/// Checks a page over its machine, which has checked the program.
pub(super) fn check(page: &mut Page, machine: &Machine) -> Result<(), Malformed> {
    let charts = &registers(page);
    if page.controls.len() + page.brought as usize + page.ledger.reads.len() != page.program.inputs.len() {
        return fault(
            "a program has an input for each control, for what is brought along, and for each thing read",
        );
    }
    if !page.program.inputs.iter().take(page.controls.len()).all(|input| input.is_finite()) {
        return fault("a control starts with a finite number");
    }
    if page.seals > MOST_SEALS {
        return fault("too many seals");
    }
    if !page.formats.iter().all(is_sound) {
        return fault("a format needs units with factors above zero");
    }
    let sound = |scale: &Scale| {
        let unit = &scale.unit;
        let positive = |factor: f64| factor.is_finite() && factor > 0.0;
        positive(unit.factor) && positive(scale.stem) && unit.offset.is_finite() && scale.from <= scale.to
    };
    if !page.scales.iter().all(sound) {
        return fault("what is typed needs a unit with a factor above zero, and a range");
    }
    for control in &page.controls {
        check_control(page, control)?;
    }
    for (chart, registers) in page.charts.iter().zip(charts) {
        check_chart(page, machine, chart, registers)?;
    }
    for slot in &page.slots {
        if slot.seal.is_some_and(|seal| seal >= page.seals) {
            return fault("a slot lies under a seal that is not there");
        }
        match &slot.content {
            Content::Text(pieces) | Content::Figure(pieces) => check_pieces(page, pieces)?,
            Content::Chart(chart) | Content::Sentence(chart) if *chart as usize >= page.charts.len() => {
                return fault("a slot shows a chart that is not there");
            }
            _ => {}
        }
        let mut outer = true;
        each_register(charts, &slot.content, &mut |register| outer &= machine.is_outer(register));
        if !outer {
            return fault("a slot shows a register that is not there or lies inside a loop");
        }
    }
    Ok(())
}

/// Gives every register that a slot with this content shows.
pub(super) fn each_register(charts: &[Registers], content: &Content, give: &mut impl FnMut(Reg)) {
    match content {
        Content::Text(pieces) | Content::Figure(pieces) => {
            pieces.iter().filter_map(register).for_each(give);
        }
        Content::Why(register)
        | Content::Arm(register)
        | Content::Shown(register)
        | Content::Share(register) => give(*register),
        Content::Chart(chart) | Content::Sentence(chart) => {
            charts.get(*chart as usize).into_iter().flatten().for_each(|(register, _)| give(*register));
        }
    }
}

fn register(piece: &Piece) -> Option<Reg> {
    match piece {
        Piece::Words(_) => None,
        Piece::Number { value: register, .. }
        | Piece::Text(register)
        | Piece::Gap { value: register, .. }
        | Piece::Either { cond: register, .. } => Some(*register),
    }
}

fn is_sound(format: &Format) -> bool {
    let sound = |factor: f64, offset: f64| factor.is_finite() && factor > 0.0 && offset.is_finite();
    !format.units.is_empty() && format.units.iter().all(|unit| sound(unit.factor, unit.offset))
}

fn check_control(page: &Page, control: &Control) -> Result<(), Malformed> {
    match &control.kind {
        ControlKind::Slider(Positions { from, to, steps, parts, log }) => {
            if control.format as usize >= page.formats.len() || control.scale as usize >= page.scales.len() {
                return fault("a slider needs a format and a scale");
            }
            let finite = from.is_finite() && to.is_finite() && parts.is_finite();
            if !finite || from > to || (*log && (*from <= 0.0 || *steps == 0)) {
                return fault("a slider needs a range that it can cover");
            }
        }
        ControlKind::Choice { keys, rows } => {
            if keys.is_empty() || keys.len() != rows.len() {
                return fault("a choice needs a key for each of its rows");
            }
        }
        ControlKind::Toggle => {}
    }
    Ok(())
}

fn check_chart(
    page: &Page,
    machine: &Machine,
    chart: &Chart,
    registers: &Registers,
) -> Result<(), Malformed> {
    if [&chart.x, &chart.y].iter().any(|axis| axis.format as usize >= page.formats.len()) {
        return fault("an axis needs a format");
    }
    if registers.iter().any(|(register, list)| *list && !machine.is_list(*register)) {
        return fault("a chart draws lists");
    }
    if registers.iter().any(|(register, _)| !machine.is_outer(*register)) {
        return fault("a chart shows a register that is not there or lies inside a loop");
    }
    Ok(())
}

fn check_pieces(page: &Page, pieces: &[Piece]) -> Result<(), Malformed> {
    for piece in pieces {
        if let Piece::Number { format, .. } = piece
            && *format as usize >= page.formats.len()
        {
            return fault("a number needs a format");
        }
    }
    Ok(())
}

fn fault(what: &str) -> Result<(), Malformed> {
    Err(Malformed(String::from(what)))
}
