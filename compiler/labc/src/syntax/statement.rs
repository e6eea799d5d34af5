//! Statements: what there are, how each is read, and how those of one line are written. The first word says which rule
//! reads the head, and what its block may hold. A new statement is declared here, all of it: its word in [`STATEMENTS`],
//! its [`Kind`], an arm in `Reader::statement` and one in `Kind::written`.

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

/// What a statement says.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `lab id "title" { … }`
    Lab(Lab),
    /// `dimension Name = …`
    Dimension {
        /// The new dimension, in `CamelCase`.
        name: Name,
        /// What it is made of; a base dimension has none.
        of: Option<TypeExpr>,
    },
    /// `unit name, alias = 60 s prefixed decimal`, and `count name`
    Unit(UnitDecl),
    /// `use std.hardware`
    Use(Vec<Name>),
    /// `const`, `given` or `let`
    Define(Define),
    /// `fn name(params): type = body`
    Function(Function),
    /// `table name { … }`
    Table(Table),
    /// `extend name { … }`: more rows for a table, without keys, unit or computed columns of its own.
    Extend(Table),
    /// `slider`
    Slider(Slider),
    /// `choice`
    Choice(Choice),
    /// `toggle`
    Toggle(Toggle),
    /// `part`
    Part(Part),
    /// Text standing alone.
    Prose(Text),
    /// `message from "…" "…"`
    Message {
        /// Who writes.
        from: Text,
        /// What.
        body: Option<Text>,
    },
    /// `figure "…" alt "…" caption "…" dark "…"`
    Figure {
        /// The file, as seen from the lab's folder.
        path: Text,
        /// What takes the place of the picture where it isn't seen.
        alt: Option<Text>,
        /// What stands below it.
        caption: Option<Text>,
        /// The file for dark pages.
        dark: Option<Text>,
    },
    /// `predict`
    Predict(Predict),
    /// `reveal a, b`
    Reveal(Vec<Name>),
    /// `reflect`
    Reflect(Reflect),
    /// `show steps a, b`
    Steps(Vec<Name>),
    /// `show metrics { … }`
    Metrics(Vec<Metric>),
    /// `hud { … }`
    Hud(Vec<HudEntry>),
    /// `show table "…" for row in table { … }`
    ShowTable(ShowTable),
    /// `show badges { … }`
    Badges(Vec<Badge>),
    /// `chart`
    Chart(Box<Chart>),
    /// `status`
    Status(Status),
    /// `details "…" { … }`
    Details {
        /// The summary.
        title: Text,
        /// What it holds.
        body: Vec<Statement>,
    },
    /// `beside { … }`, `tabs { … }`, `group "…" { … }`, `bench "…" { … }`
    Layout {
        /// How they stand.
        form: Layout,
        /// The title of a group.
        title: Option<Text>,
        /// What stands so.
        body: Vec<Statement>,
    },
    /// `preset "…" { … }`
    Preset {
        /// What its button says.
        title: Text,
        /// The settings that it makes.
        at: At,
    },
    /// `aside tone "title" """…"""`
    Aside {
        /// `insight`, `warning`, `note` or `takeaways`.
        tone: Name,
        /// Its heading.
        title: Option<Text>,
        /// What it says.
        body: Option<Text>,
    },
    /// `check "…" expression`
    Check(Check),
    /// `allow code "…"`
    Allow(Allow),
    /// `estimate`
    Estimate(Estimate),
    /// `answer name "…"`
    Answer(Asked),
    /// `task name "…" """…"""`
    Task(Asked),
    /// `upload`
    Upload(Upload),
    /// `decide`
    Decide(Decide),
    /// `revisit lab`
    Revisit(Name),
    /// `record { name = value "…" }`
    Record(Vec<Recorded>),
    /// `use ledger lab { field as name else value }`
    UseLedger {
        /// The lab.
        lab: Name,
        /// What is read of it.
        entries: Vec<UseField>,
    },
    /// `goal "…" when expression`
    Goal {
        /// Its name in the record; without one, the words of its title are.
        name: Option<Name>,
        /// Names it had before.
        was: Vec<Name>,
        /// What is to be reached.
        title: Text,
        /// When it is.
        when: Expr,
    },
}

