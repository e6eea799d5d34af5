//! Questions with their options, and statuses with their arms.

use super::Printer;
use super::declare::when;
use super::expression::{at, expr, shown};
use super::protocol::{about, was};
use super::text::text;
use crate::syntax::tree::{Claim, Hand, Predict, PredictOption, Reflect, Status};

impl Printer {
    pub(super) fn predict(&mut self, predict: &Predict) {
        let name = &predict.name.text;
        let mut head = format!("predict {name}{} {}", was(&predict.was), text(&predict.question, 0));
        if let Some(settings) = &predict.at {
            head += &format!(" {}", at(settings));
        }
        if let Some(truth) = &predict.truth {
            // On a line of its own: the question is long enough.
            let margin = "  ".repeat(self.indent + 2);
            head += &format!("\n{margin}truth {}", shown(truth));
        }
        match &predict.hand {
            Some(Hand::Sketch(sketch)) => {
                let [top, from, to] = [&sketch.top, &sketch.from, &sketch.to].map(expr);
                let (value, along) = (shown(&sketch.value), &sketch.along.text);
                head += &format!(" sketch {value} to {top} along {along} from {from} to {to}");
            }
            Some(Hand::Order(_)) => head += " order",
            Some(Hand::Bars { top, .. }) => head += &format!(" bars to {}", expr(top)),
            None => {}
        }
        if predict.confidence {
            head += " confidence";
        }
        head += &about(&predict.about);
        self.block(&head, |printer| printer.options(&predict.options));
    }

    pub(super) fn reflect(&mut self, reflect: &Reflect) {
        let name = &reflect.name.text;
        let head = format!("reflect {name}{} {}", was(&reflect.was), text(&reflect.question, 0));
        self.block(&head, |printer| printer.options(&reflect.options));
    }

    pub(super) fn options(&mut self, options: &[PredictOption]) {
        for option in options {
            let claim = match &option.claim {
                Some(Claim::Is(value)) => format!(" is {}", expr(value)),
                Some(Claim::Between(low, high)) => format!(" is {} to {}", expr(low), expr(high)),
                Some(Claim::When(condition)) => format!(" when {}", expr(condition)),
                Some(Claim::Never(_)) => " never".to_owned(),
                Some(Claim::Right(_)) => " right".to_owned(),
                None => String::new(),
            };
            let (key, was) = (&option.key.text, was(&option.was));
            let head = format!("{key}{was} {}{claim}", text(&option.label, 0));
            match &option.feedback {
                Some(feedback) if feedback.block => {
                    self.line(&head);
                    self.below(feedback);
                }
                Some(feedback) => self.line(&format!("{head} {}", text(feedback, 0))),
                None => self.line(&head),
            }
        }
    }

    pub(super) fn status(&mut self, status: &Status) {
        let mut head = format!("status {}{}", status.name.text, was(&status.was));
        if let Some(title) = &status.title {
            head += &format!(" {}", text(title, 0));
        }
        if let Some((name, table)) = &status.each {
            head += &format!(" for {} in {}", name.text, table.text);
        }
        self.block(&head, |printer| {
            for arm in &status.arms {
                let title = arm.title.as_ref().map(|title| format!(" {}", text(title, 0)));
                let title = title.unwrap_or_default();
                let (name, was) = (&arm.name.text, was(&arm.was));
                let head = format!("{} {name}{was}{title}{}", arm.level.text, when(arm.when.as_ref()));
                match &arm.message {
                    Some(message) if message.block => {
                        printer.line(&head);
                        printer.below(message);
                    }
                    Some(message) => printer.line(&format!("{head} {}", text(message, 0))),
                    None => printer.line(&head),
                }
            }
        });
    }
}
