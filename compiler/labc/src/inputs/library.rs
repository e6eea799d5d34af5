//! The standard library: modules in the language itself, embedded in the compiler and brought in with
//! `use std.serving`, or all of them with `use std`. Start at [`module`], then [`needs`].
//!
//! A module is cut into its declarations when it is first used; a declaration is read when a lab first
//! speaks of it. What nobody uses is never parsed, checked or evaluated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::syntax::outline::OutlineNode;
use crate::syntax::tree::Statement;

/// The name the library is brought in by.
pub const STD: &str = "std";

/// The modules that bring in units for good; `use std` alone leaves them out.
pub const UNITS: [&str; 2] = ["currencies", "units"];

macro_rules! modules {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../prelude/std/", $name, ".lab")))),*]
    };
}

/// Modules with their texts, in alphabetical order.
const TEXTS: &[(&str, &str)] = modules![
    "comm",
    "compression",
    "cost",
    "currencies",
    "drift",
    "energy",
    "fairness",
    "grid",
    "hardware",
    "memory",
    "models",
    "prices",
    "privacy",
    "quant",
    "queueing",
    "reliability",
    "roofline",
    "scaling",
    "serving",
    "stats",
    "transformer",
    "units",
];

/// A module of the library.
#[derive(Debug)]
pub struct Module {
    /// Its name, without `std`.
    pub name: &'static str,
    pub text: &'static str,
    /// What it is about: the comment at its top.
    pub docs: String,
    /// Other modules of the library that it uses.
    pub uses: Vec<String>,
    /// What it declares.
    pub entries: Vec<LibraryEntry>,
}

/// A declaration of a module.
#[derive(Debug)]
pub struct LibraryEntry {
    /// Its name inside the module; units and dimensions, which every lab that uses the module has, have none.
    pub name: Option<String>,
    /// Whether it is a table with two keys: a field of the rows of its first.
    paired: bool,
    node: OutlineNode,
    statement: OnceLock<Option<Statement>>,
}

impl Module {
    /// The words of a declaration.
    pub fn words(&self, entry: &LibraryEntry) -> &'static str {
        let block = entry.node.block.iter().flatten().next_back();
        let mut end = entry.node.head.end as usize;
        if let Some(last) = block {
            // To the end of the line of what stands last in the block.
            let last = last.head.end as usize;
            end = self.text[last..].find('\n').map_or(self.text.len(), |length| last + length);
        }
        &self.text[entry.node.head.start as usize..end]
    }

    /// A declaration as the language reads it.
    pub fn statement(&self, entry: &LibraryEntry) -> Option<Statement> {
        entry.statement.get_or_init(|| crate::syntax::parse_statement(self.text, &entry.node)).clone()
    }

    /// The declaration of a name.
    pub fn entry(&self, name: &str) -> Option<&LibraryEntry> {
        self.entries.iter().find(|entry| entry.name.as_deref() == Some(name))
    }

    /// The units that it declares, each by its first name.
    pub fn units(&self) -> impl Iterator<Item = &'static str> {
        let text = self.text;
        self.entries.iter().filter_map(move |entry| {
            let unit = text[entry.node.head.range()].strip_prefix("unit ")?;
            Some(unit.split([',', ':', ' ', '=']).next().unwrap_or(unit))
        })
    }

    /// What it declares, with the module's name before it.
    pub fn offers(&self) -> impl Iterator<Item = String> {
        self.entries.iter().filter_map(|entry| entry.name.as_ref()).map(|name| match name == self.name {
            true => name.clone(),
            false => format!("{}.{name}", self.name),
        })
    }
}

/// The names of all modules, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

/// Whether a name is one that a module of the library declares.
pub fn declares(name: &str) -> bool {
    let (first, rest) = name.split_once('.').unwrap_or((name, name));
    module(first).is_some_and(|module| module.entry(rest).is_some())
}

/// A module by its name.
pub fn module(name: &str) -> Option<&'static Module> {
    static MODULES: [OnceLock<Module>; TEXTS.len()] = [const { OnceLock::new() }; TEXTS.len()];
    let index = TEXTS.iter().position(|(known, _)| *known == name)?;
    Some(MODULES[index].get_or_init(|| cut(TEXTS[index].0, TEXTS[index].1)))
}

fn cut(name: &'static str, text: &'static str) -> Module {
    let docs = text.lines().map_while(|line| line.strip_prefix("// ")).collect::<Vec<_>>().join(" ");
    let mut module = Module { name, text, docs, uses: Vec::new(), entries: Vec::new() };
    for node in crate::syntax::outline::outline(Default::default(), text).0 {
        let head = &text[node.head.range()];
        let mut words =
            head.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
        match (words.next(), words.next(), words.next()) {
            (Some("use"), Some(STD), Some(other)) => module.uses.push(other.to_owned()),
            (Some("unit" | "count" | "dimension"), ..) => {
                module.entries.push(LibraryEntry {
                    name: None,
                    paired: false,
                    node,
                    statement: OnceLock::new(),
                });
            }
            (first, Some(name), _) => {
                let name = Some(name.to_owned());
                let paired = first == Some("table") && head.contains('(');
                module.entries.push(LibraryEntry { name, paired, node, statement: OnceLock::new() });
            }
            _ => {}
        }
    }
    module
}

