//! Charts, typed: what runs along the axes, and the values of every mark. All values along an axis have to agree with
//! the first one, which decides their format. [`mark`] has the marks.

mod mark;

use lab_core::chart::Family;
use lab_core::number::Format;

use super::Checker;
use super::model::{Id, Item, Type, Typed, TypedKind};
use super::text::{TypedText, TypedValue};
use super::uses::Referent;
use crate::codes::Code;
use crate::diagnostic::Severity;
use crate::sources::Span;
use crate::syntax::tree::{Chart, ChartAxis, ChartMark, Expr, ExprKind, Name, Shown};
pub use mark::{MarkContent, TypedInterval, TypedMark, TypedRounds};

/// A chart.
#[derive(Clone, Debug)]
pub struct TypedChart<'t> {
    /// The chart as it is written.
    pub tree: &'t Chart,
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

/// An axis.
#[derive(Clone, Debug)]
pub struct TypedAxis<'t> {
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

/// The first value along an axis, with its format: all others have to agree with it.
type FirstValue = Option<(Typed, Format)>;

/// The first values along the axes, and the first cell.
#[derive(Default)]
struct FirstValues {
    x: FirstValue,
    y: FirstValue,
    cell: FirstValue,
}

impl FirstValues {
    fn along(&mut self, horizontal_values: bool) -> &mut FirstValue {
        if horizontal_values { &mut self.y } else { &mut self.x }
    }
}

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
        let mut axes = FirstValues::default();
        let (mut x, mut y) = (None, None);
        if matches!(family, Family::Plane | Family::Heat) {
            x = self.sweep(tree.x.as_ref(), &mut axes.x)?;
        }
        if family == Family::Heat {
            y = self.sweep(tree.y.as_ref(), &mut axes.y)?;
        }
        let mut marks: Vec<Option<TypedMark<'t>>> = tree.marks.iter().map(|_| None).collect();
        for turn in 0..mark::TURNS {
            for (index, mark) in tree.marks.iter().enumerate() {
                if mark::rules(&mark.kind, false).turn == turn {
                    marks[index] = Some(self.mark(mark, tree, family, &mut axes)?);
                }
            }
        }
        let format = |known: FirstValue| known.map(|(_, format)| format);
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
            match (mark::rules(&mark.kind, swept).family, known) {
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
    fn sweep(&mut self, axis: Option<&ChartAxis>, known: &mut FirstValue) -> Option<Option<TypedSweep>> {
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

    /// A value along an axis: a number, in the axis' unit, that agrees with what stands there already.
    fn measured(&mut self, value: &Shown, axis: Option<&ChartAxis>, known: &mut FirstValue) -> Option<Typed> {
        let unit = axis.and_then(|axis| axis.unit.as_ref());
        let value = match unit {
            Some(unit) => self.numeric(&Shown { unit: Some(unit.clone()), ..value.clone() })?,
            None => self.numeric(value)?,
        };
        self.agreed(value, known)
    }

    /// A value along an axis: the first one there, or one that agrees with it.
    fn agreed(&mut self, value: TypedValue, known: &mut FirstValue) -> Option<Typed> {
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

    fn misplaced(&mut self, span: Span, headline: &str, label: &str, help: &str) {
        let diagnostic = self.error(Code::MisplacedMark, headline, span, label).help(help);
        self.report(diagnostic);
    }
}

/// An expression as it is shown where nothing is said.
fn bare(expr: Expr) -> Shown {
    Shown { span: expr.span, expr, unit: None, digits: None, pinned: None }
}
