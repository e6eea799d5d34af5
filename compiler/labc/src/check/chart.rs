//! Charts, typed: what runs along the axes, and the values of every mark. All values along an axis have to agree with
//! the first one, which decides their format.

use lab_core::number::Format;

use super::figure::Tones;
use super::model::{DomainTyped, Id, Item, Rounds, Type, Typed, TypedKind};
use super::text::{TypedText, TypedValue};
use super::uses::Referent;
use super::{Checker, plain};
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::diagnostic::Severity;
use crate::sources::Span;
use crate::syntax::tree::{
    self, Chart, ChartAxis, ChartMark, Expr, ExprKind, MarkInterval, MarkKind, Name, Operator, Reach, Shown,
};

/// A chart.
#[derive(Clone, Debug)]
pub struct TypedChart<'t> {
    /// The chart as it is written.
    pub tree: &'t Chart,
    /// Its title.
    pub title: TypedText<'t>,
    /// Which kind of chart its marks make.
    pub family: Family,
    /// The horizontal axis.
    pub x: TypedAxis<'t>,
    /// The vertical axis.
    pub y: TypedAxis<'t>,
    /// What is drawn, as it is written.
    pub marks: Vec<TypedMark<'t>>,
}

/// The kinds of charts. Rules, regions and marked settings go with all that have axes for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Family {
    Plane,
    Bars,
    Spans,
    Radar,
    Heat,
    Gauges,
}

/// An axis.
#[derive(Clone, Debug)]
pub struct TypedAxis<'t> {
    /// Its label.
    pub label: Option<TypedText<'t>>,
    /// What runs along it.
    pub sweep: Option<TypedSweep>,
    /// How the values along it are shown.
    pub format: Option<Format>,
}

/// What runs along an axis.
#[derive(Clone, Debug)]
pub struct TypedSweep {
    /// What is swept.
    pub over: SweptOver,
    /// What it is called where the author says nothing.
    pub label: String,
    /// Its place.
    pub span: Span,
}

/// What is swept.
#[derive(Clone, Debug)]
pub enum SweptOver {
    /// A control, over its own range.
    Control(Id),
    /// A variable of the chart: its number, where it begins and ends, and its step.
    Range(u32, Box<[Typed; 2]>, Option<Box<Typed>>),
}

/// A mark, with its values.
#[derive(Clone, Debug)]
pub struct TypedMark<'t> {
    /// The mark as it is written.
    pub tree: &'t ChartMark,
    /// The loop that repeats it.
    pub rounds: Option<TypedRounds>,
    /// Its label.
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
    /// A cell, and how its value is shown.
    Cell(Typed, Format),
    /// The level of a contour, the place of a rule, a marked setting or a marked row.
    Place(Typed),
    /// The ends of a region.
    Region(Option<Typed>, Option<Typed>),
    /// A mark without values.
    Bare,
}

/// The first value along an axis, with its format: all others have to agree with it.
type Known = Option<(Typed, Format)>;

/// The first values along the axes, and the first cell.
#[derive(Default)]
struct Axes {
    x: Known,
    y: Known,
    cell: Known,
}

impl Axes {
    fn along(&mut self, horizontal_values: bool) -> &mut Known {
        if horizontal_values { &mut self.y } else { &mut self.x }
    }
}

/// A mark while its chart is being typed.
type Content<'t> = Option<MarkContent<'t>>;

