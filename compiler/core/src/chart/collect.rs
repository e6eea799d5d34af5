//! What a chart shows right now: its values and texts, taken from the machine.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::each;
use super::model::{self, Axis, Body, Chart, Form, Label, Style};
use super::spreads::{self, Intervals};
use crate::exact;
use crate::machine::Machine;
use crate::number::{Digits, Format, Unit};
use crate::page::Page;
use crate::program::{Reg, UNDEFINED};
use crate::text::{joined, pieces_text};

/// A chart with its values, in base units.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    pub(super) x: Quantity,
    pub(super) y: Quantity,
    pub(super) body: Picture,
    pub(super) marks: Vec<Reference>,
    pub(super) zones: Vec<Zone>,
    pub(super) spreads: Intervals,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) enum Picture {
    Plane(Plane),
    Bars(Bars),
    Spans(Vec<Span>),
    Radar(Radar),
    Heat(Heat),
    Gauges(Vec<Gauge>),
}

/// What an axis measures.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    pub(super) label: String,
    pub(super) format: Format,
    /// The unit all its ticks read in.
    pub(super) unit: Unit,
    pub(super) log: bool,
}

/// Lines, bins and points.
#[derive(Clone, Debug, Default)]
pub(super) struct Plane {
    /// The positions every curve was computed at.
    pub(super) at: Vec<f64>,
    pub(super) curves: Vec<Curve>,
    pub(super) histogram: Option<Histogram>,
    pub(super) dots: Vec<Dot>,
    pub(super) frontier: Option<(bool, bool)>,
    pub(super) roofs: Vec<Roof>,
    pub(super) settings: Vec<Setting>,
    /// Marked points: index, and what they are called.
    pub(super) chosen: Vec<(usize, String)>,
}

/// A line's values.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
    /// Where an area or a band begins, if not at the axis.
    pub(super) low: Option<Vec<f64>>,
    pub(super) style: Style,
}

/// Counted values.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    pub(super) name: String,
    /// The values, rising.
    pub(super) values: Vec<f64>,
    /// Bins: lower end, upper end, how many.
    pub(super) bins: Vec<(f64, f64, f64)>,
    /// Percentiles: share, and value.
    pub(super) percentiles: Vec<(f64, f64)>,
}

/// A point.
#[derive(Clone, Debug)]
pub(super) struct Dot {
    pub(super) name: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: Option<f64>,
    pub(super) tone: Option<Tone>,
    pub(super) series: usize,
}

/// A state.
#[derive(Clone, Debug)]
pub(super) struct Tone {
    /// From 0 fail to 3 pass; beyond, nothing is known.
    pub(super) level: u8,
    pub(super) words: String,
}

/// A roofline.
#[derive(Clone, Debug)]
pub(super) struct Roof {
    pub(super) name: String,
    pub(super) peak: f64,
    pub(super) rate: f64,
}

/// A setting marked on every line; the current one has no name.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) name: Option<String>,
    pub(super) x: f64,
    pub(super) ys: Vec<f64>,
}

/// Bars over named groups.
#[derive(Clone, Debug)]
pub(super) struct Bars {
    pub(super) form: Form,
    pub(super) horizontal: bool,
    pub(super) groups: Vec<String>,
    pub(super) series: Vec<String>,
    pub(super) bars: Vec<Bar>,
    /// Marked groups: index, and what they are called.
    pub(super) chosen: Vec<(usize, String)>,
}

/// A bar.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub(super) group: usize,
    pub(super) series: usize,
    /// Where it begins.
    pub(super) from: f64,
    /// Where it ends.
    pub(super) to: f64,
    /// What it says.
    pub(super) value: f64,
    pub(super) total: bool,
    pub(super) tone: Option<Tone>,
}

/// A span of time.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) name: String,
    pub(super) lane: String,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) series: usize,
    pub(super) tone: Option<Tone>,
}

/// Polygons over spokes.
#[derive(Clone, Debug)]
pub(super) struct Radar {
    pub(super) spokes: Vec<Spoke>,
    pub(super) shapes: Vec<String>,
}

/// A spoke.
#[derive(Clone, Debug)]
pub(super) struct Spoke {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) limit: f64,
    pub(super) values: Vec<f64>,
}

