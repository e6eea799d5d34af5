//! The outline of a file, names of the whole course, and what can be folded.

use labc::sources::Span;
use labc::syntax::tree::{Kind, Origin, Statement};
use lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, Location, SymbolInformation, SymbolKind};

use crate::context;
use crate::document::{Document, OWN};
use crate::path;
use crate::server::Server;
use crate::text::Text;

/// How many names are offered of the whole course.
const MOST: usize = 256;

/// What a statement is called in an outline, and what kind of thing it is.
fn named(statement: &Statement) -> Option<(String, String, Span, SymbolKind)> {
    let kind = match &statement.kind {
        Kind::Lab(lab) => {
            return Some((lab.name.text.clone(), lab.title.words(), lab.name.span, SymbolKind::MODULE));
        }
        Kind::Chart(chart) => {
            return Some((chart.title.words(), "chart".to_owned(), chart.title.span, SymbolKind::OBJECT));
        }
        Kind::Define(define) if define.origin == Origin::Let => SymbolKind::VARIABLE,
        Kind::Define(_) => SymbolKind::CONSTANT,
        Kind::Function(_) => SymbolKind::FUNCTION,
        Kind::Table(_) => SymbolKind::STRUCT,
        Kind::Slider(_) | Kind::Choice(_) | Kind::Toggle(_) => SymbolKind::PROPERTY,
        Kind::Status(_) => SymbolKind::ENUM,
        Kind::Part(_) => SymbolKind::NAMESPACE,
        _ => SymbolKind::EVENT,
    };
    let name = statement.kind.declares()?;
    let detail = match &statement.kind {
        Kind::Part(part) => part.title.words(),
        Kind::Slider(slider) => slider.label.words(),
        Kind::Choice(choice) => choice.label.words(),
        Kind::Toggle(toggle) => toggle.label.words(),
        Kind::Predict(predict) => predict.question.words(),
        _ => String::new(),
    };
    Some((name.text.clone(), detail, name.span, kind))
}

/// The outline of a document.
pub(crate) fn document(document: &Document) -> Option<Vec<DocumentSymbol>> {
    let known = document.known()?;
    let text = document.text.as_str();
    let ends = context::every(text).into_iter().map(|(_, span)| (span.start, span.end));
    let ends: std::collections::HashMap<u32, u32> = ends.collect();
    Some(symbols(&document.text, &known.analysis.tree.statements, &ends))
}

fn symbols(
    text: &Text,
    statements: &[Statement],
    ends: &std::collections::HashMap<u32, u32>,
) -> Vec<DocumentSymbol> {
    let mut found = Vec::new();
    for statement in statements {
        let children = symbols(text, statement.kind.body().unwrap_or_default(), ends);
        let Some((name, detail, span, kind)) = named(statement) else {
            found.extend(children);
            continue;
        };
        // What a module brings in stands elsewhere.
        if !text.slice(span).contains(name.as_str()) && !matches!(statement.kind, Kind::Chart(_)) {
            continue;
        }
        let whole = Span {
            end: ends.get(&statement.span.start).copied().unwrap_or(statement.span.end),
            ..statement.span
        };
        let whole = whole.to(span);
        #[allow(deprecated, reason = "the field has to be given")]
        found.push(DocumentSymbol {
            name: if name.is_empty() { "…".to_owned() } else { name },
            detail: (!detail.is_empty()).then_some(detail),
            kind,
            tags: None,
            deprecated: None,
            range: text.range(whole),
            selection_range: text.range(span),
            children: (!children.is_empty()).then_some(children),
        });
    }
    found
}

/// Names of all labs that have the letters of a query.
pub(crate) fn workspace(server: &Server, query: &str) -> Vec<SymbolInformation> {
    let query = query.to_lowercase();
    let mut paths: Vec<_> = server
        .courses
        .values()
        .flat_map(|course| &course.checked.order)
        .map(|(_, path)| path.clone())
        .collect();
    paths.extend(
        server.documents.values().filter(|document| document.is_lab).map(|document| document.path.clone()),
    );
    paths.sort();
    paths.dedup();
    let mut found = Vec::new();
    for path in paths {
        let Some(text) = server.text_of(&path) else { continue };
        if !text.as_str().to_lowercase().contains(&query) {
            continue;
        }
        let (tree, _) = labc::syntax::parse(OWN, text.as_str());
        let lab = tree.statements.iter().find_map(|statement| match &statement.kind {
            Kind::Lab(lab) => Some(lab.name.text.clone()),
            _ => None,
        });
        let Some(uri) = path::uri(&path) else { continue };
        labc::syntax::every(&tree.statements, &mut |statement| {
            let Some((name, _, span, kind)) = named(statement) else { return };
            if found.len() < MOST && name.to_lowercase().contains(&query) {
                #[allow(deprecated, reason = "the field has to be given")]
                found.push(SymbolInformation {
                    name,
                    kind,
                    tags: None,
                    deprecated: None,
                    location: Location { uri: uri.clone(), range: text.range(span) },
                    container_name: lab.clone(),
                });
            }
        });
    }
    found
}

/// What can be folded: statements with their blocks, texts of several lines, and comments.
pub(crate) fn folds(document: &Document) -> Vec<FoldingRange> {
    let text = &document.text;
    let fold = |span: Span, kind: Option<FoldingRangeKind>| {
        let range = text.range(span);
        (range.end.line > range.start.line).then(|| FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            kind,
            ..Default::default()
        })
    };
    let mut found: Vec<FoldingRange> =
        context::every(text.as_str()).into_iter().filter_map(|(_, span)| fold(span, None)).collect();
    let mut first: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.as_str().split_inclusive('\n').chain([""]) {
        match (line.trim_start().starts_with("//"), first) {
            (true, None) => first = Some((at, at + line.trim_end().len())),
            (true, Some((start, _))) => first = Some((start, at + line.trim_end().len())),
            (false, Some((start, end))) => {
                found.extend(fold(Span::new(start, end), Some(FoldingRangeKind::Comment)));
                first = None;
            }
            (false, None) => {}
        }
        at += line.len();
    }
    found
}
