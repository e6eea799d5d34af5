//! Amounts: held against limits as gauges, filling a tank, or counted as the cells of a sheet. All three travel as one list of
//! amounts, so that a page with none of them has the same evaluator as if there were fewer; `gauges`, `tank` and `sheet`
//! draw them, and a page has only those that it shows.

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::Grid;
use super::kind::ChartKind;
use super::lists::each;
use super::marks::{Arranged, DrawnMark, Misfit};
use super::payload::{Give, Label, label};
use super::scene::Scene;
use super::words::Sentences;
use super::{gauges, sheet, tank};
use crate::number::{Digits, Format};
use crate::piece::Source;
use crate::program::Reg;

/// Amounts, and as what they are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Amounts {
    /// As what.
    pub form: AmountsForm,
    /// The amounts.
    pub amounts: Vec<Amount>,
}

/// As what amounts are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub enum AmountsForm {
    /// Bars against limits.
    Gauges,
    /// Parts that fill a capacity.
    Tank,
    /// Rows and columns.
    Sheet,
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Amount {
    /// What it is.
    pub label: Label,
    /// Index into the page's formats.
    pub format: u32,
    /// Which of the marks of its form it is, counted from zero.
    pub role: u32,
    /// The amount; of a sheet its rows.
    pub value: Reg,
    /// The limit of a gauge; the columns of a sheet; of a part of a tank whether it is there.
    pub other: Reg,
}

/// Amounts, taken from the machine.
#[derive(Clone, Debug)]
pub(super) struct AmountsValues {
    pub(super) form: AmountsForm,
    pub(super) amounts: Vec<AmountValues>,
}

/// An amount.
#[derive(Clone, Debug)]
pub(super) struct AmountValues {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) role: u32,
    pub(super) value: f64,
    pub(super) other: f64,
}

/// How an amount is shown about which nothing is known.
pub(super) fn no_format() -> Format {
    Format { units: Vec::new(), digits: Digits::Significant(3) }
}

/// The words that marks of each form begin with, by their roles.
const FORMS: [(AmountsForm, &[&str]); 3] = [
    (AmountsForm::Gauges, &["gauge"]),
    (AmountsForm::Tank, &["tank", "fill"]),
    (AmountsForm::Sheet, &["grid", "against", "limit"]),
];

impl ChartKind for Amounts {
    type Values = AmountsValues;

    fn of_marks(marks: &[Vec<DrawnMark>]) -> Option<Result<Arranged<Self>, Misfit>> {
        let first = marks.iter().flatten().next().map_or("", |mark| mark.word);
        let (form, words) = *FORMS.iter().find(|(_, words)| words.contains(&first))?;
        let mut amounts: Vec<Amount> = Vec::new();
        for (statement, mark) in
            marks.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |mark| (at, mark)))
        {
            let misfit =
                |(headline, label, help)| Misfit { statement: Some(statement), headline, label, help };
            let Some(role) = words.iter().position(|word| *word == mark.word) else {
                let headline = "This mark belongs to a picture of another kind.";
                return Some(Err(misfit((
                    headline,
                    "does not go with those before",
                    "give each a chart of its own",
                ))));
            };
            let (value, other) = match mark.values[..] {
                [value] => (value, mark.there),
                [value, other] => (value, other),
                _ => continue,
            };
            let label = mark.label.as_ref().or(mark.row.as_ref()).unwrap_or(&mark.words).clone();
            let amount = Amount { label, format: mark.format, role: role as u32, value, other };
            let wrong = match form {
                AmountsForm::Gauges => None,
                AmountsForm::Tank => tank::misfit(&amounts, &amount),
                AmountsForm::Sheet => sheet::misfit(&amounts, &amount),
            };
            if let Some(wrong) = wrong {
                return Some(Err(misfit(wrong)));
            }
            amounts.push(amount);
        }
        let lacks = match form {
            AmountsForm::Gauges => None,
            AmountsForm::Tank => tank::lacks(&amounts),
            AmountsForm::Sheet => sheet::lacks(&amounts),
        };
        if let Some((headline, label, help)) = lacks {
            return Some(Err(Misfit { statement: None, headline, label, help }));
        }
        Some(Ok(Arranged::named(Self { form, amounts })))
    }

    fn each_register(&mut self, give: Give<'_>) {
        for amount in &mut self.amounts {
            label(&mut amount.label, give);
            give(&mut amount.value, false);
            give(&mut amount.other, false);
        }
    }

    fn collect(&self, from: &Source<'_>) -> AmountsValues {
        let amounts = each(&self.amounts, &|amount| AmountValues {
            name: from.text(&amount.label),
            format: from.format(amount.format),
            role: amount.role,
            value: from.value(amount.value),
            other: from.value(amount.other),
        });
        AmountsValues { form: self.form, amounts }
    }

    fn scene(_: &Axes, values: &AmountsValues, ghost: Option<&AmountsValues>, scene: Scene) -> Scene {
        let ghost = ghost.map(|ghost| &ghost.amounts[..]);
        match values.form {
            AmountsForm::Gauges => gauges::scene(&values.amounts, ghost, scene),
            AmountsForm::Tank => tank::scene(&values.amounts, ghost, scene),
            AmountsForm::Sheet => sheet::scene(&values.amounts, ghost, scene),
        }
    }

    fn tables(axes: &Axes, values: &AmountsValues, take: &mut dyn FnMut(Grid)) {
        let mut grid = Grid::new(String::new());
        match values.form {
            AmountsForm::Gauges => gauges::table(&mut grid, &values.amounts),
            AmountsForm::Tank => {
                grid.caption.push_str(&axes.y.label);
                tank::table(&mut grid, &values.amounts);
            }
            AmountsForm::Sheet => {
                grid.caption.push_str(&axes.x.label);
                sheet::table(&mut grid, &values.amounts);
            }
        }
        take(grid);
    }

    fn sentence(text: &mut Sentences, _: &Axes, values: &AmountsValues) {
        match values.form {
            AmountsForm::Gauges => gauges::sentence(text, &values.amounts),
            AmountsForm::Tank => tank::sentence(text, &values.amounts),
            AmountsForm::Sheet => sheet::sentence(text, &values.amounts),
        }
    }
}