/// The declarations that some texts speak of, by module, with what those speak of in turn. `used` are the
/// modules that the texts may speak of.
pub fn needs(used: &BTreeSet<&'static str>, texts: &[&str]) -> BTreeMap<&'static str, BTreeSet<usize>> {
    let mut needed: BTreeMap<&'static str, BTreeSet<usize>> = BTreeMap::new();
    let mut open: Vec<(&'static Module, usize)> = Vec::new();
    let mut need = |module: &'static Module, wanted: &dyn Fn(&LibraryEntry) -> bool, open: &mut Vec<_>| {
        for (index, entry) in module.entries.iter().enumerate() {
            if wanted(entry) && needed.entry(module.name).or_default().insert(index) {
                open.push((module, index));
            }
        }
    };
    for name in used {
        let Some(module) = module(name) else { continue };
        need(module, &|entry| entry.name.is_none(), &mut open);
    }
    // `device.peak.fp16` speaks of `hardware.peak`, whatever `device` is.
    for module in used.iter().filter_map(|name| module(name)) {
        for entry in module.entries.iter().filter(|entry| entry.paired) {
            let field = format!(".{}.", entry.name.as_deref().unwrap_or_default());
            if texts.iter().any(|text| text.contains(&field)) {
                need(module, &|other| other.name == entry.name, &mut open);
            }
        }
    }
    let mut speaks =
        |text: &str, own: Option<&'static Module>, others: &dyn Fn(&str) -> bool, open: &mut Vec<_>| {
            each_path(text, |first, second, code| {
                if !code && second.is_none() {
                    return;
                }
                if let Some(own) = own {
                    need(own, &|entry| entry.name.as_deref() == Some(first), open);
                }
                if others(first)
                    && let Some(module) = module(first)
                {
                    // A table that is called like its module stands for the module itself.
                    let named = |entry: &LibraryEntry| {
                        entry.name.as_deref().is_some_and(|name| name == first || Some(name) == second)
                    };
                    need(module, &named, open);
                }
            });
        };
    for text in texts {
        speaks(text, None, &|name| used.contains(name), &mut open);
    }
    while let Some((module, index)) = open.pop() {
        let uses = |name: &str| module.uses.iter().any(|used| used == name);
        speaks(module.words(&module.entries[index]), Some(module), &uses, &mut open);
    }
    needed
}

/// Every name of a text with the name after its dot, if it has one, and whether it stands in code: not in a
/// comment, nor in a text outside of braces. Names with a dot are taken to be meant wherever they stand: it
/// does no harm to need too much.
fn each_path(text: &str, mut visit: impl FnMut(&str, Option<&str>, bool)) {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let length = |text: &str| text.find(|c| !inside(c)).unwrap_or(text.len());
    let mut rest = text;
    // The quotes that are open, and how many braces inside of them.
    let (mut quotes, mut braces, mut comment) = ("", 0_u32, false);
    while let Some(first) = rest.chars().next() {
        let code = !comment && (quotes.is_empty() || braces > 0);
        if inside(first) {
            let (name, after) = rest.split_at(length(rest));
            let second = after.strip_prefix('.').map(|after| &after[..length(after)]);
            visit(name, second.filter(|second| !second.is_empty()), code);
            // What follows a dot is no name of its own.
            rest = after;
            while let Some(field) = rest.strip_prefix('.').filter(|field| field.starts_with(inside)) {
                rest = &field[length(field)..];
            }
            continue;
        }
        let mut step = first.len_utf8();
        match first {
            '\n' => {
                comment = false;
                // A text on one line ends with it, whatever is missing.
                if quotes == "\"" {
                    (quotes, braces) = ("", 0);
                }
            }
            _ if comment => {}
            '/' if code && rest.starts_with("//") => comment = true,
            '"' if quotes.is_empty() => {
                quotes = if rest.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
                (braces, step) = (0, quotes.len());
            }
            '"' if braces == 0 && rest.starts_with(quotes) => (quotes, step) = ("", quotes.len()),
            '\\' if !quotes.is_empty() => step += rest[step..].chars().next().map_or(0, char::len_utf8),
            '{' if !quotes.is_empty() => braces += 1,
            '}' if !quotes.is_empty() => braces = braces.saturating_sub(1),
            _ => {}
        }
        rest = &rest[step..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_what_follows_their_dot() {
        let mut found = Vec::new();
        let text = "a.b + c(d.e.f, 2.5) // µ_x. {g.h}\n\"i {j} \\\" k.l\" m\n\"\"\"n \" {o}\"\"\"p";
        each_path(text, |first, second, code| {
            let code = if code { "" } else { "?" };
            found.push(format!("{first}/{}{code}", second.unwrap_or("")));
        });
        let wanted =
            ["a/b", "c/", "d/e", "2/5", "µ_x/?", "g/h?", "i/?", "j/", "k/l?", "m/", "n/?", "o/", "p/"];
        assert_eq!(found, wanted);
    }

    #[test]
    fn modules_are_in_order_and_every_declaration_can_be_read() {
        let names: Vec<&str> = names().collect();
        assert!(names.is_sorted());
        for name in names {
            let module = module(name).unwrap();
            assert!(!module.docs.is_empty() && !module.entries.is_empty(), "{name}");
            let (_, faults) = crate::syntax::parse(Default::default(), module.text);
            assert!(faults.is_empty(), "{name}: {faults:#?}");
            for entry in &module.entries {
                assert!(module.statement(entry).is_some(), "{name}: {:?}", entry.name);
            }
        }
    }

    #[test]
    fn only_what_is_spoken_of_is_needed() {
        let used = BTreeSet::from(["roofline"]);
        assert!(needs(&used, &["let a = 3"]).is_empty());
        let needed = needs(&used, &["let a = roofline.ridge(p, b)"]);
        assert_eq!(needed["roofline"].len(), 1);
        assert!(needs(&BTreeSet::new(), &["roofline.ridge"]).is_empty());
    }
}