impl Checker {
    /// A chart; nothing where it has a fault.
    pub(super) fn chart<'t>(&mut self, tree: &'t Chart) -> Option<TypedChart<'t>> {
        let title = self.text(&tree.title);
        let reported = self.diagnostics.len();
        let mut label = |axis: &'t Option<ChartAxis>| {
            let label = axis.as_ref().and_then(|axis| axis.label.as_ref());
            label.map(|label| self.text(label))
        };
        let labels = [label(&tree.x), label(&tree.y)];
        let depth = self.depth();
        let typed = self.chart_body(tree, title, labels);
        self.close_to(depth);
        let new = &self.diagnostics[reported..];
        typed.filter(|_| !new.iter().any(|diagnostic| diagnostic.severity == Severity::Error))
    }

    fn chart_body<'t>(
        &mut self,
        tree: &'t Chart,
        title: TypedText<'t>,
        [x_label, y_label]: [Option<TypedText<'t>>; 2],
    ) -> Option<TypedChart<'t>> {
        let family = self.family(tree)?;
        let mut axes = Axes::default();
        let (mut x, mut y) = (None, None);
        if matches!(family, Family::Plane | Family::Heat) {
            x = self.sweep(tree.x.as_ref(), &mut axes.x)?;
        }
        if family == Family::Heat {
            y = self.sweep(tree.y.as_ref(), &mut axes.y)?;
        }
        let mut marks: Vec<Option<TypedMark<'t>>> = tree.marks.iter().map(|_| None).collect();
        for order in 0..ORDERS {
            for (index, mark) in tree.marks.iter().enumerate() {
                if order_of(&mark.kind) == order {
                    marks[index] = Some(self.mark(mark, tree, family, &mut axes)?);
                }
            }
        }
        let format = |known: Known| known.map(|(_, format)| format);
        Some(TypedChart {
            tree,
            title,
            family,
            x: TypedAxis { label: x_label, sweep: x, format: format(axes.x) },
            y: TypedAxis { label: y_label, sweep: y, format: format(axes.y) },
            marks: marks.into_iter().flatten().collect(),
        })
    }

    /// What kind of chart it is: all its marks belong to one.
    fn family(&mut self, chart: &Chart) -> Option<Family> {
        let swept = chart.x.as_ref().is_some_and(|x| x.name.is_some());
        let mut known: Option<(Family, &ChartMark)> = None;
        for mark in &chart.marks {
            match (family_of(&mark.kind, swept), known) {
                (Some(family), None) => known = Some((family, mark)),
                (Some(family), Some((first, before))) if family != first => {
                    let (word, other) = (mark.kind.word(), before.kind.word());
                    let headline = format!("`{word}` and `{other}` do not go together.");
                    let label = format!("this chart began with `{other}`");
                    let diagnostic = self
                        .error(Code::MixedMarks, headline, mark.span, label)
                        .help("give each a chart of its own");
                    self.report(diagnostic);
                    return None;
                }
                _ => {}
            }
        }
        if known.is_none() && !chart.broken {
            let diagnostic = self
                .error(Code::NoAxis, "This chart is empty.", chart.title.span, "add a mark")
                .help("write `line formula`");
            self.report(diagnostic);
        }
        known.map(|(family, _)| family)
    }

    /// What runs along an axis, which is the first value there; nothing where that has a fault.
    fn sweep(&mut self, axis: Option<&ChartAxis>, known: &mut Known) -> Option<Option<TypedSweep>> {
        let Some((axis, name)) = axis.and_then(|axis| Some((axis, axis.name.as_ref()?))) else {
            return Some(None);
        };
        let (sweep, typed, mut format) = match &axis.range {
            Some(range) => self.variable_of_axis(name, range)?,
            None => self.swept_control(name)?,
        };
        if let Some(unit) = &axis.unit {
            let expr = Expr { kind: ExprKind::Name(name.text.clone()), span: name.span };
            let shown = Shown { expr, unit: Some(unit.clone()), digits: None, pinned: None, span: axis.span };
            let value = self.value(&shown);
            if value.typed.of == Type::Unknown {
                return None;
            }
            format = value.format;
        }
        *known = Some((typed, format));
        Some(Some(sweep))
    }

    fn variable_of_axis(
        &mut self,
        name: &Name,
        (from, to, by): &(Expr, Expr, Option<Expr>),
    ) -> Option<(TypedSweep, Typed, Format)> {
        let (from, to) = (self.expr(from, None), self.expr(to, None));
        let format = self.format_of(&from);
        let by = by.as_ref().map(|by| self.expr(by, None));
        match from.of {
            Type::Number(_) | Type::Point => {}
            Type::Unknown => return None,
            _ => {
                let diagnostic =
                    self.error(Code::NotANumber, "An axis needs numbers.", from.span, "this is not a number");
                self.report(diagnostic);
                return None;
            }
        }
        if !self.agrees(&from, &to) {
            return None;
        }
        if let Some(by) = &by
            && !self.steps_along("the axis", &from, by)
        {
            return None;
        }
        let local = self.open_value(&name.text, from.of.clone(), format.clone());
        let typed = Typed { kind: TypedKind::Local(local), of: from.of.clone(), span: name.span };
        let over = SweptOver::Range(local, Box::new([from, to]), by.map(Box::new));
        Some((TypedSweep { over, label: name.text.replace('_', " "), span: name.span }, typed, format))
    }

    pub(super) fn swept_control(&mut self, name: &Name) -> Option<(TypedSweep, Typed, Format)> {
        let Some((Item::Control(id), _)) = self.names.items.get(&name.text) else {
            let headline = format!("`{}` is not a control.", name.text);
            let diagnostic = self
                .error(Code::UnknownName, headline, name.span, "not a control")
                .help("name a slider, or give the axis a range: `x t from 0 s to 10 s`");
            self.report(diagnostic);
            return None;
        };
        let id = *id;
        let control = &self.model.controls[id];
        let typed = Typed { kind: TypedKind::Control(id), of: control.of.clone(), span: name.span };
        let sweep =
            TypedSweep { over: SweptOver::Control(id), label: control.label.words(), span: name.span };
        Some((sweep, typed, control.format.clone()))
    }

    fn mark<'t>(
        &mut self,
        mark: &'t ChartMark,
        chart: &'t Chart,
        family: Family,
        axes: &mut Axes,
    ) -> Option<TypedMark<'t>> {
        let depth = self.depth();
        let rounds = match mark.each.as_ref().filter(|_| is_repeated(&mark.kind)) {
            Some(each) => Some(self.rounds_of_mark(each)?),
            None => None,
        };
        let content = self.mark_content(mark, chart, family, axes)?;
        let has_tones =
            matches!(mark.kind, MarkKind::Bar(_) | MarkKind::Point { .. } | MarkKind::Span { .. });
        let mut typed = TypedMark {
            tree: mark,
            rounds,
            label: mark.label.as_ref().map(|label| self.text(label)),
            name: named_by(&mark.kind).map(|value| self.words_of(&value.expr)).unwrap_or_default(),
            tones: if has_tones { self.tones(&mark.tones) } else { Vec::new() },
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
        axes: &mut Axes,
    ) -> Content<'t> {
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
    fn limited_mark<'t>(&mut self, value: &Shown, limit: Option<&Shown>) -> Content<'t> {
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
        axes: &mut Axes,
    ) -> Content<'t> {
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
        axes: &mut Axes,
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

    /// A value along an axis: a number, in the axis' unit, that agrees with what stands there already.
    fn measured(&mut self, value: &Shown, axis: Option<&ChartAxis>, known: &mut Known) -> Option<Typed> {
        let unit = axis.and_then(|axis| axis.unit.as_ref());
        let value = match unit {
            Some(unit) => self.numeric(&Shown { unit: Some(unit.clone()), ..value.clone() })?,
            None => self.numeric(value)?,
        };
        self.agreed(value, known)
    }

    /// A value along an axis: the first one there, or one that agrees with it.
    fn agreed(&mut self, value: TypedValue, known: &mut Known) -> Option<Typed> {
        let TypedValue { typed, format } = value;
        match known {
            Some((first, _)) if !self.agrees(first, &typed) => return None,
            Some(_) => {}
            None => *known = Some((typed.clone(), format)),
        }
        Some(typed)
    }

    /// A value that is a number, or may be one.
    fn numeric(&mut self, value: &Shown) -> Option<TypedValue> {
        let value = self.value(value);
        let of = match &value.typed.of {
            Type::Maybe(inner) => inner,
            of => of,
        };
        match of {
            Type::Number(_) | Type::Point => Some(value),
            Type::Unknown => None,
            _ => {
                let (headline, span) = ("A chart can show only numbers.", value.typed.span);
                let diagnostic = self.error(Code::NotANumber, headline, span, "this is none");
                self.report(diagnostic);
                None
            }
        }
    }

    /// `NAME.said`: what the student answered to an estimate of this lab; nothing for any other expression.
    fn said(&mut self, expr: &Expr) -> Option<TypedValue> {
        let ExprKind::Field(inner, field) = &expr.kind else { return None };
        let ExprKind::Name(name) = &inner.kind else { return None };
        if field.text != "said" {
            return None;
        }
        let id = *self.model.said.get(name)?;
        let truth = self.truths.get(name)?.clone();
        // What is wrong with the truth is reported where it is asked for.
        let reported = std::mem::take(&mut self.diagnostics);
        let TypedValue { typed, format } = self.value(&truth);
        self.diagnostics = reported;
        self.note(inner.span, name, Referent::Item(name.clone()));
        Some(TypedValue { typed: Typed { kind: TypedKind::Given(id), span: expr.span, ..typed }, format })
    }

    /// Whether a chart has values along an axis that a rule could stand at.
    fn has_axis(&mut self, family: Family, horizontal: bool, mark: &ChartMark) -> Option<()> {
        let has = match family {
            Family::Plane => true,
            Family::Bars => horizontal,
            Family::Spans => !horizontal,
            Family::Radar | Family::Heat | Family::Gauges => false,
        };
        if !has {
            let axis = if horizontal { "y" } else { "x" };
            let help = match family {
                Family::Bars => "values of bars are along y, whichever way they lie: write `y`",
                Family::Spans => "spans run along x: write `x`",
                Family::Heat => "write `contour` and a value",
                _ => "say it in the label",
            };
            let headline = format!("There is no value along {axis} here.");
            self.misplaced(mark.span, &headline, "nowhere to stand", help);
        }
        has.then_some(())
    }

    fn misplaced(&mut self, span: Span, headline: &str, label: &str, help: &str) {
        let diagnostic = self.error(Code::MisplacedMark, headline, span, label).help(help);
        self.report(diagnostic);
    }
}

