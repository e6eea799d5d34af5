//! What the values of a lab are at the start, and between which ends they lie over all settings of its controls. Start at
//! [`at_start`] and [`range`].

use lab_core::Machine;
use lab_prove::Pass;

use crate::check::model::*;
use crate::lower::Lowering;
use crate::sources::FileId;

/// How many additions may be spent on finding the ends of one value.
const MOST_WORK: f64 = 2e6;

/// Between which ends a value lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The least value, as it is shown.
    pub least: String,
    /// The greatest value, as it is shown.
    pub greatest: String,
    /// How many settings of the controls were tried.
    pub settings: u64,
    /// Those were all settings there are.
    pub all: bool,
}

/// Every definition as it is shown with all controls at their starts; nothing for those with a fault.
pub fn at_start(model: &Model, file: FileId) -> Vec<Option<String>> {
    let all: Vec<Id> = (0..model.defines.len()).collect();
    shown(model, Lowering::new(model, file), &all)
}

/// One definition as it is shown with all controls at their starts: found sooner than all of them.
pub fn one_at_start(model: &Model, file: FileId, id: Id) -> Option<String> {
    shown(model, Lowering::of(model, file, &[id]), &[id]).pop()?
}

fn shown(model: &Model, mut lowering: Lowering<'_>, ids: &[Id]) -> Vec<Option<String>> {
    let nodes: Vec<_> = ids
        .iter()
        .map(|&id| {
            let value = model.defines[id].value.as_ref().filter(|value| value.of != Type::Unknown)?;
            let typed = Typed { kind: TypedKind::Define(id), of: value.of.clone(), span: value.span };
            Some(lowering.expr(&typed, Lowering::BASE))
        })
        .collect();
    let outputs: Vec<_> = nodes.iter().flatten().copied().collect();
    let program = lowering.graph.program(&outputs);
    let Ok(mut machine) = Machine::new(program) else { return vec![None; nodes.len()] };
    machine.run();
    let shown = nodes.iter().zip(ids).map(|(node, &id)| {
        let define = &model.defines[id];
        let register = lowering.graph.register((*node)?);
        let of = &define.value.as_ref()?.of;
        Some(match of {
            Type::List(of) => {
                let items = machine.list(register).iter();
                let items: Vec<String> =
                    items.take(8).map(|item| text(model, of, *item, define, &machine)).collect();
                format!("[{}]", items.join(", "))
            }
            of => text(model, of, machine.value(register), define, &machine),
        })
    });
    shown.collect()
}

fn text(model: &Model, of: &Type, raw: f64, define: &Define, machine: &Machine) -> String {
    let place = |count: usize| (raw >= 0.0 && (raw as usize) < count).then_some(raw as usize);
    match of {
        Type::Maybe(inner) => text(model, inner, raw, define, machine),
        _ if raw.is_nan() => "undefined".to_owned(),
        Type::Bool => (if raw == 0.0 { "no" } else { "yes" }).to_owned(),
        Type::Text => machine.program().texts.get(raw as usize).cloned().unwrap_or_default(),
        Type::Row(table) => {
            let rows = &model.tables[*table].rows;
            rows.get(raw as usize).map(|key| key.text.clone()).unwrap_or_default()
        }
        Type::Arm(status) => {
            let arms = &model.statuses[*status].tree.arms;
            place(arms.len()).map(|arm| arms[arm].name.text.clone()).unwrap_or_default()
        }
        _ => define.format.text(raw),
    }
}

/// Between which ends a number lies over the settings of the controls; nothing for what no control moves, and for what
/// is not a number.
pub fn range(model: &Model, file: FileId, id: Id) -> Option<Range> {
    let define = model.defines.get(id)?;
    let value = define.value.as_ref()?;
    let number = match &value.of {
        Type::Maybe(inner) => inner,
        of => of,
    };
    if !matches!(number, Type::Number(_) | Type::Point) {
        return None;
    }
    let mut lowering = Lowering::of(model, file, &[id]);
    let typed = Typed { kind: TypedKind::Define(id), of: value.of.clone(), span: value.span };
    let node = lowering.expr(&typed, Lowering::BASE);
    if lowering.graph.value(node).is_some() || !lowering.graph.is_outer(node) {
        return None;
    }
    let mut every = true;
    let positions: Vec<Vec<f64>> = (0..model.controls.len())
        .map(|control| {
            let (positions, all) = positions(&mut lowering, control);
            every &= all;
            positions
        })
        .collect();
    let program = lowering.graph.program(&[node]);
    let register = lowering.graph.register(node);
    let program = Machine::new(program).ok()?.program().clone();
    // Fewer positions of each control, spread over its range, until all settings can be tried.
    let mut most = usize::MAX;
    loop {
        let domain: Vec<Vec<f64>> = (0..program.inputs.len())
            .map(|input| {
                let start = program.inputs[input];
                let others = positions.get(input).map(Vec::as_slice).unwrap_or_default();
                let others = spread(others, most).filter(|value| *value != start);
                std::iter::once(start).chain(others).collect()
            })
            .collect();
        let longest = domain.iter().map(Vec::len).max().unwrap_or(0);
        match Pass::new(&program, &domain).filter(|pass| pass.work() <= MOST_WORK) {
            Some(pass) => {
                let seen = pass.run(&[register]).pop()?;
                let show = |end: Option<(f64, _)>| Some(define.format.text(end?.0));
                let (settings, all) = (pass.settings(), every && most == usize::MAX);
                let found = Range { least: show(seen.least)?, greatest: show(seen.greatest)?, settings, all };
                return (settings > 1).then_some(found);
            }
            None if longest <= 2 => return None,
            None => most = (longest / 2).max(2),
        }
    }
}

/// Some of many values, both ends among them.
fn spread(values: &[f64], most: usize) -> impl Iterator<Item = f64> + '_ {
    let count = values.len().min(most);
    let last = values.len().saturating_sub(1);
    (0..count).map(move |part| values[part * last / (count - 1).max(1)])
}

/// How many positions of one slider are looked at.
const MOST_POSITIONS: u32 = 1_000;

/// Where a control can stand, in base units, and whether that is everywhere it can.
fn positions(lowering: &mut Lowering<'_>, control: Id) -> (Vec<f64>, bool) {
    match &lowering.model.controls[control].kind {
        ControlKind::Slider { .. } => {
            let Some(steps) = lowering.steps(control) else { return (Vec::new(), false) };
            let all = !steps.any && steps.positions.steps < MOST_POSITIONS;
            (steps.some(MOST_POSITIONS).collect(), all)
        }
        ControlKind::Choice { table, filter, each, .. } => {
            if let Some((local, _, row)) = each {
                let row = lowering.graph.constant(*row as f64);
                lowering.bind(*local, row);
            }
            let rows = (0..lowering.model.tables[*table].rows.len()).map(|row| row as f64);
            let offered = rows.filter(|row| {
                let Some((local, filter)) = filter else { return true };
                let row = lowering.graph.constant(*row);
                lowering.bind(*local, row);
                let holds = lowering.expr(filter, Lowering::BASE);
                lowering.graph.value(holds) == Some(1.0)
            });
            (offered.collect(), true)
        }
        ControlKind::Toggle { .. } => (vec![0.0, 1.0], true),
    }
}