/// Shaded cells.
#[derive(Clone, Debug)]
pub(super) struct Heat {
    pub(super) z: Quantity,
    pub(super) xs: Vec<f64>,
    pub(super) ys: Vec<f64>,
    pub(super) values: Vec<f64>,
    pub(super) now: Option<(f64, f64, f64)>,
    pub(super) contours: Vec<(String, f64)>,
}

/// A value against its limit.
#[derive(Clone, Debug)]
pub(super) struct Gauge {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) value: f64,
    pub(super) limit: f64,
}

/// A straight reference line.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) horizontal: bool,
    pub(super) value: f64,
}

/// A shaded part of the drawing.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) name: String,
    pub(super) horizontal: bool,
    pub(super) from: Option<f64>,
    pub(super) to: Option<f64>,
    pub(super) level: Option<u8>,
}

impl Quantity {
    pub(super) fn new(axis: &Axis, page: &Page, values: &[f64]) -> Quantity {
        let format = format(page, axis.format);
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for value in values.iter().map(|value| value.abs()).filter(|value| value.is_finite()) {
            most = most.max(value);
            least = if value > 0.0 { least.min(value) } else { least };
        }
        // Equal ratios have their middle elsewhere.
        let typical = if axis.log && least <= most { exact::sqrt(least) * exact::sqrt(most) } else { most };
        let unit = format.unit(typical).clone();
        Quantity { label: axis.label.clone(), format, unit, log: axis.log }
    }

    /// The axis' words and unit: `Sequence length (ktok)`.
    pub(super) fn title(&self) -> String {
        let symbol = &self.unit.symbol[..];
        match (&self.label[..], symbol) {
            (label, "") => label.into(),
            ("", symbol) => symbol.into(),
            (label, symbol) => joined(&[label, " (", symbol, ")"]),
        }
    }

    /// A value in the axis' unit, as text.
    pub(super) fn text(&self, value: f64) -> String {
        self.format.text_in(&self.unit, value)
    }
}

impl Spoke {
    /// How far out a value lies: 1 at the end.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = value / self.limit;
        if share.is_finite() { share } else { UNDEFINED }
    }
}

impl Gauge {
    /// The value's share of the limit.
    pub(super) fn share(&self) -> f64 {
        let share = self.value / self.limit;
        if share.is_finite() { share } else { UNDEFINED }
    }
}

fn format(page: &Page, index: u32) -> Format {
    let pure = || Format { units: Vec::new(), digits: Digits::Significant(3) };
    page.formats.get(index as usize).cloned().unwrap_or_else(pure)
}

/// Takes a chart's current values from the machine.
pub(crate) fn collect(chart: &Chart, page: &Page, machine: &Machine) -> Drawing {
    let from = Collector { page, machine };
    let marks: Vec<Reference> = each(&chart.rules, &|rule| Reference {
        name: from.text(&rule.label),
        horizontal: rule.horizontal,
        value: machine.value(rule.value),
    });
    let zones: Vec<Zone> = each(&chart.regions, &|region| Zone {
        name: from.text(&region.label),
        horizontal: region.horizontal,
        from: region.from.map(|end| machine.value(end)),
        to: region.to.map(|end| machine.value(end)),
        level: region.level,
    });
    let body = match &chart.body {
        Body::Plane(plane) => Picture::Plane(from.plane(plane)),
        Body::Bars(bars) => Picture::Bars(from.bars(bars)),
        Body::Spans(spans) => Picture::Spans(from.spans(spans)),
        Body::Radar(radar) => Picture::Radar(from.radar(radar)),
        Body::Heat(heat) => Picture::Heat(from.heat(heat)),
        Body::Gauges(gauges) => Picture::Gauges(from.gauges(gauges)),
    };
    let (mut across, mut up) = extent(&body);
    for mark in &marks {
        (if mark.horizontal { &mut up } else { &mut across }).push(mark.value);
    }
    let x = Quantity::new(&chart.x, page, &across);
    let y = Quantity::new(&chart.y, page, &up);
    let mut drawing = Drawing { x, y, body, marks, zones, spreads: Intervals::default() };
    if let Some(spreads) = &chart.spreads {
        spreads::collect(spreads, page, machine, &mut drawing);
    }
    drawing
}