/// The kind of chart that a mark belongs to; nothing for one that goes with several.
fn family_of(mark: &MarkKind, swept: bool) -> Option<Family> {
    match mark {
        MarkKind::Line { .. }
        | MarkKind::Area(_)
        | MarkKind::Band(..)
        | MarkKind::Point { .. }
        | MarkKind::Frontier(..)
        | MarkKind::Roofline(..)
        | MarkKind::Histogram { .. }
        | MarkKind::At(_) => Some(Family::Plane),
        MarkKind::Bar(_) if swept => Some(Family::Plane),
        MarkKind::Bar(_) | MarkKind::Total => Some(Family::Bars),
        MarkKind::Span { .. } => Some(Family::Spans),
        MarkKind::Spoke(..) => Some(Family::Radar),
        MarkKind::Cell(..) | MarkKind::Contour(_) => Some(Family::Heat),
        MarkKind::Gauge(..) => Some(Family::Gauges),
        MarkKind::Rule(..) | MarkKind::Region { .. } | MarkKind::Now | MarkKind::Row(_) => None,
    }
}

/// Whether a loop makes several of a mark. A histogram gathers the values of its loop: it is one mark.
fn is_repeated(mark: &MarkKind) -> bool {
    match mark {
        MarkKind::Line { .. }
        | MarkKind::Area(_)
        | MarkKind::Band(..)
        | MarkKind::Bar(_)
        | MarkKind::Point { .. }
        | MarkKind::Roofline(..)
        | MarkKind::Span { .. }
        | MarkKind::Spoke(..)
        | MarkKind::Gauge(..)
        | MarkKind::Rule(..)
        | MarkKind::Row(_) => true,
        MarkKind::Histogram { .. }
        | MarkKind::Cell(..)
        | MarkKind::Contour(_)
        | MarkKind::Region { .. }
        | MarkKind::At(_)
        | MarkKind::Frontier(..)
        | MarkKind::Total
        | MarkKind::Now => false,
    }
}

