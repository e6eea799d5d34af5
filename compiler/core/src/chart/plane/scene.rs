//! Lines, areas, bands, bins, points and roofs over two axes.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Style;
use super::bins::HistogramValues;
use super::values::{Curve, Dot, PlaneValues};
use crate::chart::axes::Axes;
use crate::chart::labels::{self, Straight, around};
use crate::chart::lists::each;
use crate::chart::metrics::HEIGHT;
use crate::chart::scale::{Scale, drawable};
use crate::chart::scene::{Frame, Point, Scene, rows, toned};
use crate::chart::svg::{DASHED, GHOST, HOLLOW, Mark, SvgKind};
use crate::chart::values::Quantity;
use crate::chart::{intervals, ticks};
use crate::exact;
use crate::number::{Digits, within};
use crate::order::sorted;
use crate::text::joined;

/// How far a roofline reaches to both sides of its ridge where no point says otherwise.
const REACH: f64 = 100.0;

/// The drawing's shapes and texts.
pub(super) fn scene(
    axes: &Axes,
    plane: &PlaneValues,
    ghost: Option<&PlaneValues>,
    mut scene: Scene,
) -> Scene {
    let frame = frame(&mut scene, axes, plane, ghost);
    labels::zones(&mut scene, &frame, axes, false);
    let painter = Painter { axes, frame };
    for (index, curve) in plane.curves.iter().enumerate() {
        if !matches!(curve.style, Style::Plain | Style::Dashed) {
            painter.area(&mut scene, plane, curve, index);
        }
    }
    if let Some(histogram) = &plane.histogram {
        painter.bars_of(&mut scene, histogram);
    }
    let mut lines = labels::rules(&mut scene, &frame, axes, false);
    if let Some(histogram) = &plane.histogram {
        painter.percentiles(&mut scene, histogram, &mut lines);
    }
    for setting in &plane.settings {
        let x = axes.x.unit.read(setting.x);
        if frame.x.shows(x) {
            let mark = Mark::the(SvgKind::Now);
            let name = setting.name.clone().unwrap_or_default();
            lines.push(labels::straight(&mut scene, &frame, false, x, name, mark));
        }
    }
    if let Some(ghost) = ghost {
        for (index, curve) in ghost.curves.iter().enumerate() {
            painter.stroke(&mut scene, &ghost.at, curve, Mark::at(SvgKind::Line, index).look(GHOST));
        }
        for dot in &ghost.dots {
            if let Some(at) = painter.shown((dot.x, dot.y)) {
                scene.circle(at, 4.0, Mark::at(SvgKind::Dot, dot.series).look(GHOST));
            }
        }
    }
    if !plane.roofs.is_empty() {
        painter.roofs(&mut scene, plane);
    }
    for (index, curve) in plane.curves.iter().enumerate() {
        let look = if matches!(curve.style, Style::Dashed | Style::DashedFilled) { DASHED } else { 0 };
        painter.stroke(&mut scene, &plane.at, curve, Mark::at(SvgKind::Line, index).look(look));
    }
    for setting in &plane.settings {
        for (index, y) in setting.ys.iter().enumerate() {
            let alone = |curve: &Curve| !matches!(curve.style, Style::Stacked | Style::Around);
            let alone = plane.curves.get(index).is_none_or(alone);
            let point = painter.shown((setting.x, *y)).filter(|_| alone);
            if let Some(at) = point {
                scene.circle(at, 4.5, Mark::at(SvgKind::Now, index));
            }
        }
    }
    if axes.intervals.some() {
        let point = |index: usize| plane.dots.get(index).map(|dot| (dot.x, dot.y));
        intervals::on_points(&mut scene, &frame, (&axes.x, &axes.y), &axes.intervals, point);
    }
    if !plane.dots.is_empty() {
        painter.dots(&mut scene, plane);
    }
    let mut names = painter.names(plane);
    names.append(&mut lines);
    labels::name(&mut scene, &frame.plot, &names);
    painter.stops(&mut scene, plane);
    scene
}

/// Which points no other beats on both axes; an undefined point is beaten.
pub(super) fn on_frontier(dots: &[Dot], (greater_x, greater_y): (bool, bool)) -> Vec<bool> {
    let worth =
        each(dots, &|dot| (if greater_x { dot.x } else { -dot.x }, if greater_y { dot.y } else { -dot.y }));
    each(&worth, &|(x, y)| {
        let beaten = worth.iter().any(|(ox, oy)| ox >= x && oy >= y && (ox > x || oy > y));
        x.is_finite() && y.is_finite() && !beaten
    })
}