/// A piece of a statement as it is written.
pub(super) enum Written<'s> {
    /// A word.
    Word(&'static str),
    /// A word of the author's.
    Name(&'s Name),
    /// Names with something between them.
    Names(&'s [Name], &'static str),
    /// The names that it had before, if it had any.
    Was(&'s [Name]),
    /// A text of one line, or of several lines further in.
    Text(&'s Text),
    /// An expression.
    Expr(&'s Expr),
    /// Where its condition is, if it has one.
    When,
    /// What it says, at the end: a line beside it, or a block below.
    Body(&'s Text),
}

impl Kind {
    /// How a statement of one line is written; nothing for one that has a block or a layout of its own.
    pub(super) fn written(&self) -> Option<Vec<Written<'_>>> {
        use Written::{Body, Expr, Name, Names, Text, Was, When, Word};
        Some(match self {
            Self::Use(path) => vec![Word("use"), Names(path, ".")],
            Self::Message { from, body } => {
                let head = [Word("message"), Word("from"), Text(from), When];
                head.into_iter().chain(body.iter().map(Body)).collect()
            }
            Self::Figure { path, alt, caption, dark } => {
                let mut pieces = vec![Word("figure"), Text(path)];
                for (word, said) in [("alt", alt), ("caption", caption), ("dark", dark)] {
                    pieces.extend(said.iter().flat_map(|said| [Word(word), Text(said)]));
                }
                pieces.push(When);
                pieces
            }
            Self::Aside { tone, title, body } => {
                let head = [Word("aside"), Name(tone)].into_iter().chain(title.iter().map(Text));
                head.chain([When]).chain(body.iter().map(Body)).collect()
            }
            Self::Reveal(names) => vec![Word("reveal"), Names(names, ", ")],
            Self::Steps(names) => vec![Word("show"), Word("steps"), Names(names, ", ")],
            Self::Revisit(lab) => vec![Word("revisit"), Name(lab)],
            Self::Allow(allow) => vec![Word("allow"), Name(&allow.code), Text(&allow.reason)],
            Self::Goal { name, was, title, when } => {
                let name = name.iter().flat_map(|name| [Name(name), Was(was)]);
                let rest = [Text(title), Word("when"), Expr(when)];
                [Word("goal")].into_iter().chain(name).chain(rest).collect()
            }
            Self::Answer(asked) | Self::Task(asked) => {
                let word = Word(if matches!(self, Self::Task(_)) { "task" } else { "answer" });
                let head = [word, Name(&asked.name), Was(&asked.was), Text(&asked.title), When];
                head.into_iter().chain(asked.body.iter().map(Body)).collect()
            }
            Self::Lab(_)
            | Self::Dimension { .. }
            | Self::Unit(_)
            | Self::Define(_)
            | Self::Function(_)
            | Self::Table(_)
            | Self::Extend(_)
            | Self::Slider(_)
            | Self::Choice(_)
            | Self::Toggle(_)
            | Self::Part(_)
            | Self::Prose(_)
            | Self::Predict(_)
            | Self::Reflect(_)
            | Self::Metrics(_)
            | Self::Hud(_)
            | Self::ShowTable(_)
            | Self::Badges(_)
            | Self::Chart(_)
            | Self::Status(_)
            | Self::Details { .. }
            | Self::Layout { .. }
            | Self::Preset { .. }
            | Self::Check(_)
            | Self::Estimate(_)
            | Self::Upload(_)
            | Self::Decide(_)
            | Self::Record(_)
            | Self::UseLedger { .. } => return None,
        })
    }
}

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
