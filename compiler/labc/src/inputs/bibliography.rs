//! Bibliographies: files in the format of BibTeX and BibLaTeX, and how their entries read on a page. The one file that
//! names biblatex. Start at [`Bibliography::read`].
//!
//! There is one style, by author and year: a citation reads the same wherever it stands, so that a lab never has to be
//! renumbered, and two labs cite the same work in the same words.

use std::collections::BTreeMap;

use biblatex::{ChunksExt, DateValue, Entry, PermissiveType, Person};

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::markup::{escape, plain};
use crate::sources::citation::{Citation, Work};
use crate::sources::{FileId, Span};

/// How many authors of a work are named before the others are "et al.".
const MOST_NAMES: usize = 8;

/// The works of a `.bib` file by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bibliography {
    works: BTreeMap<String, Work>,
}

/// What an entry says, piece by piece.
#[derive(Default)]
struct EntryLine {
    html: String,
    words: String,
}

impl EntryLine {
    fn put(&mut self, text: &str) {
        self.html.push_str(&escape(text));
        self.words.push_str(text);
    }

    fn title(&mut self, text: &str) {
        self.html.push_str(&format!("<cite>{}</cite>", escape(text)));
        self.words.push_str(text);
    }

    fn link(&mut self, address: &str) {
        let safe = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
            && !address.contains(|c: char| c.is_whitespace() || c.is_control());
        if safe {
            self.html.push_str(&format!("<a href=\"{0}\">{0}</a>", escape(address)));
            self.words.push_str(address);
        } else {
            self.put(address);
        }
    }

    /// Ends a sentence, unless its last word does.
    fn stop(&mut self) {
        self.put(if self.words.ends_with(['.', '?', '!']) { " " } else { ". " });
    }
}

impl Bibliography {
    /// Reads a `.bib` file, and says what is wrong with it.
    ///
    /// # Errors
    /// What can't be read: a diagnostic at its place in the file.
    pub fn read(text: &str, file: FileId) -> Result<Self, Box<Diagnostic>> {
        let read = biblatex::Bibliography::parse(text).map_err(|error| {
            let end = error.span.end.min(text.len()).max(error.span.start.min(text.len()));
            let span = Span::new(error.span.start.min(end), end);
            let headline = format!("This bibliography can't be read: {}.", error.kind);
            Diagnostic::error(Code::Bibliography, headline, file, span, "here")
                .help("an entry reads `@article{key, author = {…}, title = {…}, year = 2020}`; each key stands once")
        })?;
        // Works with the same authors and year are told apart by letters, in the order of the file.
        let labels: Vec<String> = read.iter().map(label).collect();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for label in &labels {
            *count.entry(label).or_default() += 1;
        }
        let mut letters: BTreeMap<&str, u32> = BTreeMap::new();
        let mut works = BTreeMap::new();
        for (entry, label) in read.iter().zip(&labels) {
            let letter = (count[label.as_str()] > 1).then(|| {
                let next = letters.entry(label).or_default();
                *next += 1;
                lettered(*next)
            });
            let letter = letter.unwrap_or_default();
            let line = line(entry, &letter);
            let label = format!("{label}{letter}");
            let work = Work { label, key: entry.key.clone(), html: line.html, words: line.words };
            works.insert(entry.key.clone(), work);
        }
        Ok(Self { works })
    }

    /// The work of a key.
    pub fn find(&self, key: &str) -> Citation {
        match self.works.get(key) {
            Some(work) => Citation::Known(Box::new(work.clone())),
            None => Citation::Unknown {
                near: crate::similar::nearest(key, self.works.keys().map(String::as_str)).map(str::to_owned),
            },
        }
    }

    /// Its works, in the order of their labels.
    pub fn works(&self) -> Vec<&Work> {
        let mut works: Vec<&Work> = self.works.values().collect();
        works.sort();
        works
    }

    /// All of it as a page of text: Markdown.
    pub fn page(&self, title: &str) -> String {
        let mut page = format!("# {}\n\n", plain(title));
        for work in self.works() {
            page.push_str(&format!("- {}\n", plain(&work.words)));
        }
        page
    }
}