/// The scales over everything that is drawn, and the axes.
fn frame(scene: &mut Scene, axes: &Axes, plane: &PlaneValues, ghost: Option<&PlaneValues>) -> Frame {
    let (mut across, mut up): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let mut filled = plane.histogram.is_some();
    for plane in core::iter::once(plane).chain(ghost) {
        across.extend(&plane.at);
        for curve in &plane.curves {
            up.extend(curve.values.iter().chain(curve.low.iter().flatten()));
            filled |= !matches!(curve.style, Style::Plain | Style::Dashed | Style::Band | Style::Around);
            if let (Style::Bins, [.., before, last]) = (curve.style, &plane.at[..]) {
                across.push(last + (last - before));
            }
        }
        for dot in &plane.dots {
            across.push(dot.x);
            up.push(dot.y);
        }
        for setting in &plane.settings {
            // A frame may end before it.
            if plane.at.last() >= Some(&setting.x) {
                up.extend(&setting.ys);
            }
        }
        for (from, to, count) in plane.histogram.iter().flat_map(|histogram| &histogram.bins) {
            across.extend([*from, *to]);
            up.push(*count);
        }
    }
    if axes.intervals.some() {
        intervals::reach(&axes.intervals, &mut across, &mut up);
    }
    for roof in &plane.roofs {
        let ridge = roof.peak / roof.rate;
        if plane.dots.is_empty() {
            across.extend([ridge / REACH, ridge * REACH]);
        } else {
            across.push(ridge * 4.0);
        }
        // A roof is not the ceiling of the drawing.
        up.push(roof.peak * 1.2);
    }
    for mark in &axes.rules {
        if mark.horizontal {
            up.push(mark.value);
        } else if plane.at.is_empty() {
            // What is swept has its own ends; points and bins make room for a limit beside them.
            across.push(mark.value);
        }
    }
    let read = |quantity: &Quantity, values: &[f64]| {
        Scale::over(&each(values, &|value| quantity.unit.read(*value)), quantity.log)
    };
    let x = read(&axes.x, &across);
    // Lines run from edge to edge; points and bins keep off the edges.
    let x = if plane.at.is_empty() && plane.histogram.is_none() { ticks::widen(x, 6) } else { x };
    for roof in &plane.roofs {
        let low = axes.x.unit.factor * x.low * roof.rate;
        up.push(if plane.dots.is_empty() { roof.peak / REACH } else { low.min(roof.peak) });
    }
    let mut y = read(&axes.y, &up);
    if !y.log {
        // From zero where that costs little or an area needs it.
        if y.low > 0.0 && (filled || y.low < y.high / 2.0) {
            y.low = 0.0;
        } else if y.high < 0.0 && (filled || y.high > y.low / 2.0) {
            y.high = 0.0;
        }
    }
    let top = HEIGHT + 12.0;
    let y = ticks::widen(y, rows(scene.height - 2.0 * HEIGHT - 14.0 - top));
    // What is counted has whole ticks: no more of them than there are whole numbers.
    let most = if plane.histogram.is_some() { (y.high as usize).saturating_add(1) } else { usize::MAX };
    Frame::new(scene, (&axes.x, &axes.y), x, y, (top, most), true)
}

/// What every mark of the plane needs.
pub(super) struct Painter<'a> {
    pub(super) axes: &'a Axes,
    pub(super) frame: Frame,
}

