//! The marks of charts, typed. What is known of a mark before its values are is in [`rules`], what its values are in
//! `mark_content`: a new kind of chart has a line in both.

use lab_core::chart::Family;
use lab_core::number::Format;

use super::{FirstValues, bare};
use crate::check::figure::Tones;
use crate::check::model::{DomainTyped, Rounds, Type, Typed, TypedKind};
use crate::check::text::{TypedText, TypedValue};
use crate::check::units::Dimension;
use crate::check::{Checker, plain};
use crate::codes::Code;
use crate::syntax::tree::{
    self, Chart, ChartAxis, ChartMark, Expr, ExprKind, MarkInterval, MarkKind, Operator, Reach, Shown,
};

/// A mark, with its values.
#[derive(Clone, Debug)]
pub struct TypedMark<'t> {
    /// The mark as it is written.
    pub tree: &'t ChartMark,
    /// The loop that repeats it.
    pub rounds: Option<TypedRounds>,
    pub label: Option<TypedText<'t>>,
    /// What it is called without a label: its value in words.
    pub name: String,
    /// What it is said to be.
    pub tones: Tones<'t>,
    /// Intervals around its value.
    pub intervals: Vec<TypedInterval<'t>>,
    /// Its values.
    pub content: MarkContent<'t>,
}

/// The loop of a mark.
#[derive(Clone, Debug)]
pub struct TypedRounds {
    /// The loop.
    pub rounds: Rounds,
    /// Of each variable, what it is and how it is shown.
    pub variables: Vec<(Type, Format)>,
}

/// An interval around the value of a mark.
#[derive(Clone, Debug)]
pub struct TypedInterval<'t> {
    /// The interval as it is written.
    pub tree: &'t MarkInterval,
    /// Where it begins and ends.
    pub ends: [Typed; 2],
    /// What it is, in the author's words.
    pub meaning: Option<TypedText<'t>>,
}

/// The values of a mark.
#[derive(Clone, Debug)]
pub enum MarkContent<'t> {
    /// A line, an area or a bar, or the upper end of a band with its lower end.
    Value(Typed, Option<Typed>),
    /// A point: its place, and what its size shows.
    Point {
        /// Its place along x.
        x: Typed,
        /// Its place along y.
        y: Typed,
        /// What its size shows.
        size: Option<Typed>,
    },
    /// The peak and the rate of a roofline.
    Roofline(Typed, Typed),
    /// The values that are counted, the width of a bin, and the percentiles.
    Histogram(Typed, Option<Typed>, Vec<Typed>),
    /// A span: its lane, where it begins, and where it ends or how long it lasts.
    Span(TypedText<'t>, Typed, Typed),
    /// A spoke or a gauge: its value, its limit, and how both are shown.
    Limited(Typed, Option<Typed>, Format),
    /// A capacity, or a part of what fills it.
    Amount(Typed),
    /// Rows and columns.
    Size(Typed, Typed),
    /// A cell, and how its value is shown.
    Cell(Typed, Format),
    /// The level of a contour, the place of a rule, a marked setting or a marked row.
    Place(Typed),
    /// The ends of a region.
    Region(Option<Typed>, Option<Typed>),
    /// A mark without values.
    Bare,
}

/// What a mark gives to a kind of chart that takes the values of its marks as they are.
pub struct Taken<'c, 't> {
    /// The values, in the order in which they are written.
    pub values: Vec<&'c Typed>,
    /// A text beside the label.
    pub text: Option<&'c TypedText<'t>>,
    /// How the values are shown where they don't lie along an axis.
    pub format: Option<&'c Format>,
}