/// `a`, `b`, …, `z`, `aa`, ….
fn lettered(mut number: u32) -> String {
    let mut letters = String::new();
    while number > 0 {
        number -= 1;
        letters.insert(0, char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters
}

/// A field as one line of text.
fn field(entry: &Entry, name: &str) -> Option<String> {
    let text = entry.get(name)?.format_verbatim();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn first(entry: &Entry, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| field(entry, name))
}

/// Who wrote it, or put it together.
fn people(entry: &Entry) -> (Vec<Person>, bool) {
    let named = |name: &str| entry.get_as::<Vec<Person>>(name).ok().filter(|people| !people.is_empty());
    match named("author") {
        Some(authors) => (authors, false),
        None => (named("editor").unwrap_or_default(), true),
    }
}

fn family(person: &Person) -> String {
    match person.prefix.is_empty() {
        true => person.name.clone(),
        false => format!("{} {}", person.prefix, person.name),
    }
}

fn year(entry: &Entry) -> String {
    match entry.date() {
        Ok(PermissiveType::Typed(date)) => match date.value {
            DateValue::At(at) | DateValue::After(at) | DateValue::Before(at) => at.year.to_string(),
            DateValue::Between(from, to) if from.year == to.year => from.year.to_string(),
            DateValue::Between(from, to) => format!("{}–{}", from.year, to.year),
        },
        Ok(PermissiveType::Chunks(chunks)) => chunks.format_verbatim(),
        Err(_) => first(entry, &["year", "date"]).unwrap_or_else(|| "n.d.".to_owned()),
    }
}

/// How it is cited.
fn label(entry: &Entry) -> String {
    let (people, _) = people(entry);
    let is_others = |person: &Person| person.name == "others" && person.given_name.is_empty();
    let names: Vec<String> = people.iter().filter(|person| !is_others(person)).map(family).collect();
    let open = people.iter().any(is_others);
    let who = match &names[..] {
        [] => first(entry, &["shorttitle", "organization", "institution", "title", "url"])
            .map_or_else(|| entry.key.clone(), |title| shortened(&title)),
        [one] if !open => one.clone(),
        [one, two] if !open => format!("{one} and {two}"),
        [one, ..] => format!("{one} et al."),
    };
    format!("{who} {}", year(entry))
}

/// The first words of a title.
fn shortened(title: &str) -> String {
    const WORDS: usize = 5;
    let words: Vec<&str> = title.split(' ').collect();
    match words.len() {
        0..=WORDS => title.to_owned(),
        _ => format!("{} …", words[..WORDS].join(" ")),
    }
}

/// The whole entry: `Authors (year). Title. Where it is found.`
fn line(entry: &Entry, letter: &str) -> EntryLine {
    let mut line = EntryLine::default();
    let (people, edited) = people(entry);
    let full = |person: &Person| {
        let initials: Vec<String> = person
            .given_name
            .split([' ', '.'])
            .filter_map(|name| name.chars().next())
            .map(|first| format!("{first}."))
            .collect();
        let mut name = family(person);
        for more in [initials.join(" "), person.suffix.clone()] {
            if !more.is_empty() {
                name = format!("{name}, {more}");
            }
        }
        name
    };
    let others = people.iter().any(|person| person.name == "others") || people.len() > MOST_NAMES;
    let named = people.iter().filter(|person| person.name != "others").take(MOST_NAMES);
    let names: Vec<String> = named.map(full).collect();
    let title = field(entry, "title");
    let who = match &names[..] {
        [] => first(entry, &["organization", "institution"]).unwrap_or_default(),
        names if others => format!("{} et al.", names.join(", ")),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    };
    let when = format!("({}{letter})", year(entry));
    if who.is_empty() {
        match &title {
            Some(title) => line.title(title),
            None => line.put(&entry.key),
        }
        line.put(&format!(" {when}"));
        line.stop();
    } else {
        line.put(&who);
        if edited {
            line.put(if names.len() == 1 { " (ed.)" } else { " (eds.)" });
        }
        line.put(&format!(" {when}"));
        line.stop();
        if let Some(title) = &title {
            line.title(title);
            if let Some(subtitle) = field(entry, "subtitle") {
                line.put(": ");
                line.title(&subtitle);
            }
            line.stop();
        }
    }
    place(entry, &mut line);
    let linked = match (field(entry, "doi"), field(entry, "eprint"), field(entry, "url")) {
        (Some(doi), ..) => {
            let doi = ["https://doi.org/", "http://dx.doi.org/", "doi:"]
                .iter()
                .find_map(|start| doi.strip_prefix(start))
                .unwrap_or(&doi);
            Some(format!("https://doi.org/{doi}"))
        }
        (None, Some(eprint), _)
            if first(entry, &["eprinttype", "archiveprefix"])
                .is_none_or(|kind| kind.eq_ignore_ascii_case("arxiv")) =>
        {
            Some(format!("https://arxiv.org/abs/{}", eprint.trim_start_matches("arXiv:")))
        }
        (_, _, url) => url,
    };
    match linked {
        Some(address) => line.link(&address),
        None => {
            let (html, words) = (line.html.trim_end().len(), line.words.trim_end().len());
            line.html.truncate(html);
            line.words.truncate(words);
        }
    }
    line
}

/// Where it was published.
fn place(entry: &Entry, line: &mut EntryLine) {
    let pages =
        field(entry, "pages").map(|pages| pages.replace("--", "–").replace('-', "–").replace("––", "–"));
    if let Some(journal) = first(entry, &["journaltitle", "journal"]) {
        line.title(&journal);
        if let Some(volume) = field(entry, "volume") {
            line.put(&format!(" {volume}"));
        }
        if let Some(number) = first(entry, &["number", "issue"]) {
            line.put(&format!("({number})"));
        }
        if let Some(pages) = pages {
            line.put(&format!(", {pages}"));
        }
        line.stop();
    } else if let Some(book) = first(entry, &["booktitle", "maintitle"]) {
        line.put("In ");
        line.title(&book);
        if let Some(pages) = pages {
            line.put(&format!(", {pages}"));
        }
        line.stop();
    }
    let number = field(entry, "number").filter(|_| first(entry, &["journaltitle", "journal"]).is_none());
    let kind = field(entry, "type");
    let report = match (kind, number) {
        (Some(kind), Some(number)) => Some(format!("{kind} {number}")),
        (kind, number) => kind.or(number),
    };
    let edition = field(entry, "edition").map(|edition| {
        if edition.bytes().all(|byte| byte.is_ascii_digit()) { format!("Edition {edition}") } else { edition }
    });
    let publisher = first(entry, &["publisher", "school", "institution", "organization", "howpublished"]);
    for part in [report, edition, publisher, field(entry, "note")].into_iter().flatten() {
        if line.words.contains(&part) {
            continue;
        }
        let is_address = part.starts_with("https://") || part.starts_with("http://");
        match is_address {
            true => line.link(&part),
            false => line.put(&part),
        }
        line.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn works(text: &str) -> Vec<(String, String)> {
        let read = Bibliography::read(text, FileId(0)).unwrap();
        read.works().into_iter().map(|work| (work.label.clone(), work.words.clone())).collect()
    }

    #[test]
    fn works_read_as_people_write_them() {
        let found = works(
            r#"
            @article{boyle, author = {Boyle, Robert}, title = {A Defence of the Doctrine}, journaltitle = {New Experiments},
              date = {1662-03}, volume = 2, number = 1, pages = {1--9}, doi = {10.1000/182}}
            @book{atkins, author = {Atkins, Peter and de Paula, Julio}, title = {Physical Chemistry}, edition = 9,
              publisher = {Oxford University Press}, year = 2010}
            @inproceedings{vaswani, author = "Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and others",
              title = {Attention is {All} You Need}, booktitle = {Advances}, year = {2017}}
            @misc{arx, author = {M{\"u}ller, J.}, title = {Heat \& {H2O}}, year = 2020, eprint = {2001.08361}, archivePrefix = {arXiv}}
            @online{page, title = {How Kettles Work in Every Single Kitchen}, url = {https://example.org/a_b}}
            "#,
        );
        let expected = [
            (
                "Atkins and de Paula 2010",
                "Atkins, P. and de Paula, J. (2010). Physical Chemistry. Edition 9. Oxford University Press.",
            ),
            (
                "Boyle 1662",
                "Boyle, R. (1662). A Defence of the Doctrine. New Experiments 2(1), 1–9. https://doi.org/10.1000/182",
            ),
            (
                "How Kettles Work in Every … n.d.",
                "How Kettles Work in Every Single Kitchen (n.d.). https://example.org/a_b",
            ),
            ("Müller 2020", "Müller, J. (2020). Heat & H2O. https://arxiv.org/abs/2001.08361"),
            (
                "Vaswani et al. 2017",
                "Vaswani, A., Shazeer, N., Parmar, N. et al. (2017). Attention is All You Need. In Advances.",
            ),
        ];
        let expected: Vec<_> = expected.map(|(label, words)| (label.to_owned(), words.to_owned())).into();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_same_authors_and_year_are_told_apart() {
        let text = "@misc{z, author={A, B}, title={One}, year=2020}\n@misc{a, author={A, C}, title={Two}, year=2020}";
        let read = Bibliography::read(text, FileId(0)).unwrap();
        let Citation::Known(one) = read.find("z") else { panic!() };
        assert_eq!((one.label.as_str(), one.words.as_str()), ("A 2020a", "A, B. (2020a). One."));
        assert_eq!(read.find("zz"), Citation::Unknown { near: Some("z".to_owned()) });
        assert_eq!([1, 26, 27, 703].map(lettered), ["a", "z", "aa", "aaa"]);
    }

    #[test]
    fn what_an_entry_says_is_text() {
        let text = "@misc{a, author={{<b>Lab</b>}}, title={1 < 2}, year=2020, url={javascript:alert(1)}}";
        let read = Bibliography::read(text, FileId(0)).unwrap();
        let Citation::Known(work) = read.find("a") else { panic!() };
        assert!(!work.html.contains("<b>") && !work.html.contains("href"), "{}", work.html);
        assert!(read.page("All").contains("\\<b\\>"), "{}", read.page("All"));
    }

    #[test]
    fn faults_are_at_their_place() {
        for (text, from) in [
            ("@misc{a, title={x}}\n@misc{a, title={y}}", 20),
            ("@misc{a, title=", 9),
            ("@misc{a, title={x}}\n@misc{b, month=jann}", 20),
        ] {
            let fault = Bibliography::read(text, FileId(0)).unwrap_err();
            let place = fault.labels[0].span.range();
            assert!(place.start >= from && place.end <= text.len(), "{text}: {place:?}");
        }
    }
}