/// The values that the units of both axes have to suit.
fn extent(body: &Picture) -> (Vec<f64>, Vec<f64>) {
    match body {
        Picture::Plane(plane) => {
            let mut across = plane.at.clone();
            let mut up: Vec<f64> = Vec::new();
            for curve in &plane.curves {
                up.extend(&curve.values);
            }
            for dot in &plane.dots {
                across.push(dot.x);
                up.push(dot.y);
            }
            for roof in &plane.roofs {
                across.push(roof.peak / roof.rate);
                up.push(roof.peak);
            }
            if let Some(histogram) = &plane.histogram {
                across.extend(&histogram.values);
            }
            (across, up)
        }
        Picture::Bars(bars) => {
            let mut up = Vec::new();
            for bar in &bars.bars {
                up.extend([bar.from, bar.to]);
            }
            (Vec::new(), up)
        }
        Picture::Spans(spans) => {
            let mut across = Vec::new();
            for span in spans {
                across.extend([span.from, span.to]);
            }
            (across, Vec::new())
        }
        Picture::Heat(heat) => (heat.xs.clone(), heat.ys.clone()),
        Picture::Radar(_) | Picture::Gauges(_) => (Vec::new(), Vec::new()),
    }
}

struct Collector<'a> {
    page: &'a Page,
    machine: &'a Machine,
}

