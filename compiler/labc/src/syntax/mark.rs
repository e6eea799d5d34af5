//! The marks of charts: what each holds, how it is read, and how it is written. A new mark has an entry in each of the
//! four lists of this file, and a rule in the grammar.

use super::grammar::{Rule, Tree};
use super::reader::Reader;
use super::tree::{Expr, Name, Shown, Text};

/// The rules of the grammar that read marks, with the words that they begin with.
pub(super) const MARKS: &[(Rule, &str)] = &[
    (Rule::chart_line, "line"),
    (Rule::chart_area, "area"),
    (Rule::chart_band, "band"),
    (Rule::chart_bar, "bar"),
    (Rule::chart_total, "total"),
    (Rule::chart_point, "point"),
    (Rule::chart_frontier, "frontier"),
    (Rule::chart_roofline, "roofline"),
    (Rule::chart_histogram, "histogram"),
    (Rule::chart_spoke, "spoke"),
    (Rule::chart_cell, "cell"),
    (Rule::chart_contour, "contour"),
    (Rule::chart_span, "span"),
    (Rule::chart_gauge, "gauge"),
    (Rule::chart_tank, "tank"),
    (Rule::chart_fill, "fill"),
    (Rule::chart_grid, "grid"),
    (Rule::chart_against, "against"),
    (Rule::chart_limit, "limit"),
    (Rule::chart_rule, "rule"),
    (Rule::chart_region, "region"),
    (Rule::chart_mark, "mark"),
];

/// The words that marks begin with.
pub fn words() -> impl Iterator<Item = &'static str> {
    MARKS.iter().map(|(_, word)| *word)
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkKind {
    /// `line VALUE dashed filled`
    Line {
        value: Shown,
        /// Drawn dashed.
        dashed: bool,
        /// Filled.
        filled: bool,
    },
    /// `area VALUE`: one stands on the other.
    Area(Shown),
    /// `band LOW to HIGH`
    Band(Shown, Shown),
    /// `bar VALUE`
    Bar(Shown),
    /// `total`: of a waterfall.
    Total,
    /// `point X, Y size SIZE`
    Point {
        /// Where.
        x: Shown,
        /// Where.
        y: Shown,
        /// What its size shows.
        size: Option<Shown>,
    },
    /// `frontier min x max y`: whether greater is better, of x and of y.
    Frontier(bool, bool),
    /// `roofline PEAK, RATE`
    Roofline(Shown, Shown),
    /// `histogram VALUE by WIDTH percentiles SHARE, …`
    Histogram {
        /// What is counted.
        value: Shown,
        /// How wide a bin is.
        by: Option<Expr>,
        /// Which percentiles are ruled.
        percentiles: Vec<Expr>,
    },
    /// `spoke VALUE of LIMIT`
    Spoke(Shown, Option<Shown>),
    /// `cell VALUE log`
    Cell(Shown, bool),
    /// `contour VALUE`
    Contour(Shown),
    /// `span "…" on "lane" from A to B`
    Span {
        lane: Text,
        /// Where it begins.
        from: Shown,
        /// Where it ends, or how long it lasts.
        to: Shown,
        /// It is how long it lasts.
        lasting: bool,
    },
    /// `gauge VALUE of LIMIT`
    Gauge(Shown, Shown),
    /// `tank CAPACITY`
    Tank(Shown),
    /// `fill VALUE`: a part of what is in the tank.
    Fill(Shown),
    /// `grid ROWS by COLUMNS`
    Grid(Shown, Option<Shown>),
    /// `against ROWS by COLUMNS`: what the grid is compared with.
    Against(Shown, Option<Shown>),
    /// `limit ROWS by COLUMNS`: the largest grid that there may be.
    Limit(Shown, Option<Shown>),
    /// `rule x VALUE`; across the drawing at a value of y: true.
    Rule(bool, Shown),
    /// `region x from A to B`
    Region {
        /// Its ends are values of y.
        horizontal: bool,
        /// Where it begins.
        from: Option<Shown>,
        /// Where it ends.
        to: Option<Shown>,
        /// What it is said to be: `fail`, `warn`, `note` or `pass`.
        level: Option<Name>,
    },
    /// `mark now`
    Now,
    /// `mark x at VALUE`
    At(Shown),
    /// `mark ROW`
    Row(Shown),
}