impl Painter<'_> {
    /// Values in the axes' units.
    fn read(&self, (x, y): Point) -> Point {
        (self.axes.x.unit.read(x), self.axes.y.unit.read(y))
    }

    /// Where a point lies, if the axes show it.
    pub(super) fn shown(&self, point: Point) -> Option<Point> {
        let (x, y) = self.read(point);
        (self.frame.x.shows(x) && self.frame.y.shows(y)).then(|| self.frame.at((x, y)))
    }

    /// A curve in pieces without gaps, in pixels; `low` takes the lower ends.
    fn runs(&self, at: &[f64], values: &[f64]) -> Vec<Vec<Point>> {
        let mut runs = vec![Vec::new()];
        for (x, y) in at.iter().zip(values) {
            let (x, y) = self.read((*x, *y));
            if !drawable(x, self.axes.x.log) || !drawable(y, self.axes.y.log) {
                runs.push(Vec::new());
            } else if let Some(run) = runs.last_mut() {
                run.push(self.frame.at((x, y)));
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// Where areas begin: at zero if the axis has it.
    fn floor(&self) -> f64 {
        let scale = self.frame.y;
        let floor = if scale.log { scale.low } else { within(0.0, scale.low, scale.high) };
        self.frame.at((self.frame.x.low, floor)).1
    }

    #[inline(never)]
    fn area(&self, scene: &mut Scene, plane: &PlaneValues, curve: &Curve, index: usize) {
        // What lies around a line has its colour.
        let mark = Mark::at(SvgKind::Area, index - usize::from(curve.style == Style::Around));
        match (curve.style, &curve.low) {
            (Style::Bins, _) => self.bins(scene, plane, curve, index),
            (_, Some(low)) => {
                // Between two curves: where both are defined.
                let whole = |of: &[f64], other: &[f64]| -> Vec<f64> {
                    let mut both = Vec::new();
                    for (of, other) in of.iter().zip(other) {
                        both.push(if other.is_nan() { *other } else { *of });
                    }
                    both
                };
                let upper = self.runs(&plane.at, &whole(&curve.values, low));
                let lower = self.runs(&plane.at, &whole(low, &curve.values));
                for (mut outline, mut lower) in upper.into_iter().zip(lower) {
                    lower.reverse();
                    outline.append(&mut lower);
                    scene.area(outline, mark);
                }
            }
            (_, None) => {
                let floor = self.floor();
                for mut run in self.runs(&plane.at, &curve.values) {
                    if let [first, .., last] = run[..] {
                        run.extend([(last.0, floor), (first.0, floor)]);
                        scene.area(run, mark);
                    }
                }
            }
        }
    }

    /// Bars as wide as the steps between positions.
    fn bins(&self, scene: &mut Scene, plane: &PlaneValues, curve: &Curve, index: usize) {
        let [first, second, ..] = plane.at[..] else { return };
        let floor = self.floor();
        for (x, y) in plane.at.iter().zip(&curve.values) {
            let ends = (self.shown((*x, *y)), self.shown((*x + (second - first), *y)));
            if let (Some(from), Some(to)) = ends {
                scene.rect((from.0 + 0.5, floor), (to.0 - 0.5, to.1), Mark::at(SvgKind::Bar, index));
            }
        }
    }

    #[inline(never)]
    fn bars_of(&self, scene: &mut Scene, histogram: &HistogramValues) {
        let floor = self.floor();
        for (from, to, count) in &histogram.bins {
            if let (Some(from), Some(to)) = (self.shown((*from, *count)), self.shown((*to, *count))) {
                scene.rect((from.0 + 0.5, floor), (to.0 - 0.5, to.1), Mark::at(SvgKind::Bar, 0));
            }
        }
    }

    #[inline(never)]
    fn percentiles(&self, scene: &mut Scene, histogram: &HistogramValues, lines: &mut Vec<Straight>) {
        for (index, (share, value)) in histogram.percentiles.iter().enumerate() {
            let x = self.axes.x.unit.read(*value);
            if self.frame.x.shows(x) {
                let name = joined(&[&percentile(*share), ": ", &self.axes.x.text(*value)]);
                let mark = Mark::at(SvgKind::Rule, self.axes.rules.len() + index);
                lines.push(labels::straight(scene, &self.frame, false, x, name, mark));
            }
        }
    }

    fn stroke(&self, scene: &mut Scene, at: &[f64], curve: &Curve, mark: Mark) {
        if matches!(curve.style, Style::Band | Style::Bins | Style::Around) {
            return;
        }
        for run in self.runs(at, &curve.values) {
            match run[..] {
                [point] => scene.circle(point, 2.5, Mark { kind: SvgKind::Dot, ..mark }),
                _ => scene.line(&run, mark),
            }
        }
    }

    /// Up along the bandwidth, then level at the peak.
    #[inline(never)]
    fn roofs(&self, scene: &mut Scene, plane: &PlaneValues) {
        let frame = &self.frame;
        let (x_unit, y_unit) = (self.axes.x.unit.factor, self.axes.y.unit.factor);
        for (index, roof) in plane.roofs.iter().enumerate() {
            let (rate, peak) = (roof.rate * x_unit / y_unit, roof.peak / y_unit);
            let ridge = peak / rate;
            // Where the slope leaves the drawing at its lower edge.
            let start = if frame.x.low * rate < frame.y.low { frame.y.low / rate } else { frame.x.low };
            let drawn = [start, ridge, frame.x.high].map(|x| drawable(x, frame.x.log));
            if drawn != [true; 3] || !drawable(peak, frame.y.log) {
                continue;
            }
            let mut corners = vec![frame.at((start, start * rate))];
            if ridge < frame.x.high {
                corners.push(frame.at((ridge, peak)));
                corners.push(frame.at((frame.x.high, peak)));
            } else {
                corners.push(frame.at((frame.x.high, frame.x.high * rate)));
            }
            scene.line(&corners, Mark::at(SvgKind::Line, plane.curves.len() + index));
        }
    }

    #[inline(never)]
    fn dots(&self, scene: &mut Scene, plane: &PlaneValues) {
        let best = plane.frontier.map(|goal| on_frontier(&plane.dots, goal));
        if let Some(best) = &best {
            self.staircase(scene, plane, best);
        }
        let largest = plane.dots.iter().filter_map(|dot| dot.size).fold(0.0, f64::max);
        let mut drawn = Vec::new();
        for (index, dot) in plane.dots.iter().enumerate() {
            let Some(at) = self.shown((dot.x, dot.y)) else { continue };
            let radius = match dot.size {
                Some(size) if size >= 0.0 && largest > 0.0 => 3.0 + 17.0 * exact::sqrt(size / largest),
                Some(_) => continue,
                None => 5.0,
            };
            let tone = dot.tone.as_ref().map(|tone| tone.level);
            let (mut shape, mut mark) = toned(SvgKind::Dot, tone, dot.series);
            if dot.size.is_some() {
                shape = 0;
            } else if let (Some(best), None) = (&best, tone) {
                shape = if best[index] { 2 } else { 0 };
            }
            if best.as_ref().is_some_and(|best| !best[index]) {
                mark = mark.look(HOLLOW);
            }
            drawn.push((index, at, radius, shape, mark));
        }
        // Small ones in front of large ones.
        let drawn = sorted(drawn, &|a: &(usize, Point, f64, u8, Mark), b| a.2 > b.2);
        for (_, at, radius, shape, mark) in &drawn {
            scene.symbol(*at, *radius, *shape, *mark);
        }
        for pass in 0..2 {
            for (index, called) in &plane.chosen {
                let Some((_, at, radius, ..)) = drawn.iter().find(|dot| dot.0 == *index) else { continue };
                if pass == 0 {
                    scene.circle(*at, radius + 4.0, Mark::the(SvgKind::Ring));
                    continue;
                }
                let name = &plane.dots[*index].name;
                let text =
                    if called.is_empty() || called == name { name } else { &joined(&[called, ": ", name]) };
                scene.name(text, Mark::the(SvgKind::Label), &self.frame.plot, &around(*at, radius + 4.0));
            }
        }
        // Names of the frontier matter most.
        for wanted in [true, false] {
            for (index, at, radius, ..) in &drawn {
                let first = best.as_ref().is_none_or(|best| best[*index]);
                let taken = plane.chosen.iter().any(|(chosen, _)| chosen == index);
                if first == wanted && !taken {
                    let name = &plane.dots[*index].name;
                    scene.name(name, Mark::the(SvgKind::Label), &self.frame.plot, &around(*at, *radius));
                }
            }
        }
    }

    /// The names of lines and roofs, with where they are from the right.
    #[inline(never)]
    fn names(&self, plane: &PlaneValues) -> Vec<Straight> {
        let mut names = Vec::new();
        let mut name = |along: Vec<Point>, name: &String, index: usize| {
            if let [(_, at), ..] = along[..] {
                let mark = Mark::at(SvgKind::Value, index);
                names.push(Straight { horizontal: true, at, along, name: name.clone(), mark });
            }
        };
        for (index, curve) in plane.curves.iter().enumerate() {
            if matches!(curve.style, Style::Plain | Style::Dashed | Style::Filled | Style::DashedFilled) {
                let mut along = Vec::new();
                for (x, y) in plane.at.iter().zip(&curve.values).rev() {
                    along.extend(self.shown((*x, *y)));
                }
                name(along, &curve.name, index);
            }
        }
        let right = self.axes.x.unit.factor * self.frame.x.high;
        for (index, roof) in plane.roofs.iter().enumerate() {
            let end = self.shown((right, roof.peak.min(right * roof.rate)));
            name(end.into_iter().collect(), &roof.name, plane.curves.len() + index);
        }
        names
    }

    /// The edge of what the frontier's points reach.
    fn staircase(&self, scene: &mut Scene, plane: &PlaneValues, best: &[bool]) {
        let Some((greater_x, _)) = plane.frontier else { return };
        let mut corners: Vec<Point> = Vec::new();
        for (dot, best) in plane.dots.iter().zip(best) {
            if let (true, Some(at)) = (*best, self.shown((dot.x, dot.y))) {
                corners.push(at);
            }
        }
        let corners = sorted(corners, &|a: &Point, b| a.0 < b.0);
        let mut steps: Vec<Point> = Vec::new();
        for corner in corners {
            if let Some(before) = steps.last() {
                steps.push(if greater_x { (before.0, corner.1) } else { (corner.0, before.1) });
            }
            steps.push(corner);
        }
        scene.line(&steps, Mark::the(SvgKind::Frontier));
    }
}

/// `p95` for a share of 0.95.
pub(super) fn percentile(share: f64) -> String {
    joined(&["p", &crate::number::digits(share * 100.0, Digits::Significant(6))])
}
