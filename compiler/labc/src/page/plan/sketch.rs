//! Curves that students draw: what they are drawn on, and the model's curve behind the seal.

use crate::check::hand::TypedSketch;
use crate::check::model::*;
use crate::check::question::TypedPredict;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;
use crate::page::render::renderer::plain_number;
use crate::syntax::tree;

/// How many steps a curve has.
const STEPS: u32 = 24;
/// How near the truth has to be to the end of the curve over its start: rounding only.
const ROUNDING: f64 = 1e-9;

impl Planner<'_> {
    /// What the curve of a prediction is drawn on, and the heights of the model's; nothing where there is a fault.
    pub(super) fn sketch(
        &mut self,
        predict: &TypedPredict<'_>,
        sketch: &TypedSketch,
        truth: Node,
        claims: &[(tree::Name, ClaimPlan)],
    ) -> Option<(block::SketchPlane, String)> {
        let settings = &predict.settings;
        let [from, to] = &sketch.ends;
        let fixed: Vec<Node> = [from, to, &sketch.top]
            .map(|typed| self.lowering.expr(&stated(typed, settings), Lowering::BASE))
            .into_iter()
            .chain([truth])
            .collect();
        let fixed = self.evaluate(&fixed);
        let [from, to, top, truth] = fixed[..] else { return None };
        let along = &self.model.controls[sketch.along];
        let (label, of) = (along.label.words(), along.of.clone());
        let at = |step: u32| {
            let position = from + (to - from) * f64::from(step) / f64::from(STEPS);
            let kind = TypedKind::Number(position, None);
            let mut settings: Vec<_> =
                settings.iter().filter(|(control, _)| *control != sketch.along).cloned().collect();
            settings.push((sketch.along, Typed { kind, of: of.clone(), span: sketch.span }));
            stated(&sketch.value.typed, &settings)
        };
        let nodes: Vec<Node> =
            (0..=STEPS).map(|step| self.lowering.expr(&at(step), Lowering::BASE)).collect();
        let curve = self.evaluate(&nodes);
        let (start, end) = (curve[0], curve[STEPS as usize]);
        let mut says = Vec::new();
        for (key, claim) in claims.iter().filter(|(_, claim)| !claim.says.is_empty()) {
            let nodes: Vec<Node> = claim.says.iter().map(|(node, _)| *node).collect();
            let values = self.evaluate(&nodes);
            let (low, high) = (values[0], values[values.len() - 1]);
            says.push((key.text.clone(), low, high));
        }
        if self.faulty() {
            return None;
        }
        let format = &sketch.value.format;
        let most = says.iter().fold(end, |most, (_, _, high)| most.max(high * start));
        let times = end / start;
        let fault = if from >= to {
            Some(("This sketch ends before it begins.".to_owned(), "write the smaller end first".to_owned()))
        } else if start <= 0.0 || curve.iter().any(|value| !value.is_finite()) {
            let help = format!("it is {} at the start", format.text(start));
            Some(("This sketch needs a value above zero, everywhere along it.".to_owned(), help))
        } else if (times / truth - 1.0).abs() > ROUNDING {
            let number = |value: f64| crate::check::plain().text(value);
            let help = format!(
                "the curve ends {} times above its start, the truth is {}",
                number(times),
                number(truth)
            );
            Some(("The truth isn't how many times this curve ends above its start.".to_owned(), help))
        } else if says.len() < 2 {
            let help = "write `is NUMBER` in the options that a curve can mean".to_owned();
            Some(("No two options say where this curve could end.".to_owned(), help))
        } else if most > top {
            let help = format!("an option ends at {}: draw to more than that", format.text(most));
            Some(("This sketch has no room for all options.".to_owned(), help))
        } else {
            None
        };
        if let Some((headline, help)) = fault {
            let diagnostic = self.error(Code::ByHand, headline, sketch.span, "this sketch");
            self.report(diagnostic.help(help));
            return None;
        }
        let heights: Vec<String> = curve.iter().map(|value| plain_number(short(value / top))).collect();
        let claims: Vec<String> = says
            .iter()
            .map(|(key, low, high)| format!("{key} {} {}", plain_number(*low), plain_number(*high)))
            .collect();
        let position = |value: f64| sketch.format.text(value);
        let plane = block::SketchPlane {
            name: crate::page::capital(&sketch.name),
            along: label,
            from: position(from),
            to: position(to),
            start: format.text(start),
            top: format.text(top),
            whole: plain_number(top),
            height: heights[0].clone(),
            claims: claims.join(" "),
        };
        Some((plane, heights.join(" ")))
    }
}

/// Four digits are more than a drawing shows.
pub(super) fn short(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}
