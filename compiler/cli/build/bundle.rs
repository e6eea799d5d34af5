//! Joins ES modules into one classic script: what a module imports comes before it, and all share one scope. Names are
//! kept as they are, so no two modules of a script may declare the same one.

use std::collections::{BTreeMap, BTreeSet};

/// A module, as [`crate::minify::module`] reads it.
#[derive(Clone, Default)]
pub(crate) struct Module {
    /// The file that each import names, relative to this one, and the names that it takes from there.
    pub(crate) imports: Vec<(String, Vec<String>)>,
    /// The names that other modules can import.
    pub(crate) exports: BTreeSet<String>,
    /// All names that the module declares for itself, exported or not.
    pub(crate) declares: BTreeSet<String>,
    /// Names that the module uses without declaring or importing them, such as `document`.
    pub(crate) globals: BTreeSet<String>,
    /// The text without its imports and without the word `export`.
    pub(crate) text: String,
}

/// A script of the site: the module where it starts, and modules that others take the place of.
pub(crate) struct Script {
    pub(crate) start: &'static str,
    pub(crate) instead: &'static [(&'static str, &'static str)],
}

/// The modules of a script in the order in which they stand in it.
///
/// # Errors
///
/// Where an import names a file or a name that is not there, two modules declare one name, or one uses a name of another
/// that it does not import.
pub(crate) fn bundle(modules: &BTreeMap<String, Module>, script: &Script) -> Result<Vec<String>, String> {
    let mut order = Vec::new();
    visit(modules, script, script.start, &mut BTreeSet::new(), &mut order)?;
    let mut owners = BTreeMap::new();
    for name in &order {
        for declared in &modules[name].declares {
            if let Some(other) = owners.insert(declared, name) {
                return Err(format!("both {other} and {name} declare `{declared}`"));
            }
        }
    }
    for name in &order {
        for global in &modules[name].globals {
            if let Some(owner) = owners.get(global) {
                return Err(format!("{name} uses `{global}` of {owner} and does not import it"));
            }
        }
    }
    Ok(order)
}

fn visit(
    modules: &BTreeMap<String, Module>,
    script: &Script,
    name: &str,
    seen: &mut BTreeSet<String>,
    order: &mut Vec<String>,
) -> Result<(), String> {
    if !seen.insert(name.to_owned()) {
        return Ok(());
    }
    let module = modules.get(name).ok_or_else(|| format!("there is no module {name}"))?;
    for (file, names) in &module.imports {
        let file = resolve(name, file);
        let file = script.instead.iter().find(|(from, _)| *from == file).map_or(&*file, |(_, to)| to);
        let imported =
            modules.get(file).ok_or_else(|| format!("{name} imports from {file}, which is not there"))?;
        if let Some(missing) = names.iter().find(|name| !imported.exports.contains(*name)) {
            return Err(format!("{name} imports `{missing}`, which {file} does not export"));
        }
        visit(modules, script, file, seen, order)?;
    }
    order.push(name.to_owned());
    Ok(())
}

/// `./b.js` and `../c/d.js` as seen from `a/x.js`: `a/b.js` and `c/d.js`.
fn resolve(from: &str, file: &str) -> String {
    let mut path: Vec<&str> = from.split('/').collect();
    path.pop();
    for step in file.split('/') {
        match step {
            "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}