/// How many times the marks of a chart are walked through: see [`order_of`].
const ORDERS: u8 = 4;

/// Which marks are typed first: their values decide what others have to agree with, and in which unit.
fn order_of(mark: &MarkKind) -> u8 {
    match mark {
        MarkKind::Line { .. }
        | MarkKind::Area(_)
        | MarkKind::Band(..)
        | MarkKind::Bar(_)
        | MarkKind::Cell(..)
        | MarkKind::Total => 0,
        MarkKind::Point { .. }
        | MarkKind::Frontier(..)
        | MarkKind::Roofline(..)
        | MarkKind::Histogram { .. }
        | MarkKind::Spoke(..)
        | MarkKind::Contour(_)
        | MarkKind::Span { .. }
        | MarkKind::Gauge(..) => 1,
        MarkKind::Row(_) | MarkKind::Now | MarkKind::At(_) => 2,
        MarkKind::Rule(..) | MarkKind::Region { .. } => 3,
    }
}

/// The value that names a mark without a label.
fn named_by(mark: &MarkKind) -> Option<&Shown> {
    match mark {
        MarkKind::Line { value, .. }
        | MarkKind::Area(value)
        | MarkKind::Band(_, value)
        | MarkKind::Bar(value)
        | MarkKind::Point { y: value, .. }
        | MarkKind::Roofline(value, _)
        | MarkKind::Histogram { value, .. }
        | MarkKind::Spoke(value, _)
        | MarkKind::Cell(value, _)
        | MarkKind::Contour(value)
        | MarkKind::Gauge(value, _)
        | MarkKind::Rule(_, value)
        | MarkKind::Row(value) => Some(value),
        MarkKind::Span { .. }
        | MarkKind::Region { .. }
        | MarkKind::At(_)
        | MarkKind::Frontier(..)
        | MarkKind::Total
        | MarkKind::Now => None,
    }
}

/// An expression as it is shown where nothing is said.
fn bare(expr: Expr) -> Shown {
    Shown { span: expr.span, expr, unit: None, digits: None, pinned: None }
}

/// A value so far away from another.
fn away(value: &Shown, operator: Operator, half: &Shown) -> Shown {
    let both = (Box::new(value.expr.clone()), Box::new(half.expr.clone()));
    let kind = ExprKind::Binary(operator, half.span, both.0, both.1);
    Shown { expr: Expr { kind, span: half.span }, ..value.clone() }
}