impl Collector<'_> {
    fn text(&self, label: &Label) -> String {
        pieces_text(label, self.page, self.machine)
    }

    fn list(&self, list: Reg) -> Vec<f64> {
        self.machine.list(list).to_vec()
    }

    fn value(&self, register: Reg) -> f64 {
        self.machine.value(register)
    }

    fn tone(&self, tone: Option<model::Tone>) -> Option<Tone> {
        let tone = tone?;
        let (level, words) = (self.value(tone.level), self.value(tone.words));
        let level = if level >= 0.0 { level as u8 } else { u8::MAX };
        let words = if words >= 0.0 { self.machine.program().texts.get(words as usize) } else { None };
        Some(Tone { level, words: words.cloned().unwrap_or_default() })
    }

    fn chosen(&self, chosen: &[model::Chosen], rows: &[Option<u32>]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for one in chosen {
            let row = self.value(one.row);
            let at = rows.iter().position(|other| other.is_some_and(|other| f64::from(other) == row));
            found.extend(at.map(|at| (at, self.text(&one.label))));
        }
        found
    }

    #[inline(never)]
    fn plane(&self, plane: &model::Plane) -> Plane {
        let mut curves: Vec<Curve> = Vec::new();
        let mut stack: Vec<f64> = Vec::new();
        for line in &plane.lines {
            let mut values = self.list(line.values);
            let mut low = line.low.map(|list| self.list(list));
            if line.style == Style::Stacked {
                stack.resize(values.len(), 0.0);
                low = Some(stack.clone());
                for (value, below) in values.iter_mut().zip(&mut stack) {
                    *value += *below;
                    *below = *value;
                }
            }
            curves.push(Curve { name: self.text(&line.label), values, low, style: line.style });
        }
        let dots: Vec<Dot> = each(&plane.points, &|point| Dot {
            name: self.text(&point.label),
            x: self.value(point.x),
            y: self.value(point.y),
            size: point.size.map(|size| self.value(size)),
            tone: self.tone(point.tone),
            series: point.series as usize,
        });
        let rows: Vec<Option<u32>> = each(&plane.points, &|point| point.row);
        Plane {
            at: plane.at.map(|at| self.list(at)).unwrap_or_default(),
            curves,
            histogram: plane.histogram.as_ref().map(|histogram| self.histogram(histogram)),
            dots,
            frontier: plane.frontier,
            roofs: each(&plane.roofs, &|roof| Roof {
                name: self.text(&roof.label),
                peak: self.value(roof.peak),
                rate: self.value(roof.rate),
            }),
            settings: each(&plane.settings, &|setting| Setting {
                name: setting.label.as_ref().map(|label| self.text(label)),
                x: self.value(setting.x),
                ys: self.values(&setting.ys),
            }),
            chosen: self.chosen(&plane.chosen, &rows),
        }
    }

    #[inline(never)]
    fn histogram(&self, histogram: &model::Histogram) -> Histogram {
        let values = self.list(histogram.values);
        let shares: Vec<f64> = self.values(&histogram.percentiles);
        let width = histogram.width.map_or(UNDEFINED, |width| self.value(width));
        super::bins::count(self.text(&histogram.label), values, width, &shares)
    }

    #[inline(never)]
    fn bars(&self, bars: &model::Bars) -> Bars {
        let mut drawn: Vec<Bar> = Vec::new();
        // Of each group what stands already; of a waterfall the first is all that came before.
        let mut sums = vec![(0.0, 0.0); bars.groups.len().max(1)];
        for bar in &bars.bars {
            let group = bar.group as usize;
            let mut value = bar.value.map_or(UNDEFINED, |value| self.value(value));
            let (mut from, mut to) = (0.0, value);
            let total = bar.value.is_none();
            match (bars.form, sums.get_mut(group)) {
                (Form::Stacked, Some((above, below))) => {
                    let sum = if value >= 0.0 { above } else { below };
                    (from, to) = (*sum, *sum + value);
                    if to.is_finite() {
                        *sum = to;
                    }
                }
                (Form::Waterfall, _) => {
                    let sum = &mut sums[0].0;
                    if total {
                        (from, to, value) = (0.0, *sum, *sum);
                    } else {
                        (from, to) = (*sum, *sum + value);
                        *sum = to;
                    }
                }
                _ => {}
            }
            let series = bar.series as usize;
            drawn.push(Bar { group, series, from, to, value, total, tone: self.tone(bar.tone) });
        }
        let rows: Vec<Option<u32>> = each(&bars.groups, &|(_, row)| *row);
        Bars {
            form: bars.form,
            horizontal: bars.horizontal,
            groups: each(&bars.groups, &|(name, _)| self.text(name)),
            series: each(&bars.series, &|name| self.text(name)),
            bars: drawn,
            chosen: self.chosen(&bars.chosen, &rows),
        }
    }

    #[inline(never)]
    fn spans(&self, spans: &[model::Span]) -> Vec<Span> {
        let mut spans = each(spans, &|span| Span {
            name: self.text(&span.label),
            lane: self.text(&span.lane),
            from: self.value(span.from),
            to: self.value(span.to),
            series: span.series as usize,
            tone: self.tone(span.tone),
        });
        // Filtered out or undefined: not there.
        spans.retain(|span| span.from.is_finite() && span.to.is_finite());
        spans
    }

    #[inline(never)]
    fn radar(&self, radar: &model::Radar) -> Radar {
        let spokes = each(&radar.spokes, &|spoke| {
            let values = self.values(&spoke.values);
            let mut limit = spoke.limit.map_or(0.0, |limit| self.value(limit));
            if spoke.limit.is_none() {
                for value in values.iter().filter(|value| value.is_finite()) {
                    limit = limit.max(*value);
                }
            }
            Spoke { name: self.text(&spoke.label), format: format(self.page, spoke.format), limit, values }
        });
        Radar { spokes, shapes: each(&radar.shapes, &|name| self.text(name)) }
    }

    #[inline(never)]
    fn heat(&self, heat: &model::Heat) -> Heat {
        let values = self.list(heat.values);
        let axis = Axis { label: self.text(&heat.label), format: heat.format, log: heat.log };
        Heat {
            z: Quantity::new(&axis, self.page, &values),
            xs: self.list(heat.xs),
            ys: self.list(heat.ys),
            values,
            now: heat.now.map(|(x, y, value)| (self.value(x), self.value(y), self.value(value))),
            contours: each(&heat.contours, &|(name, value)| (self.text(name), self.value(*value))),
        }
    }

    #[inline(never)]
    fn gauges(&self, gauges: &[model::Gauge]) -> Vec<Gauge> {
        each(gauges, &|gauge| Gauge {
            name: self.text(&gauge.label),
            format: format(self.page, gauge.format),
            value: self.value(gauge.value),
            limit: self.value(gauge.limit),
        })
    }

    fn values(&self, registers: &[Reg]) -> Vec<f64> {
        each(registers, &|register| self.value(*register))
    }
}