impl<'t> MarkContent<'t> {
    /// What is taken of it as it is; nothing of a mark that is lowered along an axis or in groups.
    pub fn taken(&self) -> Option<Taken<'_, 't>> {
        Some(match self {
            Self::Span(lane, from, to) => Taken { values: vec![from, to], text: Some(lane), format: None },
            Self::Limited(value, limit, format) => {
                let values = std::iter::once(value).chain(limit).collect();
                Taken { values, text: None, format: Some(format) }
            }
            Self::Amount(value) => Taken { values: vec![value], text: None, format: None },
            Self::Size(rows, columns) => Taken { values: vec![rows, columns], text: None, format: None },
            _ => return None,
        })
    }

    /// The values that are drawn as amounts.
    pub fn amounts(&self) -> Vec<&Typed> {
        match self {
            Self::Amount(value) => vec![value],
            Self::Size(rows, columns) => vec![rows, columns],
            _ => Vec::new(),
        }
    }
}

/// What is known of a mark before its values are.
pub(super) struct Rules<'m> {
    /// The kind of chart that it makes; nothing for a mark that goes with several kinds.
    pub(super) family: Option<Family>,
    /// Which marks are typed first: their values decide what others have to agree with, and in which unit.
    pub(super) turn: u8,
    /// Whether a loop makes several of it. A mark that gathers the values of its loop is one.
    repeated: bool,
    /// The value that names a mark without a label.
    named_by: Option<&'m Shown>,
}

/// How many turns there are.
pub(super) const TURNS: u8 = 4;

/// The rules of a mark; `swept` is whether something runs along the horizontal axis.
pub(super) fn rules(mark: &MarkKind, swept: bool) -> Rules<'_> {
    let bars = if swept { Family::Plane } else { Family::Bars };
    let (family, turn, repeated, named_by) = match mark {
        MarkKind::Line { value, .. } | MarkKind::Area(value) | MarkKind::Band(_, value) => {
            (Some(Family::Plane), 0, true, Some(value))
        }
        MarkKind::Bar(value) => (Some(bars), 0, true, Some(value)),
        MarkKind::Total => (Some(Family::Bars), 0, false, None),
        MarkKind::Cell(value, _) => (Some(Family::Heat), 0, false, Some(value)),
        MarkKind::Contour(value) => (Some(Family::Heat), 1, false, Some(value)),
        MarkKind::Point { y: value, .. } | MarkKind::Roofline(value, _) => {
            (Some(Family::Plane), 1, true, Some(value))
        }
        MarkKind::Histogram { value, .. } => (Some(Family::Plane), 1, false, Some(value)),
        MarkKind::Frontier(..) => (Some(Family::Plane), 1, false, None),
        MarkKind::Span { .. } => (Some(Family::Timeline), 1, true, None),
        MarkKind::Spoke(value, _) => (Some(Family::Radar), 1, true, Some(value)),
        MarkKind::Gauge(value, _) => (Some(Family::Amounts), 1, true, Some(value)),
        MarkKind::Tank(value) => (Some(Family::Amounts), 0, false, Some(value)),
        MarkKind::Fill(value) => (Some(Family::Amounts), 1, true, Some(value)),
        MarkKind::Grid(rows, _) => (Some(Family::Amounts), 0, false, Some(rows)),
        MarkKind::Against(rows, _) | MarkKind::Limit(rows, _) => {
            (Some(Family::Amounts), 1, false, Some(rows))
        }
        MarkKind::At(_) => (Some(Family::Plane), 2, false, None),
        MarkKind::Now => (None, 2, false, None),
        MarkKind::Row(value) => (None, 2, true, Some(value)),
        MarkKind::Rule(_, value) => (None, 3, true, Some(value)),
        MarkKind::Region { .. } => (None, 3, false, None),
    };
    Rules { family, turn, repeated, named_by }
}

/// A mark while its chart is being typed.
type MaybeContent<'t> = Option<MarkContent<'t>>;

