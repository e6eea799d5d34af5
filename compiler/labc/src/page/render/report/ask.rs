//! Questions of a report: what is asked, what is right, and what is said about each answer.

use super::*;

impl Report<'_> {
    /// A question, or what answers one.
    pub(super) fn asked(&mut self, plan: &Plan) {
        match plan {
            Plan::Predict(block::Predict { question, options, .. }) => {
                self.question("Prediction", question);
                self.options(options);
            }
            Plan::Reveal(block::Reveal { name, question, options: verdicts, .. }) => {
                self.question("Answer", question);
                self.verdicts(Some(name), verdicts);
            }
            Plan::Estimate(estimate) => {
                self.question("Estimate", &estimate.question);
                let ends = format!("From {} to {}.", unbroken(&estimate.low), unbroken(&estimate.high));
                self.said.extend(paragraph(vec![text(&ends)]));
            }
            Plan::EstimateReveal(reveal) => self.estimate_reveal(reveal),
            Plan::Reflect(block::Reflect { question, options, seal, .. }) => {
                self.question("Reflection", question);
                match self.lab.fragments.get(*seal as usize) {
                    Some(Fragment::Feedback(verdicts)) if self.answers => self.verdicts(None, verdicts),
                    _ => self.options(options),
                }
            }
            Plan::Decide(block::Decide { question, options, because, reason, .. }) => {
                self.question("Decision", question);
                self.options(options);
                let reason = self.line(reason);
                match (because, reason.is_empty()) {
                    (true, true) => self.said.extend(paragraph(vec![text("Say why.")])),
                    (true, false) => self.said.extend(paragraph(reason)),
                    (false, _) => {}
                }
            }
            Plan::Answer(asked) => self.task("Question", asked),
            Plan::Task(asked) => self.task("To do", asked),
            Plan::Goals { goals } => {
                let goals = goals.iter().map(|goal| {
                    let word = if self.renderer.holds(goal.reached) { "Reached: " } else { "Open: " };
                    let mut line = vec![text(word)];
                    line.extend(self.line(&goal.title));
                    (line, Vec::new())
                });
                let goals = list(goals.collect());
                self.said.extend(paragraph(strong(vec![text("To reach")])));
                self.said.extend(goals);
            }
            Plan::Upload(upload) => {
                let label = self.line(&upload.label);
                let mut said = strong(label);
                said.push(text(": students bring a file with rows of their own here."));
                self.said.extend(paragraph(said));
            }
            Plan::Revisit { title, .. } => {
                let words =
                    format!("Here the page asks again what a student had wrong in \u{201c}{title}\u{201d}.");
                self.said.extend(paragraph(stressed(vec![text(&words)])));
            }
            // Whatever else there is: its texts, one below the other.
            _ => {
                let mut said = Vec::new();
                plan.texts(&mut |text| match text {
                    block::Said::Line(line) => said.extend(paragraph(self.line(line))),
                    block::Said::Text(text) => said.extend(self.block(text)),
                });
                self.said.extend(said);
            }
        }
    }

    fn question(&mut self, kind: &str, question: &[Rich]) {
        let mut line = strong(vec![text(&format!("{kind}:"))]);
        line.push(text(" "));
        line.extend(self.line(question));
        self.said.extend(paragraph(line));
    }

    fn options(&mut self, options: &[block::AnswerOption<Planned>]) {
        let options = options.iter().map(|option| (self.line(&option.label), Vec::new()));
        let options = list(options.collect());
        self.said.extend(options);
    }

    /// Each answer with what is said about it; the right one says so.
    fn verdicts(&mut self, prediction: Option<&str>, verdicts: &[block::Verdict<Planned>]) {
        let answer = prediction.and_then(|name| self.renderer.key.get(name));
        let is_right = |verdict: &block::Verdict<Planned>| match &verdict.live {
            Some(live) => self.renderer.holds(live.right),
            None => verdict.right,
        };
        let items: Vec<(Line, Vec<Piece>)> = verdicts
            .iter()
            .map(|verdict| {
                let label = self.line(&verdict.label);
                let line = match is_right(verdict) {
                    true => {
                        let mut line = strong(label);
                        line.push(text(" – right"));
                        line
                    }
                    false => label,
                };
                (line, self.block(&verdict.body))
            })
            .collect();
        self.said.extend(list(items));
        // An option that claims a value has said it.
        let says = answer.is_some_and(|answer| answer.stated);
        if let Some(truth) = answer.and_then(|answer| answer.truth.as_ref()).filter(|_| !says) {
            let mut line = vec![text("The model gives ")];
            line.extend(strong(vec![self.value(truth)]));
            line.push(text("."));
            self.said.extend(paragraph(line));
        }
    }

    fn estimate_reveal(&mut self, reveal: &block::EstimateReveal<Planned>) {
        self.question("Answer", &reveal.question);
        let mut line = vec![text("The model gives ")];
        line.extend(strong(self.line(&reveal.truth)));
        line.push(text(&format!(". An estimate within a factor of {} is right.", reveal.near)));
        self.said.extend(paragraph(line));
        // What speaks of the student's answer has nothing to speak of here.
        let arms = reveal.texts.iter().filter(|arm| !self.lacks_values(&arm.body));
        let arms = arms.map(|arm| (vec![text(&estimates(arm))], self.block(&arm.body)));
        let arms = list(arms.collect());
        self.said.extend(arms);
    }

    /// Whether a value of a text is undefined.
    fn lacks_values(&self, pieces: &[Rich]) -> bool {
        pieces.iter().any(|piece| match piece {
            Rich::Live(slot) => self.slot(*slot).starts_with(lab_core::number::NONE),
            _ => false,
        })
    }

    fn task(&mut self, kind: &str, asked: &block::Asked<Planned>) {
        self.question(kind, &asked.title);
        let body = self.block(&asked.body);
        self.said.extend(body);
    }
}

/// Which estimates an arm is about.
fn estimates(arm: &block::EstimateText<Planned>) -> String {
    let side = match (arm.side.as_str(), arm.factor) {
        ("near", None) => return "Near the truth".to_owned(),
        ("near", Some(factor)) => return format!("Within a factor of {factor}"),
        ("low", _) => "Too low",
        _ => "Too high",
    };
    arm.factor.map_or_else(|| side.to_owned(), |factor| format!("{side} by a factor of {factor} or more"))
}