/// A piece of a mark as it is written.
pub(super) enum Written<'m> {
    /// A word.
    Word(&'static str),
    /// A value.
    Value(&'m Shown),
    /// An expression that is not shown.
    Number(&'m Expr),
    /// A text.
    Text(&'m Text),
    /// A word of the author's.
    Name(&'m Name),
    /// A comma, which follows without a space.
    Comma,
    /// Where the label of the mark is, if it has one.
    Label,
}

impl MarkKind {
    /// The word it begins with.
    pub fn word(&self) -> &'static str {
        self.written().0
    }

    /// How it is written: the word it begins with, and what follows, up to what all marks have after it.
    pub(super) fn written(&self) -> (&'static str, Vec<Written<'_>>) {
        use Written::{Comma, Label, Name, Number, Text, Value, Word};
        let axis = |horizontal: &bool| Word(if *horizontal { "y" } else { "x" });
        let end = |greater: &bool| Word(if *greater { "max" } else { "min" });
        let (word, mut pieces) = match self {
            Self::Line { value, .. } => ("line", vec![Value(value), Label]),
            Self::Area(value) => ("area", vec![Value(value), Label]),
            Self::Band(low, high) => ("band", vec![Value(low), Word("to"), Value(high), Label]),
            Self::Bar(value) => ("bar", vec![Value(value), Label]),
            Self::Total => ("total", vec![Label]),
            Self::Point { x, y, .. } => ("point", vec![Value(x), Comma, Value(y)]),
            Self::Frontier(x, y) => ("frontier", vec![end(x), Word("x"), end(y), Word("y")]),
            Self::Roofline(peak, rate) => ("roofline", vec![Value(peak), Comma, Value(rate), Label]),
            Self::Histogram { value, .. } => ("histogram", vec![Value(value), Label]),
            Self::Spoke(value, _) => ("spoke", vec![Value(value)]),
            Self::Cell(value, _) => ("cell", vec![Value(value)]),
            Self::Contour(value) => ("contour", vec![Value(value), Label]),
            Self::Span { lane, from, .. } => {
                ("span", vec![Label, Word("on"), Text(lane), Word("from"), Value(from)])
            }
            Self::Gauge(value, limit) => ("gauge", vec![Value(value), Word("of"), Value(limit), Label]),
            Self::Tank(capacity) => ("tank", vec![Value(capacity), Label]),
            Self::Fill(value) => ("fill", vec![Value(value), Label]),
            Self::Grid(rows, _) => ("grid", vec![Value(rows)]),
            Self::Against(rows, _) => ("against", vec![Value(rows)]),
            Self::Limit(rows, _) => ("limit", vec![Value(rows)]),
            Self::Rule(horizontal, value) => ("rule", vec![axis(horizontal), Value(value), Label]),
            Self::Region { horizontal, .. } => ("region", vec![axis(horizontal)]),
            Self::Now => ("mark", vec![Word("now"), Label]),
            Self::At(value) => ("mark", vec![Word("x"), Word("at"), Value(value), Label]),
            Self::Row(value) => ("mark", vec![Value(value), Label]),
        };
        // What may be left out.
        match self {
            Self::Line { dashed, filled, .. } => {
                pieces.extend(dashed.then_some(Word("dashed")));
                pieces.extend(filled.then_some(Word("filled")));
            }
            Self::Point { size, .. } => {
                pieces.extend(size.iter().flat_map(|size| [Word("size"), Value(size)]));
                pieces.push(Label);
            }
            Self::Histogram { by, percentiles, .. } => {
                pieces.extend(by.iter().flat_map(|by| [Word("by"), Number(by)]));
                let between = |index| if index == 0 { Word("percentiles") } else { Comma };
                let shares = percentiles.iter().enumerate();
                pieces.extend(shares.flat_map(|(index, share)| [between(index), Number(share)]));
            }
            Self::Spoke(_, limit) => {
                pieces.extend(limit.iter().flat_map(|limit| [Word("of"), Value(limit)]));
                pieces.push(Label);
            }
            Self::Grid(_, columns) | Self::Against(_, columns) | Self::Limit(_, columns) => {
                pieces.extend(columns.iter().flat_map(|columns| [Word("by"), Value(columns)]));
                pieces.push(Label);
            }
            Self::Cell(_, log) => {
                pieces.extend(log.then_some(Word("log")));
                pieces.push(Label);
            }
            Self::Span { to, lasting, .. } => {
                pieces.extend([Word(if *lasting { "lasting" } else { "to" }), Value(to)]);
            }
            Self::Region { from, to, level, .. } => {
                pieces.extend(from.iter().flat_map(|from| [Word("from"), Value(from)]));
                pieces.extend(to.iter().flat_map(|to| [Word("to"), Value(to)]));
                pieces.push(Label);
                pieces.extend(level.iter().map(Name));
            }
            _ => {}
        }
        (word, pieces)
    }
}

impl Reader<'_> {
    /// What a mark is.
    pub(super) fn mark_kind(&mut self, tree: &Tree) -> Option<MarkKind> {
        let mut shown = Vec::new();
        for value in tree.children(Rule::shown) {
            shown.push(self.shown(value)?);
        }
        let mut shown = shown.into_iter();
        let horizontal = tree.child(Rule::axis).is_some_and(|axis| self.slice(axis.span) == "y");
        Some(match tree.rule {
            Rule::chart_line => MarkKind::Line {
                value: shown.next()?,
                dashed: tree.child(Rule::dashed).is_some(),
                filled: tree.child(Rule::filled).is_some(),
            },
            Rule::chart_area => MarkKind::Area(shown.next()?),
            Rule::chart_band => MarkKind::Band(shown.next()?, shown.next()?),
            Rule::chart_bar => MarkKind::Bar(shown.next()?),
            Rule::chart_total => MarkKind::Total,
            Rule::chart_point => {
                let size = self.shown_in(tree, Rule::mark_size)?;
                MarkKind::Point { x: shown.next()?, y: shown.next()?, size }
            }
            Rule::chart_frontier => {
                let greater = |index: usize| {
                    let word = tree.children(Rule::goal_word).nth(index)?;
                    Some(self.slice(word.span) == "max")
                };
                MarkKind::Frontier(greater(0)?, greater(1)?)
            }
            Rule::chart_roofline => MarkKind::Roofline(shown.next()?, shown.next()?),
            Rule::chart_histogram => {
                let by = match tree.child(Rule::slider_step) {
                    Some(step) => Some(self.expr(&step.kids[0])?),
                    None => None,
                };
                let mut percentiles = Vec::new();
                for share in tree.child(Rule::percentiles).map_or(&[][..], |found| &found.kids) {
                    percentiles.push(self.expr(share)?);
                }
                MarkKind::Histogram { value: shown.next()?, by, percentiles }
            }
            Rule::chart_spoke => MarkKind::Spoke(shown.next()?, self.shown_in(tree, Rule::metric_of)?),
            Rule::chart_cell => MarkKind::Cell(shown.next()?, tree.child(Rule::slider_log).is_some()),
            Rule::chart_contour => MarkKind::Contour(shown.next()?),
            Rule::chart_span => {
                let texts: Vec<&Tree> = tree.children(Rule::text_line).collect();
                let lane = self.text(texts.get(1)?);
                let lasting = self.shown_in(tree, Rule::span_lasting)?;
                let to = self.shown_in(tree, Rule::span_to)?;
                let is_lasting = lasting.is_some();
                MarkKind::Span { lane, from: shown.next()?, to: lasting.or(to)?, lasting: is_lasting }
            }
            Rule::chart_gauge => MarkKind::Gauge(shown.next()?, shown.next()?),
            Rule::chart_tank => MarkKind::Tank(shown.next()?),
            Rule::chart_fill => MarkKind::Fill(shown.next()?),
            Rule::chart_grid => MarkKind::Grid(shown.next()?, self.shown_in(tree, Rule::grid_by)?),
            Rule::chart_against => MarkKind::Against(shown.next()?, self.shown_in(tree, Rule::grid_by)?),
            Rule::chart_limit => MarkKind::Limit(shown.next()?, self.shown_in(tree, Rule::grid_by)?),
            Rule::chart_rule => MarkKind::Rule(horizontal, shown.next()?),
            Rule::chart_region => MarkKind::Region {
                horizontal,
                from: self.shown_in(tree, Rule::region_from)?,
                to: self.shown_in(tree, Rule::region_to)?,
                level: tree.child(Rule::level).map(|level| self.name(level)),
            },
            _ => match (tree.child(Rule::mark_now), self.shown_in(tree, Rule::mark_at)?) {
                (Some(_), _) => MarkKind::Now,
                (_, Some(at)) => MarkKind::At(at),
                _ => MarkKind::Row(shown.next()?),
            },
        })
    }
}