impl Checker {
    pub(super) fn mark<'t>(
        &mut self,
        mark: &'t ChartMark,
        chart: &'t Chart,
        family: Family,
        axes: &mut FirstValues,
    ) -> Option<TypedMark<'t>> {
        let depth = self.depth();
        let Rules { repeated, named_by, .. } = rules(&mark.kind, false);
        let rounds = match mark.each.as_ref().filter(|_| repeated) {
            Some(each) => Some(self.rounds_of_mark(each)?),
            None => None,
        };
        let content = self.mark_content(mark, chart, family, axes)?;
        let mut typed = TypedMark {
            tree: mark,
            rounds,
            label: mark.label.as_ref().map(|label| self.text(label)),
            name: named_by.map(|value| self.words_of(&value.expr)).unwrap_or_default(),
            tones: self.tones(&mark.tones),
            intervals: self.intervals(mark, chart, axes)?,
            content,
        };
        // The error bars of a chart are all of one kind: what they are doesn't depend on the round.
        if !matches!(mark.kind, MarkKind::Line { .. }) {
            self.close_to(depth);
        }
        for interval in &mut typed.intervals {
            interval.meaning = interval.tree.meaning.as_ref().map(|meaning| self.text(meaning));
        }
        self.close_to(depth);
        Some(typed)
    }

    fn rounds_of_mark(&mut self, each: &tree::Generator) -> Option<TypedRounds> {
        let rounds = self.rounds(each)?;
        if rounds.filter.as_ref().is_some_and(|filter| filter.of == Type::Unknown) {
            return None;
        }
        let variables = rounds.clauses.iter().map(|(local, domain)| {
            let of = match domain {
                DomainTyped::Table(table) => Type::Row(*table),
                DomainTyped::Values(control) => self.model.controls[*control].of.clone(),
                DomainTyped::Range(from, ..) => from.of.clone(),
                DomainTyped::List(list) => match &list.of {
                    Type::List(inner) => (**inner).clone(),
                    _ => Type::Unknown,
                },
            };
            let typed = Typed { kind: TypedKind::Local(*local), of, span: rounds.span };
            let format = self.format_of(&typed);
            (typed.of, format)
        });
        let variables = variables.collect();
        Some(TypedRounds { rounds, variables })
    }

    fn mark_content<'t>(
        &mut self,
        mark: &'t ChartMark,
        chart: &Chart,
        family: Family,
        axes: &mut FirstValues,
    ) -> MaybeContent<'t> {
        let (x, y) = (chart.x.as_ref(), chart.y.as_ref());
        Some(match &mark.kind {
            MarkKind::Line { value, .. } | MarkKind::Area(value) | MarkKind::Bar(value) => {
                MarkContent::Value(self.measured(value, y, &mut axes.y)?, None)
            }
            MarkKind::Band(low, high) => {
                let high = self.measured(high, y, &mut axes.y)?;
                MarkContent::Value(high, Some(self.measured(low, y, &mut axes.y)?))
            }
            MarkKind::Point { x: across, y: up, size } => MarkContent::Point {
                x: self.measured(across, x, &mut axes.x)?,
                y: self.measured(up, y, &mut axes.y)?,
                size: match size {
                    Some(size) => Some(self.numeric(size)?.typed),
                    None => None,
                },
            },
            MarkKind::Roofline(peak, rate) => {
                let most = self.measured(peak, y, &mut axes.y)?;
                let moved = self.numeric(rate)?.typed;
                // Along x stands what divides one by the other: the intensity.
                let both = (Box::new(peak.expr.clone()), Box::new(rate.expr.clone()));
                let kind = ExprKind::Binary(Operator::Div, peak.span, both.0, both.1);
                let expr = Expr { kind, span: peak.span.to(rate.span) };
                self.measured(&bare(expr), x, &mut axes.x)?;
                MarkContent::Roofline(most, moved)
            }
            MarkKind::Histogram { value, by, percentiles } => {
                self.histogram(mark, value, (by.as_ref(), percentiles), x, axes)?
            }
            MarkKind::Span { lane, from, to, .. } => {
                let from = self.measured(from, x, &mut axes.x)?;
                let to = self.measured(to, x, &mut axes.x)?;
                MarkContent::Span(self.text(lane), from, to)
            }
            MarkKind::Spoke(value, limit) => self.limited_mark(value, limit.as_ref())?,
            MarkKind::Gauge(value, limit) => self.limited_mark(value, Some(limit))?,
            MarkKind::Tank(value) | MarkKind::Fill(value) => {
                MarkContent::Amount(self.measured(value, y, &mut axes.y)?)
            }
            MarkKind::Grid(rows, columns)
            | MarkKind::Against(rows, columns)
            | MarkKind::Limit(rows, columns) => {
                let rows = self.measured(rows, x, &mut axes.x)?;
                let columns = match columns {
                    Some(columns) => self.measured(columns, x, &mut axes.x)?,
                    None => rows.clone(),
                };
                MarkContent::Size(rows, columns)
            }
            MarkKind::Cell(value, _) => {
                let TypedValue { typed, format } = self.numeric(value)?;
                axes.cell.get_or_insert_with(|| (typed.clone(), format.clone()));
                MarkContent::Cell(typed, format)
            }
            MarkKind::Contour(level) => MarkContent::Place(self.measured(level, None, &mut axes.cell)?),
            MarkKind::Rule(horizontal, value) => {
                self.has_axis(family, *horizontal, mark)?;
                let axis = if *horizontal { y } else { x };
                let known = axes.along(*horizontal);
                MarkContent::Place(match self.said(&value.expr) {
                    Some(said) => self.agreed(said, known)?,
                    None => self.measured(value, axis, known)?,
                })
            }
            MarkKind::Region { horizontal, from, to, .. } => {
                self.has_axis(family, *horizontal, mark)?;
                let axis = if *horizontal { y } else { x };
                let mut end = |end: &Option<Shown>| match end {
                    Some(end) => self.measured(end, axis, axes.along(*horizontal)).map(Some),
                    None => Some(None),
                };
                MarkContent::Region(end(from)?, end(to)?)
            }
            MarkKind::At(value) => MarkContent::Place(self.measured(value, x, &mut axes.x)?),
            MarkKind::Row(value) => MarkContent::Place(self.row_to_mark(value)?),
            MarkKind::Frontier(..) | MarkKind::Total | MarkKind::Now => MarkContent::Bare,
        })
    }

    /// A value with a limit, which has to agree with it.
    fn limited_mark<'t>(&mut self, value: &Shown, limit: Option<&Shown>) -> MaybeContent<'t> {
        let mut known = None;
        let value = self.measured(value, None, &mut known)?;
        let limit = match limit {
            Some(limit) => Some(self.measured(limit, None, &mut known)?),
            None => None,
        };
        let format = known.map_or_else(plain, |(_, format)| format);
        Some(MarkContent::Limited(value, limit, format))
    }

    fn histogram<'t>(
        &mut self,
        mark: &ChartMark,
        value: &Shown,
        (by, percentiles): (Option<&Expr>, &[Expr]),
        x: Option<&ChartAxis>,
        axes: &mut FirstValues,
    ) -> MaybeContent<'t> {
        let mut gathered = value.clone();
        if let Some(each) = &mark.each {
            gathered.expr.kind = ExprKind::List(vec![value.expr.clone()], Some(each.clone()));
        }
        gathered.unit = x.and_then(|x| x.unit.clone()).or(gathered.unit);
        let TypedValue { typed: list, format } = self.value(&gathered);
        let inner = match &list.of {
            Type::List(inner) if matches!(**inner, Type::Number(_) | Type::Point) => (**inner).clone(),
            Type::Unknown => return None,
            _ => {
                let (headline, label) = ("A histogram needs numbers.", "this is not a list of numbers");
                let diagnostic = self
                    .error(Code::NotANumber, headline, list.span, label)
                    .help("write `histogram row.column for row in table`");
                self.report(diagnostic);
                return None;
            }
        };
        let span = list.span;
        axes.x = Some((Typed { kind: TypedKind::Unknown, of: inner, span }, format));
        let count = Type::Number(Dimension::NONE);
        axes.y = Some((Typed { kind: TypedKind::Number(1.0, None), of: count, span }, plain()));
        let width = match by {
            Some(by) => Some(self.measured(&bare(by.clone()), None, &mut axes.x)?),
            None => None,
        };
        let mut shares = Vec::new();
        for share in percentiles {
            shares.push(self.measured(&bare(share.clone()), None, &mut axes.y.clone())?);
        }
        Some(MarkContent::Histogram(list, width, shares))
    }

    /// A row that a chart marks.
    fn row_to_mark(&mut self, value: &Shown) -> Option<Typed> {
        let typed = self.value(value).typed;
        let of = match &typed.of {
            Type::Maybe(inner) => inner,
            of => of,
        };
        match of {
            Type::Row(_) => Some(typed),
            Type::Unknown => None,
            _ => {
                let help = "name a choice, or write `mark now` or `mark x at …`";
                self.misplaced(typed.span, "This marks no row.", "a row of a table is marked", help);
                None
            }
        }
    }

    fn intervals<'t>(
        &mut self,
        mark: &'t ChartMark,
        chart: &Chart,
        axes: &mut FirstValues,
    ) -> Option<Vec<TypedInterval<'t>>> {
        let mut typed = Vec::new();
        for interval in &mark.intervals {
            let (x, y) = match &mark.kind {
                MarkKind::Point { x, y, .. } => (Some(x), y),
                MarkKind::Line { value, .. } | MarkKind::Bar(value) => (None, value),
                // No other mark is read with intervals.
                _ => continue,
            };
            let around = if interval.across { x } else { Some(y) };
            let Some(around) = around else {
                let is_line = matches!(mark.kind, MarkKind::Line { .. });
                let (headline, label, help) = match is_line {
                    true => (
                        "A line spreads along y only.",
                        "no place for an interval",
                        "leave out `x`: the interval lies around the value",
                    ),
                    false => (
                        "Only a point spreads along x.",
                        "of another mark",
                        "write `spread` and how far the value spreads along y",
                    ),
                };
                self.misplaced(interval.span, headline, label, help);
                return None;
            };
            let axis = if interval.across { &chart.x } else { &chart.y };
            let known = axes.along(!interval.across);
            let [low, high] = match &interval.reach {
                Reach::PageLinks(low, high) => [low.clone(), high.clone()],
                Reach::Even(half) => [Operator::Sub, Operator::Add].map(|sign| away(around, sign, half)),
            };
            let low = self.measured(&low, axis.as_ref(), known)?;
            let high = self.measured(&high, axis.as_ref(), known)?;
            typed.push(TypedInterval { tree: interval, ends: [low, high], meaning: None });
        }
        Some(typed)
    }

    /// Whether a chart has values along an axis that a rule could stand at.
    fn has_axis(&mut self, family: Family, horizontal: bool, mark: &ChartMark) -> Option<()> {
        let [across, up] = family.measured();
        let has = if horizontal { up } else { across };
        if !has {
            let axis = if horizontal { "y" } else { "x" };
            let help = match family {
                Family::Bars => "values of bars are along y, whichever way they lie: write `y`",
                Family::Timeline => "spans run along x: write `x`",
                Family::Heat => "write `contour` and a value",
                _ => "say it in the label",
            };
            let headline = format!("This chart has no values along {axis}.");
            self.misplaced(mark.span, &headline, "nowhere to stand", help);
        }
        has.then_some(())
    }
}

/// A value so far away from another.
fn away(value: &Shown, operator: Operator, half: &Shown) -> Shown {
    let both = (Box::new(value.expr.clone()), Box::new(half.expr.clone()));
    let kind = ExprKind::Binary(operator, half.span, both.0, both.1);
    Shown { expr: Expr { kind, span: half.span }, ..value.clone() }
}
