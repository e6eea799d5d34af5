//! Statements: the first word says which rule reads the head, and what its block may hold.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::tree::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

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
    "extend",
    "slider",
    "choice",
    "toggle",
    "hud",
    "number",
    "part",
    "message",
    "figure",
    "predict",
    "reveal",
    "reflect",
    "show",
    "chart",
    "status",
    "details",
    "beside",
    "tabs",
    "group",
    "bench",
    "preset",
    "aside",
    "check",
    "allow",
    "goal",
    "estimate",
    "answer",
    "task",
    "upload",
    "decide",
    "revisit",
    "record",
];

/// A statement with the condition under which it is on the page.
pub(super) type Conditional = (Kind, Option<Expr>);

impl Reader<'_> {
    /// The statements of a file, a part or a details block.
    pub(super) fn statements(&mut self, nodes: &[OutlineNode]) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::with_capacity(nodes.len());
        self.blocks += 1;
        for node in nodes {
            match if self.faulty(node.head) { None } else { self.statement(node) } {
                Some((kind, when)) => {
                    statements.push(Statement { docs: node.docs.clone(), span: node.head, when, kind });
                }
                None => {
                    let name = self
                        .slice(node.head)
                        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                        .filter(|word| !word.is_empty());
                    self.broken.extend(name.take(2).nth(1).map(str::to_owned));
                }
            }
        }
        self.blocks -= 1;
        statements
    }

    /// A statement, with the condition under which it is on the page.
    fn statement(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let head = self.slice(node.head);
        if head.starts_with('"') {
            let tree = self.without_block(node, Rule::prose_stmt)?;
            let prose = Kind::Prose(self.text(tree.kids.first()?));
            return Some((prose, self.when(&tree)));
        }
        let word = head.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
        match word {
            "slider" => self.slider(node, Rule::slider_stmt),
            "number" => self.slider(node, Rule::number_stmt),
            "choice" => self.choice(node),
            "toggle" => self.toggle(node),
            "message" => self.message(node),
            "figure" => self.figure(node),
            "details" => self.details(node),
            "aside" => self.aside(node),
            "answer" => self.asked(node, Rule::answer_stmt, Kind::Answer),
            "task" => self.asked(node, Rule::task_stmt, Kind::Task),
            "decide" => self.decide(node),
            _ => self.kind(node, word).map(|kind| (kind, None)),
        }
    }

    /// A statement that takes no condition.
    fn kind(&mut self, node: &OutlineNode, word: &str) -> Option<Kind> {
        match word {
            "lab" => self.lab(node),
            "dimension" | "unit" | "count" => self.unit_statement(node, word),
            "use" if self.slice(node.head)["use".len()..].trim_start().starts_with("ledger ") => {
                self.use_ledger(node)
            }
            "use" => {
                let tree = self.without_block(node, Rule::use_stmt)?;
                Some(Kind::Use(self.path(tree.kids.first()?)))
            }
            "const" => self.define(node, Rule::const_stmt, Origin::Const),
            "given" => self.define(node, Rule::given_stmt, Origin::Given),
            "let" => self.define(node, Rule::let_stmt, Origin::Let),
            "fn" => self.function(node),
            "table" => self.table(node),
            "extend" => self.extend(node),
            "part" => self.part(node),
            "predict" => self.predict(node),
            "reveal" => {
                let tree = self.without_block(node, Rule::reveal_stmt)?;
                Some(Kind::Reveal(tree.kids.iter().map(|name| self.name(name)).collect()))
            }
            "reflect" => self.reflect(node),
            "show" => self.show(node),
            "hud" => self.hud(node),
            "chart" => self.chart(node),
            "status" => self.status(node),
            "beside" => self.layout(node, Layout::Beside),
            "tabs" => self.layout(node, Layout::Tabs),
            "group" => self.layout(node, Layout::Group),
            "bench" => self.layout(node, Layout::Bench),
            "preset" => self.preset(node),
            "check" => self.check(node),
            "allow" => self.allow(node),
            "goal" => {
                let tree = self.without_block(node, Rule::goal_stmt)?;
                let title = self.text_of(&tree)?;
                let when = self.expr(tree.child(Rule::expr)?)?;
                let name = tree.child(Rule::name).map(|name| self.name(name));
                Some(Kind::Goal { name, was: self.was(&tree), title, when })
            }
            "estimate" => self.estimate(node),
            "upload" => self.upload(node),
            "revisit" => {
                let tree = self.without_block(node, Rule::revisit_stmt)?;
                Some(Kind::Revisit(self.name(tree.kids.first()?)))
            }
            "record" => self.record(node),
            _ => self.unknown_statement(node, word),
        }
    }

    fn unknown_statement(&mut self, node: &OutlineNode, word: &str) -> Option<Kind> {
        let length = word.len().max(self.slice(node.head).chars().next().map_or(0, char::len_utf8));
        let span = Span::new(node.head.start as usize, node.head.start as usize + length);
        let shown = self.slice(span);
        let mut diagnostic = Diagnostic::error(
            Code::UnknownStatement,
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
            diagnostic = diagnostic.help(format!("to declare a formula, write `let {word} = …`")).fix(
                "declare it with `let`",
                self.file,
                Span::new(span.start as usize, span.start as usize),
                "let ",
            );
        } else {
            diagnostic = diagnostic
                .help("to put text on the page, use quotes: `\"…\"`, or `\"\"\"…\"\"\"` over several lines");
        }
        self.report(diagnostic);
        None
    }

    /// Reads a head that has no block.
    pub(super) fn without_block(&mut self, node: &OutlineNode, rule: Rule) -> Option<Tree> {
        if node.block.is_some() {
            let span = node.head.after();
            self.report(Diagnostic::error(
                Code::UnexpectedBlock,
                "This statement can't have a block.",
                self.file,
                Span::new(span.start as usize, span.start as usize),
                "a block `{ … }` follows here",
            ));
        }
        self.matched(rule, node.head)
    }

    /// The block of a statement that needs one.
    pub(super) fn block<'n>(&mut self, node: &'n OutlineNode, what: &str) -> &'n [OutlineNode] {
        if node.block.is_none() {
            let diagnostic = Diagnostic::error(
                Code::MissingBlock,
                format!("This statement needs a block: {what}."),
                self.file,
                node.head.after(),
                "expected `{`",
            );
            self.report(diagnostic);
        }
        node.block.as_deref().unwrap_or(&[])
    }

    pub(super) fn text_of(&mut self, tree: &Tree) -> Option<Text> {
        let line = tree.child(Rule::text_line)?;
        Some(self.text(line))
    }

    pub(super) fn block_text(&mut self, tree: &Tree) -> Option<Text> {
        let block = tree.child(Rule::text_block)?;
        Some(self.text(block))
    }

    pub(super) fn source(&mut self, tree: &Tree) -> Option<Text> {
        let clause = tree.child(Rule::source_clause)?;
        match clause.child(Rule::cite_key) {
            // As if it were written `"[@key]"`.
            Some(key) => {
                let Name { text, span } = self.name(key);
                Some(Text { pieces: vec![TextPiece::Words(format!("[{text}]"))], block: false, span })
            }
            None => self.text_of(clause),
        }
    }

    pub(super) fn symbol(&self, tree: &Tree) -> Option<Name> {
        tree.child(Rule::symbol_clause)?
            .child(Rule::tex)?
            .child(Rule::tex_inner)
            .map(|inner| self.name(inner))
    }

    /// The condition under which a statement is on the page; nothing, too, for one that cannot be read, which is
    /// reported.
    pub(super) fn when(&mut self, tree: &Tree) -> Option<Expr> {
        let clause = tree.child(Rule::when_clause)?;
        self.expr(clause.kids.first()?)
    }

    pub(super) fn of_type(&self, tree: &Tree) -> Option<TypeExpr> {
        tree.child(Rule::of_type)?.child(Rule::type_expr).map(|of| self.type_expr(of))
    }

    fn lab(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::lab_stmt, node.head);
        let (mut chapter, mut section, mut context) = (None, None, None);
        let (mut reading, mut teaches, mut prefer) = (Vec::new(), Vec::new(), Vec::new());
        for inner in node.block.as_deref().unwrap_or(&[]) {
            let word = self.slice(inner.head).split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            match word {
                "chapter" => {
                    if let Some(tree) = self.without_block(inner, Rule::chapter_stmt) {
                        chapter = self.text_of(&tree);
                        section = tree.child(Rule::section).map(|section| self.name(section));
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
                "prefer" => {
                    if let Some(tree) = self.without_block(inner, Rule::prefer_stmt) {
                        prefer.extend(tree.kids.iter().map(|unit| self.unit(unit)));
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
                            Code::UnknownStatement,
                            format!("The head of a lab has no `{word}`."),
                            self.file,
                            span,
                            "expected `chapter`, `reading`, `teaches`, `context` or `prefer`",
                        )
                        .help("write statements of the page after the `}` of the head"),
                    );
                }
            }
        }
        let head = head?;
        let title = self.text_of(&head)?;
        Some(Kind::Lab(Lab {
            name: self.name(&head.kids[0]),
            was: self.was(&head),
            title,
            chapter,
            section,
            reading,
            teaches,
            prefer,
            context,
        }))
    }

    fn unit_statement(&mut self, node: &OutlineNode, word: &str) -> Option<Kind> {
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

    fn define(&mut self, node: &OutlineNode, rule: Rule, origin: Origin) -> Option<Kind> {
        let tree = self.without_block(node, rule)?;
        self.define_from(&tree, origin).map(Kind::Define)
    }

    pub(super) fn define_from(&mut self, tree: &Tree, origin: Origin) -> Option<Define> {
        let value = self.shown(tree.child(Rule::shown)?)?;
        let source = if origin == Origin::Given { self.text_of(tree) } else { self.source(tree) };
        Some(Define {
            origin,
            name: self.name(&tree.kids[0]),
            of: self.of_type(tree),
            value,
            source,
            symbol: self.symbol(tree),
            facts: self.facts(tree)?,
        })
    }

    /// What a formula states of its value; nothing where that has a fault.
    fn facts(&mut self, tree: &Tree) -> Option<Vec<Fact>> {
        let mut facts = Vec::new();
        for kid in &tree.kids {
            let kind = match kid.rule {
                Rule::positive => FactKind::Positive,
                Rule::between => {
                    let mut ends = kid.children(Rule::end);
                    FactKind::Between(self.expr(ends.next()?)?, self.expr(ends.next()?)?)
                }
                _ => continue,
            };
            facts.push(Fact { kind, span: kid.span });
        }
        Some(facts)
    }

    fn function(&mut self, node: &OutlineNode) -> Option<Kind> {
        let tree = self.without_block(node, Rule::fn_stmt)?;
        let mut params = Vec::new();
        for param in tree.children(Rule::param) {
            let default = match param.child(Rule::expr) {
                Some(expr) => Some(self.expr(expr)?),
                None => None,
            };
            let name = self.name(param.child(Rule::name)?);
            let label = param.child(Rule::label).map(|label| self.name(label));
            params.push(Param { label, name, of: self.of_type(param), default });
        }
        let body = self.shown(tree.child(Rule::shown)?)?;
        let mut requires = Vec::new();
        for clause in tree.children(Rule::require_clause) {
            let condition = self.expr(clause.child(Rule::expr)?)?;
            requires.push(Require { condition, reason: self.text_of(clause)? });
        }
        let mut examples = Vec::new();
        for clause in tree.children(Rule::example_clause) {
            examples.push(self.expr(clause.child(Rule::expr)?)?);
        }
        Some(Kind::Function(Function {
            name: self.name(&tree.kids[0]),
            params,
            of: self.of_type(&tree),
            body,
            source: self.source(&tree),
            requires,
            examples,
            module: None,
        }))
    }

    fn slider(&mut self, node: &OutlineNode, rule: Rule) -> Option<Conditional> {
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
        let slider = Slider {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            label,
            from: ends.next()?,
            to: ends.next()?,
            by,
            log: tree.child(Rule::slider_log).is_some(),
            boxed: rule == Rule::number_stmt,
            start: self.shown(tree.child(Rule::shown)?)?,
            symbol: self.symbol(&tree),
        };
        Some((Kind::Slider(slider), self.when(&tree)))
    }

    fn choice(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.without_block(node, Rule::choice_stmt)?;
        let label = self.text_of(&tree)?;
        let each =
            tree.child(Rule::choice_for).map(|each| (self.name(&each.kids[0]), self.name(&each.kids[1])));
        let filter = match tree.child(Rule::choice_where) {
            Some(filter) => Some(self.expr(&filter.kids[0])?),
            None => None,
        };
        let called = tree.child(Rule::choice_as).cloned().and_then(|clause| self.text_of(&clause));
        let start = self.expr(tree.child(Rule::expr)?)?;
        let choice = Choice {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            label,
            each,
            of: self.name(tree.child(Rule::path)?),
            filter,
            called,
            start,
        };
        Some((Kind::Choice(choice), self.when(&tree)))
    }

    fn toggle(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.without_block(node, Rule::toggle_stmt)?;
        let label = self.text_of(&tree)?;
        let on = tree.child(Rule::on).is_some();
        let (name, was) = (self.name(&tree.kids[0]), self.was(&tree));
        Some((Kind::Toggle(Toggle { name, was, label, on }), self.when(&tree)))
    }

    /// The title of an arm, before its condition, and its message: a block, or a second line.
    pub(super) fn arm_texts(&mut self, arm: &Tree) -> (Option<Text>, Option<Text>) {
        let (mut title, mut message) = (None, None);
        let mut conditional = false;
        for kid in &arm.kids {
            match kid.rule {
                Rule::when_clause => conditional = true,
                Rule::text_line if title.is_none() && !conditional => title = Some(self.text(kid)),
                Rule::text_line | Rule::text_block => message = Some(self.text(kid)),
                _ => {}
            }
        }
        (title, message)
    }
}
