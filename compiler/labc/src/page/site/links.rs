//! Whether the links of a site's pages lead somewhere: to pages, places on them, files. Start at [`broken`].
//!
//! Links and ids are read from the finished pages, because templates of a theme write some of them. The reader of
//! attributes is our own: on the pages of the course it finds what the tokenizer html5gum 0.9 finds, at 740 MB/s in
//! place of 17 MB/s, and a large site is hundreds of megabytes.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::similar::nearest;

/// What a page points at, and what can be pointed at on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLinks {
    /// What `href`, `src` and the script's own attributes name.
    pub links: BTreeSet<String>,
    /// Every id.
    pub ids: BTreeSet<String>,
}

/// Attributes that name files.
const NAMING: [&str; 5] = ["href", "src", "data-wasm", "data-wasm-script", "data-pictures"];

impl PageLinks {
    /// Those of a page, and of what opens on it.
    pub fn of<'h>(pieces: impl IntoIterator<Item = &'h str>) -> Self {
        let mut ends = Self::default();
        for html in pieces {
            attributes(html, |name, value| {
                if name == "id" {
                    ends.ids.insert(unescape(value));
                } else if NAMING.contains(&name) {
                    ends.links.insert(unescape(value));
                }
            });
        }
        ends
    }
}

/// Links that lead nowhere: the page with what it points at. Pages and files go by their paths inside the site.
pub fn broken<E: Borrow<PageLinks>>(
    pages: &BTreeMap<String, E>,
    has: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (page, ends) in pages {
        for link in &ends.borrow().links {
            let (path, id) = link.split_once('#').unwrap_or((link, ""));
            let path = path.split('?').next().unwrap_or("");
            if is_elsewhere(link) {
                continue;
            }
            let there = match beside(page, path) {
                Some(target) if !has(&target) => false,
                Some(_) if id.is_empty() => true,
                Some(target) => pages.get(&target).is_none_or(|ends| ends.borrow().ids.contains(id)),
                None => false,
            };
            if !there {
                found.push((page.clone(), link.clone()));
            }
        }
    }
    found
}

/// The link that was meant by one that leads nowhere: another place of the same page, or a page or file with a similar
/// path.
pub fn meant<'f, E: Borrow<PageLinks>>(
    pages: &BTreeMap<String, E>,
    files: impl Iterator<Item = &'f str>,
    page: &str,
    link: &str,
) -> Option<String> {
    let (path, id) = link.split_once('#').unwrap_or((link, ""));
    let target = beside(page, path)?;
    if let Some(links) = pages.get(&target) {
        let ids = links.borrow().ids.iter().map(String::as_str);
        return Some(format!("{path}#{}", nearest(id, ids)?));
    }
    let near = nearest(&target, files)?;
    let here: Vec<&str> = page.split('/').collect();
    let there: Vec<&str> = near.split('/').collect();
    let folders = |path: &[&str]| path.len() - 1;
    let shared =
        here[..folders(&here)].iter().zip(&there[..folders(&there)]).take_while(|(a, b)| a == b).count();
    Some("../".repeat(folders(&here) - shared) + &there[shared..].join("/"))
}

/// On another site, or no file at all.
fn is_elsewhere(link: &str) -> bool {
    let scheme = link.find(':').is_some_and(|colon| !link[..colon].contains(['/', '?', '#']));
    scheme || link.starts_with('/')
}

/// A path as seen from a page; nothing where it leaves the site.
fn beside(page: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Every attribute with a value, in markup that a theme wrote.
fn attributes<'h>(html: &'h str, mut visit: impl FnMut(&'h str, &'h str)) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        // From one quote to the next, up to the end of the tag.
        loop {
            let Some(stop) = rest.find(['"', '\'', '>']) else { return };
            let quote = &rest[stop..=stop];
            if quote == ">" {
                rest = &rest[stop..];
                break;
            }
            let name = rest[..stop].trim_end_matches('=').trim_end();
            let name = name.rsplit(|c: char| c.is_whitespace()).next().unwrap_or("");
            let value = &rest[stop + 1..];
            let Some(end) = value.find(quote) else { return };
            visit(name, &value[..end]);
            rest = &value[end + 1..];
        }
    }
}

/// Text without the escapes that templates and the compiler write.
pub(in crate::page) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    const ESCAPES: [(&str, char); 7] = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&#x27;", '\''),
        // A theme's own `|escape` writes it.
        ("&#x2f;", '/'),
        ("&amp;", '&'),
    ];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, c) = match ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
            Some((escape, c)) => (escape.len(), *c),
            None => (1, '&'),
        };
        plain.push(c);
        rest = &rest[length..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_found() {
        let pages = [
            ("index.html", "<a href=\"a/index.html#one\">x</a><a href='b/index.html'>x</a>".to_owned()),
            (
                "a/index.html",
                "<h2 id=\"one\">1 < 2</h2><a title=\"a > b\" href=\"../index.html\">x</a><a href=\"#two\">x</a>\
                 <link href=\"../s.css\"><img src=\"../no.png\"><a href=\"https://x.org/#y\">x</a>\
                 <a href=\"../../out\">x</a><!-- <a href=\"no\"> --><a href=\"mailto:a@b\">x</a>"
                    .to_owned(),
            ),
        ];
        let pages: BTreeMap<_, _> =
            pages.iter().map(|(path, html)| ((*path).to_owned(), PageLinks::of([html.as_str()]))).collect();
        let has = |path: &str| pages.contains_key(path) || path == "s.css";
        let found = broken(&pages, has);
        let found: Vec<_> = found.iter().map(|(page, link)| (page.as_str(), link.as_str())).collect();
        assert_eq!(
            found,
            [
                ("a/index.html", "#two"),
                ("a/index.html", "../../out"),
                ("a/index.html", "../no.png"),
                ("index.html", "b/index.html")
            ]
        );
        let meant = |page: &str, link: &str| {
            meant(&pages, pages.keys().map(String::as_str).chain(["s.css", "a/yes.png"]), page, link)
        };
        assert_eq!(meant("a/index.html", "#ones").as_deref(), Some("#one"));
        assert_eq!(meant("index.html", "a/index.html#won").as_deref(), None);
        assert_eq!(meant("a/index.html", "../t.css").as_deref(), Some("../s.css"));
        assert_eq!(meant("a/index.html", "yess.png").as_deref(), Some("yes.png"));
        assert_eq!(meant("index.html", "b/index.html").as_deref(), Some("a/index.html"));
        assert_eq!(meant("index.html", "somewhere/else.html"), None);
        assert_eq!(unescape("a &amp;lt; b & c"), "a &lt; b & c");
    }
}
