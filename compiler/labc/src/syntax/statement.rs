//! Statements: the first word says which rule reads the head, and what its block may hold.

use super::grammar::{Rule, Tree};
use super::outline::Node;
use super::reader::Reader;
use super::tree::*;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The words that begin a statement; a text in quotes is the only other beginning.
pub const STATEMENTS: &[&str] = &[
    "lab",
    "dimension",
    "unit",
    "count",
    "use",
    "const",
    "given",
    "let",
    "fn",
    "table",
    "slider",
    "choice",
    "toggle",
    "number",
    "part",
    "message",
    "predict",
    "reveal",
    "reflect",
    "show",
    "chart",
    "status",
    "details",
    "aside",
    "check",
    "goal",
];

impl Reader<'_> {
    /// The statements of a file, a part or a details block.
    pub(super) fn statements(&mut self, nodes: &[Node]) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::with_capacity(nodes.len());
        for node in nodes {
            match self.kind(node) {
                Some(kind) => statements.push(Statement { docs: node.docs.clone(), span: node.head, kind }),
                None => {
                    let name = self
                        .slice(node.head)
                        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                        .filter(|word| !word.is_empty());
                    self.broken.extend(name.take(2).nth(1).map(str::to_owned));
                }
            }
        }
        statements
    }

    fn kind(&mut self, node: &Node) -> Option<Kind> {
        let head = self.slice(node.head);
        if head.starts_with('"') {
            let tree = self.without_block(node, Rule::prose_stmt)?;
            return Some(Kind::Prose(self.text(tree.kids.first()?)));
        }
        let word = head.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
        match word {
            "lab" => self.lab(node),
            "dimension" | "unit" | "count" => self.unit_statement(node, word),
            "use" => {
                let tree = self.without_block(node, Rule::use_stmt)?;
                Some(Kind::Use(self.path(tree.kids.first()?)))
            }
            "const" => self.define(node, Rule::const_stmt, Origin::Const),
            "given" => self.define(node, Rule::given_stmt, Origin::Given),
            "let" => self.define(node, Rule::let_stmt, Origin::Let),
            "fn" => self.function(node),
            "table" => self.table(node),
            "slider" => self.slider(node, Rule::slider_stmt),
            "number" => self.slider(node, Rule::number_stmt),
            "choice" => self.choice(node),
            "toggle" => self.toggle(node),
            "part" => self.part(node),
            "message" => self.message(node),
            "predict" => self.predict(node),
            "reveal" => {
                let tree = self.without_block(node, Rule::reveal_stmt)?;
                Some(Kind::Reveal(tree.kids.iter().map(|name| self.name(name)).collect()))
            }
            "reflect" => self.reflect(node),
            "show" => self.show(node),
            "chart" => self.chart(node),
            "status" => self.status(node),
            "details" => self.details(node),
            "aside" => self.aside(node),
            "check" => self.check(node),
            "goal" => {
                let tree = self.without_block(node, Rule::goal_stmt)?;
                let title = self.text_of(&tree)?;
                let when = self.expr(tree.child(Rule::expr)?)?;
                Some(Kind::Goal { title, when })
            }
            _ => self.unknown_statement(node, word),
        }
    }

    fn unknown_statement(&mut self, node: &Node, word: &str) -> Option<Kind> {
        let length = word.len().max(self.slice(node.head).chars().next().map_or(0, char::len_utf8));
        let span = Span::new(node.head.start as usize, node.head.start as usize + length);
        let shown = self.slice(span);
        let mut diagnostic = Diagnostic::error(
            "unknown-statement",
            format!("No statement begins with `{shown}`."),
            self.file,
            span,
            "",
        );
        if let Some(near) = crate::similar::nearest(word, STATEMENTS.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                self.file,
                span,
                near,
            );
        } else if self.slice(node.head)[length..].trim_start().starts_with('=') {
            diagnostic = diagnostic.help(format!("a formula is declared with `let {word} = …`")).fix(
                "declare it with `let`",
                self.file,
                Span::new(span.start as usize, span.start as usize),
                "let ",
            );
        } else {
            diagnostic = diagnostic
                .help("text on the page stands in quotes: `\"…\"`, or `\"\"\"…\"\"\"` over several lines");
        }
        self.report(diagnostic);
        None
    }

    /// Reads a head that has no block.
    fn without_block(&mut self, node: &Node, rule: Rule) -> Option<Tree> {
        if node.block.is_some() {
            let span = node.head.after();
            self.report(Diagnostic::error(
                "unexpected-block",
                "This statement takes no block.",
                self.file,
                Span::new(span.start as usize, span.start as usize),
                "a block `{ … }` follows here",
            ));
        }
        self.matched(rule, node.head)
    }

    /// The block of a statement that needs one.
    fn block<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        if node.block.is_none() {
            let diagnostic = Diagnostic::error(
                "missing-block",
                format!("This statement needs a block: {what}."),
                self.file,
                node.head.after(),
                "expected `{`",
            );
            self.report(diagnostic);
        }
        node.block.as_deref().unwrap_or(&[])
    }

    fn text_of(&mut self, tree: &Tree) -> Option<Text> {
        let line = tree.child(Rule::text_line)?;
        Some(self.text(line))
    }

    fn block_text(&mut self, tree: &Tree) -> Option<Text> {
        let block = tree.child(Rule::text_block)?;
        Some(self.text(block))
    }

    fn source(&mut self, tree: &Tree) -> Option<Text> {
        let clause = tree.child(Rule::source_clause)?;
        self.text_of(clause)
    }

    fn symbol(&self, tree: &Tree) -> Option<Name> {
        tree.child(Rule::symbol_clause)?
            .child(Rule::tex)?
            .child(Rule::tex_inner)
            .map(|inner| self.name(inner))
    }

    fn when(&mut self, tree: &Tree) -> Option<Expr> {
        let clause = tree.child(Rule::when_clause)?;
        self.expr(clause.kids.first()?)
    }

    fn of_type(&self, tree: &Tree) -> Option<TypeExpr> {
        tree.child(Rule::of_type)?.child(Rule::type_expr).map(|of| self.type_expr(of))
    }

    fn lab(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::lab_stmt, node.head);
        let (mut chapter, mut reading, mut teaches, mut context) = (None, Vec::new(), Vec::new(), None);
        for inner in node.block.as_deref().unwrap_or(&[]) {
            let word = self.slice(inner.head).split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            match word {
                "chapter" => {
                    if let Some(tree) = self.without_block(inner, Rule::chapter_stmt) {
                        chapter = self.text_of(&tree);
                    }
                }
                "reading" => {
                    self.matched(Rule::reading_stmt, inner.head);
                    for entry in self.block(inner, "what to read").to_vec() {
                        let Some(tree) = self.matched(Rule::reading_entry, entry.head) else { continue };
                        for pair in tree.kids.chunks(2) {
                            if let [section, text] = pair {
                                let text = self.text(text);
                                reading.push((self.name(section), text));
                            }
                        }
                    }
                }
                "teaches" => {
                    if let Some(tree) = self.without_block(inner, Rule::teaches_stmt) {
                        teaches = tree.kids.iter().map(|name| self.name(name)).collect();
                    }
                }
                "context" => {
                    if let Some(tree) = self.without_block(inner, Rule::context_stmt) {
                        context = tree.kids.first().map(|name| self.name(name));
                    }
                }
                _ => {
                    let span = Span::new(inner.head.start as usize, inner.head.start as usize + word.len());
                    self.report(
                        Diagnostic::error(
                            "unknown-statement",
                            format!("The head of a lab has no `{word}`."),
                            self.file,
                            span,
                            "expected `chapter`, `reading`, `teaches` or `context`",
                        )
                        .help("statements of the page follow after the head's `}`"),
                    );
                }
            }
        }
        let head = head?;
        let title = self.text_of(&head)?;
        Some(Kind::Lab(Lab { name: self.name(&head.kids[0]), title, chapter, reading, teaches, context }))
    }

    fn unit_statement(&mut self, node: &Node, word: &str) -> Option<Kind> {
        if word == "dimension" {
            let tree = self.without_block(node, Rule::dimension_stmt)?;
            let of = tree.child(Rule::type_expr).map(|of| self.type_expr(of));
            return Some(Kind::Dimension { name: self.name(&tree.kids[0]), of });
        }
        let soft = word == "count";
        let tree = self.without_block(node, if soft { Rule::count_stmt } else { Rule::unit_stmt })?;
        let names = tree.children(Rule::unit_name).map(|name| self.name(name)).collect();
        let equals = match tree.child(Rule::expr) {
            Some(expr) => Some(self.expr(expr)?),
            None => None,
        };
        // Of the words after the units, the one after the colon is the dimension, the others are prefixes.
        let mut base = None;
        let mut prefixes = Vec::new();
        for name in tree.children(Rule::name) {
            let before = self.source[..name.span.start as usize].trim_end();
            if before.ends_with(':') { base = Some(self.name(name)) } else { prefixes.push(self.name(name)) }
        }
        Some(Kind::Unit(UnitDecl { names, soft, base, equals, prefixes }))
    }

    fn define(&mut self, node: &Node, rule: Rule, origin: Origin) -> Option<Kind> {
        let tree = self.without_block(node, rule)?;
        self.define_from(&tree, origin).map(Kind::Define)
    }

    fn define_from(&mut self, tree: &Tree, origin: Origin) -> Option<Define> {
        let value = self.shown(tree.child(Rule::shown)?)?;
        let source = if origin == Origin::Given { self.text_of(tree) } else { self.source(tree) };
        Some(Define {
            origin,
            name: self.name(&tree.kids[0]),
            of: self.of_type(tree),
            value,
            source,
            symbol: self.symbol(tree),
        })
    }

    fn function(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.without_block(node, Rule::fn_stmt)?;
        let mut params = Vec::new();
        for param in tree.children(Rule::param) {
            let default = match param.child(Rule::expr) {
                Some(expr) => Some(self.expr(expr)?),
                None => None,
            };
            params.push(Param { name: self.name(&param.kids[0]), of: self.of_type(param), default });
        }
        let body = self.shown(tree.child(Rule::shown)?)?;
        Some(Kind::Function(Function {
            name: self.name(&tree.kids[0]),
            params,
            of: self.of_type(&tree),
            body,
        }))
    }

    fn table(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::table_stmt, node.head)?;
        let name = self.name(&head.kids[0]);
        let keys =
            head.child(Rule::table_keys).map(|keys| (self.name(&keys.kids[0]), self.name(&keys.kids[1])));
        let unit = head.child(Rule::show_in).map(|show| self.unit(&show.kids[0]));
        let from = head.child(Rule::table_from).cloned().and_then(|from| self.text_of(&from));
        let mut source = self.source(&head);
        let title = self.text_of(&head);
        let (mut columns, mut rows, mut computed) = (Vec::new(), Vec::new(), Vec::new());
        let nodes = self.block(node, "a line of column names, then a line for each row").to_vec();
        let mut lines = nodes.iter().peekable();
        // A table from a file has a schema only, over as many lines as it likes.
        while let Some(first) = lines.next_if(|line| {
            columns.is_empty() || (from.is_some() && !self.slice(line.head).starts_with("let "))
        }) {
            let tree = self.without_block(first, Rule::table_head)?;
            for column in tree.children(Rule::column) {
                columns.push(self.column(column));
            }
            source = source.or(self.source(&tree));
        }
        for line in lines {
            if self.slice(line.head).starts_with("let ") {
                if let Some(tree) = self.without_block(line, Rule::let_stmt) {
                    computed.extend(self.define_from(&tree, Origin::Let));
                }
            } else if let Some(tree) = self.without_block(line, Rule::table_row) {
                let mut cells = Vec::new();
                for cell in tree.children(Rule::cell) {
                    cells.push(self.cell(cell)?);
                }
                rows.push(TableRow { key: self.name(&tree.kids[0]), cells, span: line.head });
            }
        }
        Some(Kind::Table(Table { name, keys, title, unit, from, source, columns, rows, computed }))
    }

    fn column(&self, tree: &Tree) -> Column {
        let unit = tree.child(Rule::column_unit).map(|unit| self.unit(&unit.kids[0]));
        let bounds = tree.children(Rule::column_bound).map(|bound| {
            let operator = match bound.kids[0].rule {
                Rule::at_least => Operator::Ge,
                Rule::at_most => Operator::Le,
                Rule::above => Operator::Gt,
                _ => Operator::Lt,
            };
            (operator, self.signed(&bound.kids[1]), bound.span)
        });
        Column { name: self.name(&tree.kids[0]), unit, bounds: bounds.collect() }
    }

    fn signed(&self, tree: &Tree) -> f64 {
        let magnitude = self.number(&tree.kids[0]);
        if self.slice(tree.span).starts_with(['-', '−']) { -magnitude } else { magnitude }
    }

    fn cell(&mut self, tree: &Tree) -> Option<Cell> {
        let inner = tree.kids.first()?;
        let span = inner.span;
        let kind = match inner.rule {
            Rule::missing => return Some(Cell { value: None, span }),
            Rule::signed => ExprKind::Number(self.signed(inner), None),
            Rule::text_line => ExprKind::Text(self.text(inner)),
            Rule::yes => ExprKind::Bool(true),
            Rule::no => ExprKind::Bool(false),
            Rule::path => {
                let mut names = self.path(inner).into_iter();
                let first = names.next()?;
                let start = Expr { kind: ExprKind::Name(first.text), span: first.span };
                let path = names.fold(start, |expr, name| {
                    let span = expr.span.to(name.span);
                    Expr { kind: ExprKind::Field(Box::new(expr), name), span }
                });
                return Some(Cell { value: Some(path), span });
            }
            _ => return Some(Cell { value: Some(self.expr(&inner.kids[0])?), span }),
        };
        Some(Cell { value: Some(Expr { kind, span }), span })
    }

    fn slider(&mut self, node: &Node, rule: Rule) -> Option<Kind> {
        let tree = self.without_block(node, rule)?;
        let label = self.text_of(&tree)?;
        let mut ends = Vec::new();
        for end in tree.children(Rule::expr) {
            ends.push(self.expr(end)?);
        }
        let by = match tree.child(Rule::slider_step) {
            Some(step) => Some(self.expr(&step.kids[0])?),
            None => None,
        };
        let mut ends = ends.into_iter();
        Some(Kind::Slider(Slider {
            name: self.name(&tree.kids[0]),
            label,
            from: ends.next()?,
            to: ends.next()?,
            by,
            log: tree.child(Rule::slider_log).is_some(),
            boxed: rule == Rule::number_stmt,
            start: self.shown(tree.child(Rule::shown)?)?,
            symbol: self.symbol(&tree),
            when: self.when(&tree),
        }))
    }

    fn choice(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.without_block(node, Rule::choice_stmt)?;
        let label = self.text_of(&tree)?;
        let each =
            tree.child(Rule::choice_for).map(|each| (self.name(&each.kids[0]), self.name(&each.kids[1])));
        let names: Vec<Name> = tree.children(Rule::name).map(|name| self.name(name)).collect();
        let filter = match tree.child(Rule::choice_where) {
            Some(filter) => Some(self.expr(&filter.kids[0])?),
            None => None,
        };
        let start = self.expr(tree.child(Rule::expr)?)?;
        let when = self.when(&tree);
        let mut names = names.into_iter();
        Some(Kind::Choice(Choice {
            name: names.next()?,
            label,
            each,
            of: names.next()?,
            filter,
            start,
            when,
        }))
    }

    fn toggle(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.without_block(node, Rule::toggle_stmt)?;
        let label = self.text_of(&tree)?;
        let on = tree.child(Rule::on).is_some();
        Some(Kind::Toggle(Toggle { name: self.name(&tree.kids[0]), label, on, when: self.when(&tree) }))
    }

    fn part(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::part_stmt, node.head);
        let block = self.block(node, "the statements of the part").to_vec();
        let body = self.statements(&block);
        let head = head?;
        let title = self.text_of(&head)?;
        let time = match head.child(Rule::part_time) {
            Some(time) => {
                let from = self.expr(&time.kids[0])?;
                let to = match time.kids.get(1) {
                    Some(to) => Some(self.expr(to)?),
                    None => None,
                };
                Some((from, to))
            }
            None => None,
        };
        Some(Kind::Part(Part { name: self.name(&head.kids[0]), title, time, body }))
    }

    fn message(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.matched(Rule::message_stmt, node.head)?;
        let from = self.text_of(&tree)?;
        let mut body = tree.kids.get(1).map(|text| self.text(text));
        if body.is_none() {
            body = self.lone_text(node, "what the message says");
        }
        Some(Kind::Message { from, body })
    }

    /// The text that is all of a statement's block.
    fn lone_text(&mut self, node: &Node, what: &str) -> Option<Text> {
        let inner = self.block(node, what).first().cloned()?;
        let tree = self.matched(Rule::prose_stmt, inner.head)?;
        Some(self.text(tree.kids.first()?))
    }

    fn predict(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::predict_stmt, node.head);
        let options = self.options(node);
        let tree = head?;
        let question = self.text_of(&tree)?;
        let at = match tree.kids.iter().find(|kid| matches!(kid.rule, Rule::at_settings | Rule::at_start)) {
            Some(at) => Some(self.at(at)?.0),
            None => None,
        };
        let truth = match tree.child(Rule::predict_truth) {
            Some(truth) => Some(self.shown(truth.child(Rule::shown)?)?),
            None => None,
        };
        Some(Kind::Predict(Predict { name: self.name(&tree.kids[0]), question, at, truth, options }))
    }

    fn reflect(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::reflect_stmt, node.head);
        let options = self.options(node);
        let tree = head?;
        let question = self.text_of(&tree)?;
        Some(Kind::Reflect(Reflect { name: self.name(&tree.kids[0]), question, options }))
    }

    fn options(&mut self, node: &Node) -> Vec<PredictOption> {
        let mut options: Vec<PredictOption> = Vec::new();
        for inner in self.block(node, "the options").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::options) else { continue };
            if let Some(feedback) = self.block_text(&tree) {
                // Feedback may stand on lines of its own below its option.
                match options.last_mut() {
                    Some(option) if option.feedback.is_none() => option.feedback = Some(feedback),
                    _ => self.stray_text(feedback.span),
                }
            }
            for option in tree.children(Rule::option) {
                options.extend(self.option(option));
            }
        }
        options
    }

    fn stray_text(&mut self, span: Span) {
        self.report(Diagnostic::error(
            "stray-text",
            "This text belongs to nothing.",
            self.file,
            span,
            "expected a name before it",
        ));
    }

    fn option(&mut self, tree: &Tree) -> Option<PredictOption> {
        let key = self.name(&tree.kids[0]);
        let label = self.text_of(tree)?;
        let claim = match tree.child(Rule::claim) {
            Some(claim) => {
                let inner = claim.kids.first()?;
                Some(match inner.rule {
                    Rule::claim_is => Claim::Is(self.expr(&inner.kids[0])?),
                    Rule::claim_range => {
                        Claim::Between(self.expr(&inner.kids[0])?, self.expr(&inner.kids[1])?)
                    }
                    Rule::claim_when => Claim::When(self.expr(&inner.kids[0])?),
                    Rule::claim_never => Claim::Never(inner.span),
                    _ => Claim::Right(inner.span),
                })
            }
            None => None,
        };
        let feedback = match self.block_text(tree) {
            Some(block) => Some(block),
            // A second line of text is feedback too.
            None => tree.children(Rule::text_line).nth(1).map(|line| self.text(line)),
        };
        Some(PredictOption { key, label, claim, feedback })
    }

    fn show(&mut self, node: &Node) -> Option<Kind> {
        let words: Vec<&str> = self.slice(node.head).split_whitespace().take(2).collect();
        match words.get(1).copied().unwrap_or("") {
            "metrics" => {
                self.matched(Rule::metrics_stmt, node.head)?;
                let metrics = self.metrics(node, Rule::metrics);
                Some(Kind::Metrics(metrics))
            }
            "table" => {
                let tree = self.matched(Rule::show_table_stmt, node.head)?;
                let columns = self.metrics(node, Rule::columns);
                let caption = self.text_of(&tree)?;
                let rows = self.generator(tree.child(Rule::generator)?)?;
                Some(Kind::ShowTable { caption, rows, columns })
            }
            _ => {
                let tree = self.without_block(node, Rule::steps_stmt)?;
                let names = tree
                    .children(Rule::path)
                    .map(|path| Name { text: self.slice(path.span).to_owned(), span: path.span });
                Some(Kind::Steps(names.collect()))
            }
        }
    }

    fn metrics(&mut self, node: &Node, rule: Rule) -> Vec<Metric> {
        let mut metrics = Vec::new();
        for inner in self.block(node, "a value and its label for each").to_vec() {
            let Some(tree) = self.without_block(&inner, rule) else { continue };
            for metric in tree.children(Rule::metric) {
                metrics.extend(self.metric(metric));
            }
        }
        metrics
    }

    fn metric(&mut self, tree: &Tree) -> Option<Metric> {
        let value = self.shown(tree.child(Rule::shown)?)?;
        let of = match tree.child(Rule::metric_of) {
            Some(of) => Some(self.shown(&of.kids[0])?),
            None => None,
        };
        let note = tree.child(Rule::metric_note).cloned().and_then(|note| self.text_of(&note));
        let each = self.each(tree)?;
        Some(Metric { value, label: self.text_of(tree), of, note, each })
    }

    fn chart(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::chart_stmt, node.head);
        let mut chart = Chart {
            title: Text { pieces: Vec::new(), block: false, span: node.head },
            x: None,
            y: None,
            lines: Vec::new(),
            rules: Vec::new(),
            mark_now: false,
        };
        for inner in self.block(node, "its axes and marks").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::chart_part) else { continue };
            for part in &tree.kids {
                self.chart_part(part, &mut chart);
            }
        }
        chart.title = self.text_of(&head?)?;
        Some(Kind::Chart(chart))
    }

    fn chart_part(&mut self, tree: &Tree, chart: &mut Chart) -> Option<()> {
        let unit = tree.child(Rule::show_in).map(|show| self.unit(&show.kids[0]));
        let log = tree.child(Rule::slider_log).is_some();
        let label = self.text_of(tree);
        match tree.rule {
            Rule::chart_x => {
                let range = match tree.child(Rule::chart_range) {
                    Some(range) => {
                        let by = match range.child(Rule::slider_step) {
                            Some(step) => Some(self.expr(&step.kids[0])?),
                            None => None,
                        };
                        Some((self.expr(&range.kids[0])?, self.expr(&range.kids[1])?, by))
                    }
                    None => None,
                };
                chart.x = Some(ChartX { name: self.name(&tree.kids[0]), range, unit, log, label });
            }
            Rule::chart_y => chart.y = Some(ChartY { unit, log, label }),
            Rule::chart_line => {
                let value = self.shown(tree.child(Rule::shown)?)?;
                let each = self.each(tree)?;
                let dashed = tree.child(Rule::dashed).is_some();
                let filled = tree.child(Rule::filled).is_some();
                chart.lines.push(ChartLine { value, label, dashed, filled, each });
            }
            Rule::chart_rule => {
                let value = self.shown(tree.child(Rule::shown)?)?;
                let each = self.each(tree)?;
                let horizontal = self.slice(tree.kids[0].span) == "y";
                chart.rules.push(ChartRule { horizontal, value, label, each });
            }
            _ => chart.mark_now = true,
        }
        Some(())
    }

    fn each(&mut self, tree: &Tree) -> Option<Option<Generator>> {
        match tree.child(Rule::generator) {
            Some(generator) => self.generator(generator).map(Some),
            None => Some(None),
        }
    }

    fn status(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::status_stmt, node.head);
        let mut arms: Vec<Arm> = Vec::new();
        for inner in self.block(node, "its arms").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::arms) else { continue };
            if let Some(message) = self.block_text(&tree) {
                match arms.last_mut() {
                    Some(arm) if arm.message.is_none() => arm.message = Some(message),
                    _ => self.stray_text(message.span),
                }
            }
            for arm in tree.children(Rule::status_arm) {
                let message = self.block_text(arm);
                let title = self.text_of(arm);
                let when = match arm.child(Rule::when_clause) {
                    // An arm whose condition cannot be read must not become one that always holds.
                    Some(clause) => match self.expr(&clause.kids[0]) {
                        Some(when) => Some(when),
                        None => continue,
                    },
                    None => None,
                };
                arms.push(Arm {
                    level: self.name(&arm.kids[0]),
                    name: self.name(&arm.kids[1]),
                    title,
                    when,
                    message,
                });
            }
        }
        let tree = head?;
        let each =
            tree.child(Rule::choice_for).map(|each| (self.name(&each.kids[0]), self.name(&each.kids[1])));
        Some(Kind::Status(Status { name: self.name(&tree.kids[0]), title: self.text_of(&tree), each, arms }))
    }

    fn details(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.matched(Rule::details_stmt, node.head)?;
        let title = self.text_of(&tree)?;
        let mut body = Vec::new();
        if let Some(text) = tree.kids.get(1) {
            let span = text.span;
            body.push(Statement { docs: String::new(), span, kind: Kind::Prose(self.text(text)) });
        }
        if body.is_empty() || node.block.is_some() {
            let block = self.block(node, "what it unfolds").to_vec();
            body.append(&mut self.statements(&block));
        }
        Some(Kind::Details { title, body })
    }

    fn aside(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.matched(Rule::aside_stmt, node.head)?;
        let tone = self.name(&tree.kids[0]);
        let texts: Vec<Text> = tree.kids[1..].iter().map(|text| self.text(text)).collect();
        let (mut title, mut body) = (None, None);
        for text in texts {
            if text.block || title.is_some() { body = Some(text) } else { title = Some(text) }
        }
        if body.is_none() && node.block.is_some() {
            body = self.lone_text(node, "what the aside says");
        }
        if body.is_none() {
            // A single line is the remark itself.
            body = title.take();
        }
        Some(Kind::Aside { tone, title, body })
    }

    fn check(&mut self, node: &Node) -> Option<Kind> {
        let tree = self.without_block(node, Rule::check_stmt)?;
        let title = self.text_of(&tree);
        let claim = match tree.child(Rule::check_trend) {
            Some(trend) => CheckClaim::Trend {
                value: self.expr(&trend.kids[0])?,
                rising: trend.child(Rule::k_increases).is_some(),
                control: self.name(trend.child(Rule::name)?),
            },
            None => match (tree.child(Rule::check_extreme), tree.child(Rule::check_reach)) {
                (Some(extreme), _) => CheckClaim::Extreme {
                    value: self.expr(&extreme.kids[0])?,
                    minimum: extreme.child(Rule::k_minimum).is_some(),
                    at: self.expr(extreme.children(Rule::expr).nth(1)?)?,
                    control: self.name(extreme.child(Rule::name)?),
                },
                (_, Some(reach)) => {
                    let at =
                        reach.kids.iter().find(|kid| matches!(kid.rule, Rule::at_settings | Rule::at_start));
                    let at = match at {
                        Some(at) => Some(self.at(at)?.0),
                        None => None,
                    };
                    CheckClaim::Reachable { condition: self.expr(&reach.kids[0])?, at }
                }
                _ => CheckClaim::Holds(self.expr(tree.child(Rule::expr)?)?),
            },
        };
        Some(Kind::Check(Check { title, claim }))
    }
}
