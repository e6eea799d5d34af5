//! From statements to a plan: checks what is visible, lowers it, and gives every live place a slot.

use lab_core::number::Format;

use super::markdown;
use super::plan::*;
use crate::diagnostic::Diagnostic;
use crate::infer::Checker;
use crate::infer::model::*;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::source::Span;
use crate::syntax::tree::{self, Kind, Shown, Statement, Text, TextPiece};

/// How many live places a page may have.
const MOST_SLOTS: usize = 20_000;

/// A page being planned.
pub(super) struct Planner<'m> {
    pub(super) checker: &'m mut Checker,
    pub(super) lowering: Lowering<'m>,
    pub(super) slots: Vec<Slot>,
    pub(super) formats: Vec<Format>,
    pub(super) charts: Vec<ChartData>,
    /// What lies under each seal.
    pub(super) fragments: Vec<Fragment>,
    /// Options of predictions with what makes each true.
    pub(super) claims: Vec<Claims>,
    pub(super) checks: Vec<CheckPlan>,
    /// The seal of the statements being planned.
    seal: Option<u32>,
    reveals: Vec<(String, Plan)>,
}

/// What lies under a seal.
pub(super) enum Fragment {
    /// The rest of a part.
    Body(Vec<Plan>),
    /// What a reflection answers.
    Feedback(Vec<Verdict>),
}

/// A prediction whose key the model decides.
pub(super) struct Claims {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) truth: Option<(Node, Format)>,
    pub(super) options: Vec<(tree::Name, ClaimPlan)>,
}

/// A check, as a condition at the start.
pub(super) struct CheckPlan {
    pub(super) title: String,
    pub(super) span: Span,
    pub(super) holds: Node,
    /// Both sides of a comparison, to be shown where it fails.
    pub(super) sides: Vec<(String, Node, Format)>,
}

impl<'m> Planner<'m> {
    pub(super) fn new(checker: &'m mut Checker, model: &'m Model) -> Self {
        let lowering = Lowering::new(model, checker.file);
        Self {
            checker,
            lowering,
            slots: Vec::new(),
            formats: Vec::new(),
            charts: Vec::new(),
            fragments: Vec::new(),
            claims: Vec::new(),
            checks: Vec::new(),
            seal: None,
            reveals: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.checker.diagnostics.push(diagnostic);
    }

    pub(super) fn error(
        &self,
        code: &str,
        headline: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, headline, self.checker.file, span, label)
    }

