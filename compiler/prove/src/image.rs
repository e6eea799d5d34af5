//! What a formula can be over all settings of its inputs. Start at [`image`].

use lab_core::UNDEFINED;
use lab_core::program::{Program, Reg};

use crate::branch;
use crate::pass::{Domain, Pass};
use crate::seen::Seen;
use crate::values::Values;

/// What a register outside all loops can be, as the values of an input, and the work that it took: exactly where all
/// settings can be visited for so much work; else bounds on it.
pub fn image(program: &Program, register: Reg, inputs: &[Values], budget: f64) -> (Values, f64) {
    let reads = program.reads();
    let whole = inputs.iter().zip(&reads).all(|(values, read)| !*read || values.is_whole());
    let domain: Domain = inputs.iter().map(|values| values.positions.clone()).collect();
    let pass = whole.then(|| Pass::new(program, &domain)).flatten();
    if let Some(pass) = pass.filter(|pass| pass.work() <= budget)
        && let [seen] = &pass.run(&[register])[..]
    {
        return (of_seen(seen), pass.work());
    }
    branch::hull(program, register, inputs, budget)
}

fn of_seen(seen: &Seen) -> Values {
    let missing = seen.undefined.map(|_| UNDEFINED);
    if let Some(values) = &seen.values {
        let positions = values.iter().map(|(value, _)| *value).chain(missing).collect();
        return Values { positions, ..Values::default() };
    }
    let ends = seen.least.zip(seen.greatest).map(|((least, _), (greatest, _))| (least, greatest));
    Values {
        positions: ends.map(|(least, _)| least).into_iter().chain(missing).collect(),
        between: ends,
        open: false,
    }
}

impl Values {
    /// What lies between two ends, and perhaps nothing.
    pub(crate) fn between(low: f64, high: f64, missing: bool) -> Self {
        let missing = missing.then_some(UNDEFINED);
        Self {
            positions: [low].into_iter().chain(missing).collect(),
            between: Some((low, high)),
            open: false,
        }
    }

    /// Nothing at all.
    pub(crate) fn missing() -> Self {
        Self { positions: vec![UNDEFINED], ..Self::default() }
    }

    fn is_missing(&self) -> bool {
        self.open || self.positions.iter().any(|value| !value.is_finite())
    }

    /// The values that are also among others; these where they don't meet.
    #[must_use]
    pub fn and(self, others: &Self) -> Self {
        let (Some((low, high)), Some((least, most))) = (self.between, others.between) else { return self };
        let (low, high) = (low.max(least), high.min(most));
        if self.open || others.open || low > high {
            return self;
        }
        Self::between(low, high, self.is_missing() && others.is_missing())
    }
}
