//! What every page of a site has: the course, shared files, neighbours. Start at [`SiteFrame::page`].

use std::collections::BTreeMap;

use labc::page::Evaluator;
use labc::page::render::view::{AssetsView, CourseView, FrameView, TextLink};

/// What the page of a lab runs on: the parts of the evaluator, and whether its script has to know about answers.
pub(crate) type RunsOn = (Evaluator, bool);

/// The same for all pages, with paths as seen from the site's root.
#[derive(Clone, Debug)]
pub(crate) struct SiteFrame {
    pub(crate) lang: String,
    pub(crate) course: CourseView,
    pub(crate) assets: AssetsView,
    /// Those of the pages of labs, by what they run on.
    pub(crate) evaluators: BTreeMap<RunsOn, AssetsView>,
    /// Where the site will be, without a slash at the end.
    pub(crate) url: Option<String>,
    /// The picture in previews.
    pub(crate) image: Option<String>,
}

/// The page that searches.
pub(crate) const SEARCH: &str = "search/index.html";

impl SiteFrame {
    /// As a page sees it that lies at a path inside the site.
    pub(crate) fn page(&self, path: &str) -> FrameView {
        self.with(&self.assets, path)
    }

    /// The same for the page of a lab.
    pub(crate) fn lab(&self, path: &str, runs_on: RunsOn) -> FrameView {
        self.with(self.evaluators.get(&runs_on).unwrap_or(&self.assets), path)
    }

    /// Where the style sheet of a lab's page is, seen from the page.
    pub(crate) fn style_of_lab(&self, path: &str, runs_on: RunsOn) -> String {
        let assets = self.evaluators.get(&runs_on).unwrap_or(&self.assets);
        format!("{}{}", "../".repeat(path.matches('/').count()), assets.style)
    }

    fn with(&self, assets: &AssetsView, path: &str) -> FrameView {
        let up = "../".repeat(path.matches('/').count());
        let from = |path: &str| format!("{up}{path}");
        FrameView {
            lang: self.lang.clone(),
            course: CourseView {
                home: from(&self.course.home),
                work: from(&self.course.work),
                ..self.course.clone()
            },
            assets: AssetsView {
                style: from(&assets.style),
                script: from(&assets.script),
                wasm: from(&assets.wasm),
                wasm_script: from(&assets.wasm_script),
                pictures: from(&assets.pictures),
                present: from(&assets.present),
                font: from(&assets.font),
            },
            search: Some(from(SEARCH)),
            address: self.url.as_ref().map(|url| address(url, path)),
            image: self.url.as_ref().zip(self.image.as_ref()).map(|(url, image)| address(url, image)),
            up: None,
            previous: None,
            next: None,
            label: None,
            place: None,
        }
    }

    /// A page that a server answers with wherever something is missing: from nowhere, relative paths lead
    /// nowhere, so that they begin at the root of the server.
    pub(crate) fn anywhere(&self) -> FrameView {
        let root = self.url.as_ref().map_or("", |url| {
            let host = url.find("://").map_or(0, |at| at + 3);
            url[host..].find('/').map_or("", |path| &url[host + path..])
        });
        let from = |path: &str| format!("{root}/{path}");
        FrameView {
            course: CourseView {
                home: from(&self.course.home),
                work: from(&self.course.work),
                ..self.course.clone()
            },
            assets: AssetsView {
                style: from(&self.assets.style),
                font: from(&self.assets.font),
                ..self.assets.clone()
            },
            search: Some(from(SEARCH)),
            address: None,
            image: None,
            ..self.page("404.html")
        }
    }
}

/// A link from one page of the site to another, both by their paths.
pub(crate) fn link(from: &str, to: &str, title: &str) -> TextLink {
    let up = "../".repeat(from.matches('/').count());
    TextLink { title: title.to_owned(), href: format!("{up}{to}") }
}

/// The whole address of a file; pages called `index.html` go by their folder.
pub(crate) fn address(url: &str, path: &str) -> String {
    let path = if path == "index.html" {
        ""
    } else {
        path.strip_suffix("/index.html").map_or(path, |_| &path[..path.len() - "index.html".len()])
    };
    format!("{url}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(url: Option<&str>) -> SiteFrame {
        let course = CourseView { home: "index.html".to_owned(), ..CourseView::default() };
        let assets = AssetsView { style: "assets/s.css".to_owned(), ..AssetsView::default() };
        SiteFrame {
            lang: "en".to_owned(),
            course,
            evaluators: BTreeMap::from([(
                (Evaluator::default(), true),
                AssetsView { style: "assets/l.css".to_owned(), ..assets.clone() },
            )]),
            assets,
            url: url.map(str::to_owned),
            image: Some("p.png".to_owned()),
        }
    }

    #[test]
    fn paths_as_each_page_sees_them() {
        let deep = frame(Some("https://x.org/ml")).page("reference/units/index.html");
        assert_eq!(deep.course.home, "../../index.html");
        assert_eq!(deep.assets.style, "../../assets/s.css");
        assert_eq!(
            frame(None).lab("wall/index.html", (Evaluator::default(), true)).assets.style,
            "../assets/l.css"
        );
        assert_eq!(
            frame(None).style_of_lab("wall/index.html", (Evaluator::default(), true)),
            "../assets/l.css"
        );
        assert_eq!(deep.address.as_deref(), Some("https://x.org/ml/reference/units/"));
        assert_eq!(deep.image.as_deref(), Some("https://x.org/ml/p.png"));
        assert_eq!(frame(None).page("index.html").address, None);
        assert_eq!(
            frame(Some("https://x.org")).page("index.html").address.as_deref(),
            Some("https://x.org/")
        );
        assert_eq!(frame(Some("https://x.org/ml")).anywhere().course.home, "/ml/index.html");
        assert_eq!(frame(None).anywhere().assets.style, "/assets/s.css");
        assert_eq!(link("vol1/index.html", "a/index.html", "A").href, "../a/index.html");
    }
}