    /// Statements in order; what follows a prediction lies under its seal.
    pub(super) fn body(&mut self, statements: &[Statement]) -> Vec<Plan> {
        let mut plans = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            if let Kind::Predict(predict) = &statement.kind {
                let seal = self.fragments.len() as u32;
                self.fragments.push(Fragment::Body(Vec::new()));
                let outer = self.seal;
                plans.push(self.predict(predict, statement.span, seal));
                plans.push(Plan::Sealed(seal));
                self.seal = Some(seal);
                let rest = self.body(&statements[index + 1..]);
                self.seal = outer;
                self.fragments[seal as usize] = Fragment::Body(rest);
                break;
            }
            self.statement(statement, &mut plans);
        }
        plans
    }

    fn statement(&mut self, statement: &Statement, plans: &mut Vec<Plan>) {
        let plan = match &statement.kind {
            Kind::Prose(text) => Plan::Prose(self.rich(text)),
            Kind::Message { from, body } => {
                let body = body.as_ref().map(|body| self.rich(body)).unwrap_or_default();
                Plan::Message { from: self.rich(from), body }
            }
            Kind::Aside { tone, title, body } => {
                let title = match title {
                    Some(title) => self.plain(title),
                    None => match tone.text.as_str() {
                        "takeaways" => "Key takeaways".to_owned(),
                        other => other[..1].to_uppercase() + &other[1..],
                    },
                };
                let body = body.as_ref().map(|body| self.rich(body)).unwrap_or_default();
                Plan::Aside { tone: tone.text.clone(), title, body }
            }
            Kind::Details { title, body } => {
                let title = self.plain(title);
                Plan::Details { title, body: self.body(body) }
            }
            Kind::Choice(tree::Choice { name, each: Some((variable, table)), when, .. }) => {
                self.choices_of_rows(name, variable, table, when.as_ref(), plans);
                return;
            }
            Kind::Status(status) if status.each.is_some() => {
                self.statuses_of_rows(status, plans);
                return;
            }
            Kind::Slider(tree::Slider { name, when, .. })
            | Kind::Choice(tree::Choice { name, when, .. })
            | Kind::Toggle(tree::Toggle { name, when, .. }) => {
                let Some((Item::Control(id), _)) = self.checker.names.items.get(&name.text) else { return };
                let id = *id;
                let label = self.checker.model.controls[id].label.clone();
                let label = self.rich(&label);
                self.when(when.as_ref(), Plan::Control { id, label })
            }
            Kind::Metrics(metrics) => {
                Plan::Metrics(metrics.iter().flat_map(|metric| self.cards(metric)).collect())
            }
            Kind::Steps(names) => {
                let equations = names.iter().filter_map(|name| self.equation(name)).collect();
                Plan::Steps(equations)
            }
            Kind::ShowTable { caption, rows, columns } => {
                let Some(plan) = self.table(caption, rows, columns) else { return };
                plan
            }
            Kind::Chart(chart) => {
                let Some(plan) = self.chart(chart) else { return };
                plan
            }
            Kind::Status(status) => {
                let Some(plan) = self.status(status) else { return };
                plan
            }
            Kind::Goal { title, when } => {
                let condition = self.checker.condition(when, "condition-not-boolean");
                let met = self.lowering.expr(&condition, Lowering::BASE);
                let open = self.lowering.graph.unary(lab_core::program::Unary::Not, met);
                let slot = self.slot(Shows::Arm(open));
                let title = self.rich(title);
                let arm = |key: &str, level: &str| ArmPlan {
                    key: key.to_owned(),
                    level: level.to_owned(),
                    title: title.clone(),
                    body: Vec::new(),
                };
                Plan::Status {
                    name: String::new(),
                    slot,
                    arms: vec![arm("met", "pass"), arm("open", "note")],
                }
            }
            Kind::Reveal(names) => {
                for name in names {
                    match self.reveals.iter().find(|(known, _)| *known == name.text) {
                        Some((_, plan)) => plans.push(plan.clone()),
                        None => {
                            let diagnostic = self
                                .error(
                                    "unknown-name",
                                    format!("There is no prediction `{}` before this.", name.text),
                                    name.span,
                                    "nothing to reveal",
                                )
                                .help("a reveal stands after its prediction, in the same part");
                            self.report(diagnostic);
                        }
                    }
                }
                return;
            }
            Kind::Reflect(reflect) => self.reflect(reflect, statement.span),
            Kind::Check(check) => {
                self.check(check, statement.span);
                return;
            }
            _ => return,
        };
        plans.push(plan);
    }

    /// A statement that is on the page only while a condition holds.
    fn when(&mut self, when: Option<&tree::Expr>, plan: Plan) -> Plan {
        let Some(when) = when else { return plan };
        let condition = self.checker.condition(when, "condition-not-boolean");
        let node = self.lowering.expr(&condition, Lowering::BASE);
        let slot = self.slot(Shows::Shown(node));
        Plan::When { slot, body: vec![plan] }
    }

    /// A slot for something computed; equal ones are shared.
    pub(super) fn slot(&mut self, shows: Shows) -> usize {
        let slot = Slot { seal: self.seal, shows };
        // The likeliest twin is near.
        if let Some(index) = self.slots.iter().rposition(|known| *known == slot) {
            return index;
        }
        if self.slots.len() == MOST_SLOTS {
            let diagnostic = self.error(
                "too-many",
                format!("A page shows at most {MOST_SLOTS} values."),
                Span::default(),
                "this lab",
            );
            self.report(diagnostic);
        }
        self.slots.push(slot);
        self.slots.len() - 1
    }

    pub(super) fn format(&mut self, format: Format) -> usize {
        match self.formats.iter().position(|known| *known == format) {
            Some(index) => index,
            None => {
                self.formats.push(format);
                self.formats.len() - 1
            }
        }
    }

    /// A text with its values.
    pub(super) fn rich(&mut self, text: &Text) -> Vec<Rich> {
        let mut pieces = Vec::new();
        for piece in &text.pieces {
            match piece {
                TextPiece::Words(words) => pieces.push(Rich::Words(markdown::clean(words))),
                TextPiece::Value(shown) => pieces.push(self.shown(shown)),
            }
        }
        let (source, values) = super::render::markdown_of(&pieces, &mut |_| String::new());
        let rendered =
            if text.block { markdown::block(&source, &values) } else { markdown::line(&source, &values) };
        for fault in rendered.faults {
            let diagnostic = self.error("unreadable-text", "This text cannot be set.", text.span, fault);
            self.report(diagnostic);
        }
        pieces
    }

    /// A text without values, for places where nothing moves.
    pub(super) fn plain(&mut self, text: &Text) -> String {
        let pieces = self.rich(text);
        let mut words = String::new();
        for piece in &pieces {
            match piece {
                Rich::Words(text) | Rich::Fixed(text) => words.push_str(text),
                Rich::Live(_) => {
                    let diagnostic = self
                        .error(
                            "live-text",
                            "Nothing that moves can stand in this text.",
                            text.span,
                            "holds a value that controls change",
                        )
                        .help("use a constant, or `x at start`");
                    self.report(diagnostic);
                }
            }
        }
        words
    }

    fn shown(&mut self, shown: &Shown) -> Rich {
        let (typed, format) = self.checker.shown(shown);
        self.value(&typed, format)
    }

    /// A value on the page: written out if nothing moves it, else in a slot.
    pub(super) fn value(&mut self, typed: &Typed, format: Format) -> Rich {
        let node = self.lowering.expr(typed, Lowering::BASE);
        let parts = self.parts(typed, node, format);
        self.rich_of(parts)
    }

    pub(super) fn rich_of(&mut self, parts: Vec<Part>) -> Rich {
        let fixed: Option<String> = parts.iter().map(|part| self.fixed(part)).collect();
        match fixed {
            Some(text) => Rich::Fixed(text),
            None => Rich::Live(self.slot(Shows::Text(parts))),
        }
    }

    fn fixed(&self, part: &Part) -> Option<String> {
        let graph = &self.lowering.graph;
        match part {
            Part::Words(words) => Some(words.clone()),
            Part::Number(node, format) => graph.value(*node).map(|value| self.formats[*format].text(value)),
            Part::Text(node) => graph.words(*node).map(str::to_owned),
            Part::Either(node, yes, no) => {
                graph.value(*node).map(|value| if value == 1.0 { yes.clone() } else { no.clone() })
            }
        }
    }

    /// What a value reads as.
    fn parts(&mut self, typed: &Typed, node: Node, format: Format) -> Vec<Part> {
        let of = match &typed.of {
            Type::Maybe(inner) => (**inner).clone(),
            of => of.clone(),
        };
        match of {
            Type::Number(_) | Type::Point => vec![Part::Number(node, self.format(format))],
            Type::Bool => vec![Part::Either(node, "yes".to_owned(), "no".to_owned())],
            Type::Text => vec![Part::Text(node)],
            Type::Row(table) => vec![Part::Text(self.row_text(table, node))],
            Type::Arm(status) => {
                let names: Vec<String> = self.checker.model.statuses[status]
                    .tree
                    .arms
                    .iter()
                    .map(|arm| arm.name.text.clone())
                    .collect();
                vec![Part::Text(self.texts(&names, node))]
            }
            Type::List(_) => {
                let diagnostic =
                    self.error("not-a-value", "A list has no place in a text.", typed.span, "this is a list");
                self.report(diagnostic);
                Vec::new()
            }
            Type::Unknown | Type::Maybe(_) => Vec::new(),
        }
    }

    /// The label of a row, or its key where there is none.
    pub(super) fn row_text(&mut self, table: Id, row: Node) -> Node {
        let label = self.checker.model.tables[table]
            .columns
            .iter()
            .position(|column| column.name == "label" && column.of == Type::Text);
        match label {
            Some(column) => self.lowering.column(table, column, row, Lowering::BASE),
            None => {
                let keys: Vec<String> =
                    self.checker.model.tables[table].rows.iter().map(|key| key.text.clone()).collect();
                self.texts(&keys, row)
            }
        }
    }

    fn texts(&mut self, words: &[String], index: Node) -> Node {
        let column: Vec<f64> = words
            .iter()
            .map(|word| {
                let node = self.lowering.graph.text(word);
                self.lowering.graph.value(node).unwrap_or(0.0)
            })
            .collect();
        self.lowering.graph.cell(&column, index)
    }

    /// A text as the parts of a slot, where no markup can stand: in a chart.
    pub(super) fn label(&mut self, text: &Text) -> Vec<Part> {
        let mut parts = Vec::new();
        for piece in &text.pieces {
            match piece {
                TextPiece::Words(words) => parts.push(Part::Words(words.clone())),
                TextPiece::Value(shown) => {
                    let (typed, format) = self.checker.shown(shown);
                    let node = self.lowering.expr(&typed, Lowering::BASE);
                    parts.extend(self.parts(&typed, node, format));
                }
            }
        }
        parts
    }

    /// The table whose rows something is repeated for.
    pub(super) fn table_of(&mut self, each: &tree::Generator, what: &str) -> Option<Id> {
        let table = match each.clauses.as_slice() {
            [(_, tree::Domain::Of(domain))] if each.filter.is_none() => self.checker.table_named(domain),
            _ => None,
        };
        if table.is_none() {
            let headline = format!("{what} is repeated for the rows of a table.");
            let diagnostic = self.error("not-a-domain", headline, each.span, "runs over something else");
            self.report(diagnostic);
        }
        table
    }

    /// A figure, or one for each row of a table.
    fn cards(&mut self, metric: &tree::Metric) -> Vec<Card> {
        let Some(each) = &metric.each else { return self.card(metric).into_iter().collect() };
        let Some(table) = self.table_of(each, "A figure") else { return Vec::new() };
        let mut cards = Vec::new();
        for row in 0..self.checker.model.tables[table].rows.len() {
            let (depth, _) = self.open_row(&each.clauses[0].0.text, table, row);
            cards.extend(self.card(metric));
            self.checker.close_to(depth);
        }
        cards
    }

    fn card(&mut self, metric: &tree::Metric) -> Option<Card> {
        let (typed, format) = self.checker.shown(&metric.value);
        let value = self.value(&typed, format);
        let label = match &metric.label {
            Some(label) => self.rich(label),
            None => vec![Rich::Words(self.words_of(&metric.value.expr))],
        };
        let mut share = None;
        let of = match &metric.of {
            Some(of) => {
                let (limit, format) = self.checker.shown(of);
                if self.checker.comparable(&typed, &limit) {
                    let (a, b) = (
                        self.lowering.expr(&typed, Lowering::BASE),
                        self.lowering.expr(&limit, Lowering::BASE),
                    );
                    let node = self.lowering.graph.binary(lab_core::program::Binary::Div, a, b);
                    share = Some(self.slot(Shows::Share(node)));
                }
                Some(vec![self.value(&limit, format)])
            }
            None => None,
        };
        let note = metric.note.as_ref().map(|note| self.rich(note));
        Some(Card { label, value: vec![value], of, share, note })
    }

    /// A name in words.
    pub(super) fn words_of(&self, expr: &tree::Expr) -> String {
        match &expr.kind {
            tree::ExprKind::Name(name) => name.replace('_', " "),
            tree::ExprKind::Field(_, field) => field.text.replace('_', " "),
            _ => self.checker.quote(expr.span),
        }
    }

    fn table(&mut self, caption: &Text, rows: &tree::Generator, columns: &[tree::Metric]) -> Option<Plan> {
        let caption = self.plain(caption);
        let [(variable, tree::Domain::Of(domain))] = rows.clauses.as_slice() else {
            let diagnostic = self.error(
                "not-a-domain",
                "A table on the page has a row for each row of one table.",
                rows.span,
                "runs over something else",
            );
            self.report(diagnostic);
            return None;
        };
        let Some(table) = self.checker.table_named(domain) else {
            let diagnostic =
                self.error("not-a-domain", "This is no table.", domain.span, "expected the name of a table");
            self.report(diagnostic);
            return None;
        };
        let depth = self.checker.depth();
        let local = self.checker.open_row(&variable.text, table);
        let filter =
            rows.filter.as_ref().map(|filter| self.checker.condition(filter, "condition-not-boolean"));
        let head = columns.iter().map(|column| match &column.label {
            Some(label) => label.words(),
            None => self.words_of(&column.value.expr),
        });
        let head: Vec<String> = head.collect();
        let checked: Vec<(Typed, Format)> =
            columns.iter().map(|column| self.checker.shown(&column.value)).collect();
        let mut lines = Vec::new();
        for row in 0..self.checker.model.tables[table].rows.len() {
            let node = self.lowering.graph.constant(row as f64);
            self.lowering.bind(local, node);
            match filter.as_ref().map(|filter| self.row_counts(filter)) {
                None | Some(Some(true)) => {}
                Some(Some(false)) => continue,
                // Said already.
                Some(None) => break,
            }
            lines.push(
                checked.iter().map(|(typed, format)| vec![self.value(typed, format.clone())]).collect(),
            );
        }
        self.checker.close_to(depth);
        Some(Plan::Table { caption, head, rows: lines })
    }

    /// Whether the filter of a table lets the bound row through; nothing if that is no constant.
    fn row_counts(&mut self, filter: &Typed) -> Option<bool> {
        if filter.of == Type::Unknown {
            return None;
        }
        let holds = self.lowering.expr(filter, Lowering::BASE);
        let holds = self.lowering.graph.value(holds);
        if holds.is_none() {
            let diagnostic = self
                .error(
                    "range-not-constant",
                    "Which rows a table on the page has does not move with controls.",
                    filter.span,
                    "moves with a control",
                )
                .help("show every row, and the condition in a column of its own");
            self.report(diagnostic);
        }
        holds.map(|holds| holds == 1.0)
    }

    fn status(&mut self, status: &tree::Status) -> Option<Plan> {
        let Some((Item::Status(id), _)) = self.checker.names.items.get(&status.name.text) else {
            return None;
        };
        let node = self.lowering.status(*id, Lowering::BASE);
        Some(self.arms(status, status.name.text.clone(), node, None))
    }

    fn arms(&mut self, status: &tree::Status, name: String, node: Node, row: Option<Rich>) -> Plan {
        let slot = self.slot(Shows::Arm(node));
        let mut arms = Vec::new();
        for arm in &status.arms {
            let mut title = match &arm.title {
                Some(title) => self.rich(title),
                None => vec![Rich::Words(super::capital(&arm.name.text.replace('_', " ")))],
            };
            // One for each row says which row it is about.
            if let Some(row) = &row {
                title.splice(0..0, [row.clone(), Rich::Words(": ".to_owned())]);
            }
            let body = arm.message.as_ref().map(|message| self.rich(message)).unwrap_or_default();
            arms.push(ArmPlan { key: arm.name.text.clone(), level: arm.level.text.clone(), title, body });
        }
        Plan::Status { name, slot, arms }
    }

    /// A status for each row of a table.
    fn statuses_of_rows(&mut self, status: &tree::Status, plans: &mut Vec<Plan>) {
        let Some((Item::Status(id), _)) = self.checker.names.items.get(&status.name.text) else { return };
        let id = *id;
        let (Some((_, table)), Some((variable, _))) = (self.checker.model.statuses[id].each, &status.each)
        else {
            return;
        };
        for (row, key) in self.checker.model.tables[table].rows.clone().into_iter().enumerate() {
            let (depth, node) = self.open_row(&variable.text, table, row);
            let holds = self.lowering.status_of(id, Some(node), Lowering::BASE);
            let label = self.row_text(table, node);
            let label = self.rich_of(vec![Part::Text(label)]);
            let plan = self.arms(status, format!("{}.{}", key.text, status.name.text), holds, Some(label));
            plans.push(plan);
            self.checker.close_to(depth);
        }
    }

    /// A choice for each row of a table.
    fn choices_of_rows(
        &mut self,
        name: &tree::Name,
        variable: &tree::Name,
        table: &tree::Name,
        when: Option<&tree::Expr>,
        plans: &mut Vec<Plan>,
    ) {
        let Some((Item::Table(table), _)) = self.checker.names.items.get(&table.text) else { return };
        let table = *table;
        for (row, key) in self.checker.model.tables[table].rows.clone().into_iter().enumerate() {
            let text = format!("{}.{}", key.text, name.text);
            let Some(id) = self.checker.model.controls.iter().position(|control| control.name.text == text)
            else {
                continue;
            };
            let (depth, _) = self.open_row(&variable.text, table, row);
            let label = self.checker.model.controls[id].label.clone();
            let label = self.rich(&label);
            let plan = self.when(when, Plan::Control { id, label });
            plans.push(plan);
            self.checker.close_to(depth);
        }
    }

    /// Opens the variable of a statement that is made for each row, bound to one.
    fn open_row(&mut self, variable: &str, table: Id, row: usize) -> (usize, Node) {
        let depth = self.checker.depth();
        let local = self.checker.open_row(variable, table);
        let node = self.lowering.graph.constant(row as f64);
        self.lowering.bind(local, node);
        (depth, node)
    }

    fn reflect(&mut self, reflect: &tree::Reflect, span: Span) -> Plan {
        let seal = self.fragments.len() as u32;
        self.fragments.push(Fragment::Feedback(Vec::new()));
        let question = self.rich(&reflect.question);
        let mut options = Vec::new();
        let mut verdicts = Vec::new();
        for option in &reflect.options {
            let label = self.rich(&option.label);
            options.push((option.key.text.clone(), label.clone()));
            let outer = self.seal.replace(seal);
            let body = option.feedback.as_ref().map(|text| self.rich(text)).unwrap_or_default();
            self.seal = outer;
            let right = matches!(option.claim, Some(tree::Claim::Right(_)));
            verdicts.push(Verdict { key: option.key.text.clone(), label, right, body });
        }
        if reflect.options.iter().filter(|option| matches!(option.claim, Some(tree::Claim::Right(_)))).count()
            != 1
        {
            let diagnostic = self
                .error(
                    "no-key",
                    "One option of a reflection is marked `right`.",
                    span,
                    "none is, or several are",
                )
                .help("write `right` after the label of the option that is true");
            self.report(diagnostic);
        }
        self.unique_options(&reflect.options);
        self.fragments[seal as usize] = Fragment::Feedback(verdicts);
        Plan::Reflect { name: reflect.name.text.clone(), question, options, seal }
    }

    pub(super) fn unique_options(&mut self, options: &[tree::PredictOption]) {
        for (index, option) in options.iter().enumerate() {
            if options[..index].iter().any(|other| other.key.text == option.key.text) {
                let diagnostic = self.error(
                    "duplicate-name",
                    format!("There are two options `{}`.", option.key.text),
                    option.key.span,
                    "declared again",
                );
                self.report(diagnostic);
            }
        }
    }

    /// Keeps what a prediction reveals for the statement that shows it.
    pub(super) fn keep_reveal(&mut self, name: &str, plan: Plan) {
        self.reveals.push((name.to_owned(), plan));
    }

    /// Plans something as if it lay under a seal.
    pub(super) fn under<R>(&mut self, seal: u32, plan: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.seal.replace(seal);
        let result = plan(self);
        self.seal = outer;
        result
    }
}
