//! Verdicts that are known already, by what they are about. Start at [`KnownVerdicts`].
//!
//! A verdict is about a condition with everything that it reads, and the values that its inputs can have: their hash is
//! its key. An edit of anything else changes no key, so only what an edit touches is decided again.

use std::collections::BTreeMap;

use lab_core::Machine;
use lab_core::program::{Op, Program, Reg};
use lab_prove::{Found, Outcome, Values, Wanted};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Raised with every change of how verdicts are reached.
const ENGINE: u32 = 6;

/// What a verdict is about: a hash.
pub(super) type VerdictKey = [u8; 16];

/// Verdicts of this run and of the one before it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KnownVerdicts {
    /// A setting counts the inputs that a condition reads, in the order in which it reads them.
    verdicts: BTreeMap<VerdictKey, KnownVerdict>,
    /// What formulas can be.
    images: BTreeMap<VerdictKey, Image>,
    /// How each verdict was reached is wanted, too.
    #[serde(skip)]
    pub(super) explains: bool,
    /// The work that this run has done.
    #[serde(skip)]
    work: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct KnownVerdict {
    outcome: Outcome,
    /// This run needs it.
    #[serde(skip)]
    used: bool,
}

/// What a formula can be.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Image {
    values: Values,
    /// This run needs it.
    #[serde(skip)]
    used: bool,
}

impl KnownVerdicts {
    /// What the next run can use of it: what this one needed.
    #[must_use]
    pub fn for_next(mut self) -> Self {
        self.verdicts.retain(|_, verdict| verdict.used);
        self.images.retain(|_, image| image.used);
        self
    }

    /// None yet, and how each verdict is reached is wanted, too.
    pub fn explaining() -> Self {
        Self { explains: true, ..Self::default() }
    }

    /// How much work this run has done for verdicts that were not known, an addition at one setting being 1.
    pub fn work(&self) -> f64 {
        self.work
    }

    /// Whether there are no verdicts.
    pub fn is_empty(&self) -> bool {
        self.verdicts.is_empty()
    }

    /// How many verdicts there are.
    pub fn len(&self) -> usize {
        self.verdicts.len()
    }

    /// Whether a verdict is known. A setting that comes from another run must still show the condition. `inputs` are
    /// those that the program reads, in the order of its operations.
    pub(super) fn has(
        &mut self,
        key: &VerdictKey,
        program: &Program,
        register: Reg,
        inputs: &[usize],
    ) -> bool {
        let Some(verdict) = self.verdicts.get_mut(key) else { return false };
        if !verdict.used
            && let Some(found) = &verdict.outcome.found
        {
            let Ok(mut machine) = Machine::new(program.clone()) else { return false };
            for (place, value) in &found.setting {
                let Some(input) = inputs.get(*place) else { return false };
                machine.set(*input, *value);
            }
            machine.run();
            if machine.value(register) != 1.0 {
                return false;
            }
        }
        verdict.used = true;
        true
    }

    /// A verdict, with the inputs of today in its setting, in their order.
    pub(super) fn get(&self, key: &VerdictKey, inputs: &[usize]) -> Option<Outcome> {
        let mut outcome = self.verdicts.get(key)?.outcome.clone();
        if let Some(Found { setting, .. }) = &mut outcome.found {
            for (place, _) in setting.iter_mut() {
                *place = *inputs.get(*place)?;
            }
            setting.sort_by_key(|(input, _)| *input);
        }
        Some(outcome)
    }

    /// What a formula can be, where that is known.
    pub(super) fn image(&mut self, key: &VerdictKey) -> Option<Values> {
        let image = self.images.get_mut(key)?;
        image.used = true;
        Some(image.values.clone())
    }

    /// Takes in what a formula can be.
    pub(super) fn learn_image(&mut self, key: VerdictKey, values: Values, work: f64) {
        self.work += work;
        self.images.insert(key, Image { values, used: true });
    }

    /// Takes in a verdict about a condition of a program.
    pub(super) fn learn(&mut self, key: VerdictKey, program: &Program, mut outcome: Outcome) {
        let inputs = inputs_of(program);
        if let Some(Found { setting, .. }) = &mut outcome.found {
            for (input, _) in setting.iter_mut() {
                *input = inputs.iter().position(|read| read == input).unwrap_or(usize::MAX);
            }
        }
        self.work += outcome.work;
        self.verdicts.insert(key, KnownVerdict { outcome, used: true });
    }
}

/// The inputs that a program reads, in the order of its operations.
fn inputs_of(program: &Program) -> Vec<usize> {
    let mut inputs = Vec::new();
    for op in &program.ops {
        if let Op::Input(input) = op
            && !inputs.contains(&(*input as usize))
        {
            inputs.push(*input as usize);
        }
    }
    inputs
}

/// The key of a condition, and the inputs that its program reads. `values` are those of the inputs that move; the others
/// stay where the program has them.
pub(super) fn key<'v>(
    program: &Program,
    register: Reg,
    wanted: Wanted,
    values: impl Fn(usize) -> Option<&'v Values>,
) -> (VerdictKey, Vec<usize>) {
    let inputs = inputs_of(program);
    let mut hash = Sha256::new();
    let ops = program.ops.iter().map(|op| match op {
        Op::Input(input) => {
            let place = inputs.iter().position(|read| *read == *input as usize);
            Op::Input(place.unwrap_or_default() as u32)
        }
        // Why there is no value does not matter.
        Op::Guard { cond, value, .. } => Op::Guard { cond: *cond, value: *value, reason: 0 },
        op => *op,
    });
    let ops: Vec<Op> = ops.collect();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add(&[ENGINE.to_le_bytes(), register.to_le_bytes(), (wanted as u32).to_le_bytes()].concat());
    // Plain data can always be packed.
    add(&postcard::to_allocvec(&ops).unwrap_or_default());
    let bits = |numbers: &[f64]| -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_bits().to_le_bytes()).collect()
    };
    program.columns.iter().for_each(|column| add(&bits(column)));
    for input in &inputs {
        match values(*input) {
            Some(values) => {
                add(&bits(&values.positions));
                let (from, to) = values.between.unwrap_or((f64::NAN, f64::NAN));
                add(&bits(&[from, to, f64::from(u8::from(values.open))]));
            }
            None => add(&bits(&program.inputs[*input..=*input])),
        }
    }
    let hash = hash.finalize();
    let mut key = VerdictKey::default();
    key.copy_from_slice(&hash[..size_of::<VerdictKey>()]);
    (key, inputs)
}
