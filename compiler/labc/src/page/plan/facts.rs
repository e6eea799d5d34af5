//! Where the figures of a lab come from.

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::page::render::markdown;
use crate::page::render::view::FactView;
use crate::syntax::tree::{self, Origin};

impl Planner<'_> {
    /// Every constant with its source.
    pub(in crate::page) fn facts(&mut self) -> Vec<FactView> {
        let mut facts = Vec::new();
        for id in 0..self.model.defines.len() {
            let define = self.model.defines[id].clone();
            if define.tree.origin == Origin::Let {
                continue;
            }
            let Some(source) = &define.tree.source else {
                if define.tree.origin == Origin::Const {
                    let name = &define.tree.name;
                    let diagnostic = Diagnostic::warning(
                        Code::NoSource,
                        format!("`{}` has no source.", name.text),
                        self.file,
                        name.span,
                        "a fact about the world",
                    )
                    .help("write `source \"…\"` after it, or use `given` if it belongs to the story");
                    self.report(diagnostic);
                }
                continue;
            };
            let Some(value) = &define.value else { continue };
            let node = self.lowering.expr(value, Lowering::BASE);
            let value =
                self.lowering.graph.value(node).map(|value| define.format.text(value)).unwrap_or_default();
            let html = markdown::html_of(&define.docs);
            facts.push(FactView {
                name: define.tree.name.text.replace('_', " "),
                value,
                source: self.source(source),
                works: self.works_of(source),
                html,
                files: Vec::new(),
            });
        }
        for id in 0..self.model.tables.len() {
            let tree = self.model.tables[id].tree.clone();
            if crate::inputs::library::declares(&tree.name.text) {
                continue;
            }
            // A table whose data no table on the page leads to has its files here.
            let files = self.data_of(id);
            let source = match (&tree.source, &tree.from) {
                (Some(source), _) => Some(source),
                (None, from) => from.as_ref().filter(|_| !files.is_empty()),
            };
            if let Some(source) = source {
                let name =
                    tree.title.as_ref().map_or_else(|| tree.name.text.replace('_', " "), tree::Text::words);
                let rows = if tree.rows.len() == 1 {
                    "1 row".to_owned()
                } else {
                    format!("{} rows", tree.rows.len())
                };
                let works = self.works_of(source);
                let source = self.source(source);
                facts.push(FactView { name, value: rows, source, works, html: String::new(), files });
            }
        }
        let mut cited = self.cited();
        facts.append(&mut cited);
        facts
    }
}
