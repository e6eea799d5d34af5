//! What cross-references in the labs of a course lead to: the list in its manifest. Start at [`Sections::find`].

use std::collections::BTreeMap;
use std::ops::Range;

use labc::sources::{Section, Span};
use serde::Deserialize;
use toml::Spanned;

/// The sections of a course by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Sections(BTreeMap<String, SectionTarget>);

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
struct SectionTarget {
    title: String,
    /// A whole address, or a path inside the site.
    href: Option<String>,
    elsewhere: bool,
    /// The part of a lab that it leads to: the lab, the part and where the manifest names it.
    #[serde(skip)]
    part: Option<(String, String, Span)>,
}

/// The same as the manifest has it.
pub(crate) type WrittenSections = BTreeMap<Spanned<String>, WrittenSection>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenSection {
    title: String,
    url: Option<Spanned<String>>,
    lab: Option<Spanned<String>>,
    part: Option<Spanned<String>>,
}

impl Sections {
    /// Takes the list in, and says what is wrong with it.
    pub(crate) fn read(
        written: WrittenSections,
        has_lab: impl Fn(&str) -> bool,
        fault: &mut impl FnMut(Range<usize>, String, &str),
    ) -> Self {
        let mut sections = BTreeMap::new();
        for (id, WrittenSection { title, url, lab, part }) in written {
            if !id.get_ref().starts_with("sec-") {
                let headline = format!("`{}` is not the id of a section", id.get_ref());
                fault(id.span(), headline, "it begins with `sec-`; labs refer to it as `@sec-…`");
            }
            if url.is_some() && (lab.is_some() || part.is_some()) || lab.is_none() && part.is_some() {
                let headline = format!("`{}` leads to two places, or to none", id.get_ref());
                fault(id.span(), headline, "give it a `url`, or a `lab` and perhaps a `part` of it");
            }
            if let Some(lab) = lab.as_ref().filter(|lab| !has_lab(lab.get_ref())) {
                let headline = format!("the course has no lab `{}`", lab.get_ref());
                fault(lab.span(), headline, "name a lab that a volume lists");
            }
            let elsewhere = url.is_some();
            if let Some(url) = url
                .as_ref()
                .filter(|url| !url.get_ref().starts_with("https://") && !url.get_ref().starts_with("http://"))
            {
                let headline = format!("`{}` is not an address", url.get_ref());
                fault(url.span(), headline, "write the whole address, with `https://`");
            }
            let anchor = part.as_ref().map(|part| format!("#part-{}", part.get_ref())).unwrap_or_default();
            let inside = lab.as_ref().map(|lab| format!("{}/index.html{anchor}", lab.get_ref()));
            let href = url.map(Spanned::into_inner).or(inside);
            let part = lab.zip(part).map(|(lab, part)| {
                let span = Span::new(part.span().start, part.span().end);
                (lab.into_inner(), part.into_inner(), span)
            });
            sections.insert(id.into_inner(), SectionTarget { title, href, elsewhere, part });
        }
        Self(sections)
    }

    /// Every part of a lab that a section leads to: the lab, the part, and where the manifest names it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &str, Span)> {
        let parts = self.0.values().filter_map(|target| target.part.as_ref());
        parts.map(|(lab, part, span)| (lab.as_str(), part.as_str(), *span))
    }

    /// The ids of all sections with their titles.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(id, target)| (id.as_str(), target.title.as_str()))
    }

    /// What a reference leads to, as seen from a page in a folder of its own.
    pub(crate) fn find(&self, id: &str) -> Section {
        match self.0.get(id) {
            Some(SectionTarget { title, href, elsewhere, .. }) => Section::Known {
                title: title.clone(),
                href: href.as_ref().map(|href| if *elsewhere { href.clone() } else { format!("../{href}") }),
            },
            None => Section::Unknown {
                near: labc::similar::nearest(id, self.0.keys().map(String::as_str)).map(str::to_owned),
            },
        }
    }
}
