//! Themes: the one that is built in, and those on top of it. The one file that names minijinja.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::markup::escape;
use crate::sources::{FileId, Span};
use crate::theme::colours::Colours;
use crate::theme::language::ThemeWords;
use crate::theme::style;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(env!("LABC_THEMES"), "/default/", $name))
    };
}

/// The colours of the default theme.
const COLOURS: &str = file!("theme.toml");

/// The templates of the default theme by their names, as [`Folder`] has them: all `.html` files below `default/`, listed
/// by the build script.
const TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// What a template of a theme on top calls the built-in one of the same name: `default/lab.html`.
const BELOW: &str = "default/";

/// How many steps a template of a theme on top may take for one page. Fewer in tests of this crate, which wait
/// for all of them.
const MOST_STEPS: u64 = if cfg!(test) { 1_000_000 } else { 20_000_000 };
/// How long a text may be that a template writes. The command bounds whole pages, by the memory they take.
const MOST_BYTES: usize = 256 << 20;

/// A theme, its templates read.
pub struct Theme {
    environment: Environment<'static>,
    /// The templates of the folder on top, to point at.
    own: Vec<Template>,
    /// The style sheets of labs and of other pages.
    styles: [String; 2],
    colours: Colours,
    /// What its words lack.
    remarks: Vec<Diagnostic>,
}

/// A theme on top of the built-in one, as its folder has it.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The language of the pages, and where the course names it.
    pub language: (String, FileId, Span),
    /// Its files `words/LANGUAGE.toml`, by their languages.
    pub words: Vec<(String, FileId, String)>,
    /// Templates in order.
    pub templates: Vec<Template>,
    /// Style sheets in order; what they say comes last.
    pub styles: Vec<String>,
    /// Its `theme.toml`.
    pub colours: Option<(FileId, String)>,
}

/// A template of a theme on top.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its path inside the folder, with slashes.
    pub name: String,
    pub file: FileId,
    pub text: String,
}

impl Default for Folder {
    fn default() -> Self {
        Self {
            language: ("en".to_owned(), FileId(0), Span::default()),
            words: Vec::new(),
            templates: Vec::new(),
            styles: Vec::new(),
            colours: None,
        }
    }
}

/// A template that could not be read or filled in: a fault of the theme, not of a lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFault {
    /// What is wrong.
    pub message: String,
    /// Where, if it is in a template of the course's own.
    pub place: Option<(FileId, Span)>,
}

impl ThemeFault {
    /// One that stands in no template of the course.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None }
    }

    fn of(error: &minijinja::Error, own: &[Template]) -> Self {
        // The innermost error names the template that it stands in.
        let mut innermost = error;
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            if let Some(cause) =
                cause.downcast_ref::<minijinja::Error>().filter(|cause| cause.line().is_some())
            {
                innermost = cause;
            }
            source = cause.source();
        }
        let place = innermost.name().zip(innermost.line()).and_then(|(name, line)| {
            let template = own.iter().find(|template| template.name == name)?;
            Some((template.file, line_of(&template.text, line)))
        });
        let out_of_fuel = innermost.kind() == ErrorKind::OutOfFuel;
        match place {
            _ if out_of_fuel => {
                Self { message: format!("it takes more than {MOST_STEPS} steps for one page"), place }
            }
            Some(_) => {
                let detail = innermost.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
                Self { message: format!("{}{detail}", innermost.kind()), place }
            }
            None => Self::new(format!("{error:#}")),
        }
    }

    /// As something to say to the author, where it stands in a template of the course.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let (file, span) = self.place?;
        let headline = format!("This template cannot be used: {}.", self.message.trim_end_matches('.'));
        Some(
            Diagnostic::error(Code::ThemeTemplate, headline, file, span, "")
                .help("templates are written in Jinja; `default/NAME` is the built-in one of the same name"),
        )
    }
}

/// A line of a text, from 1, without the space around it.
fn line_of(text: &str, line: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let whole = text[start..].lines().next().unwrap_or("");
    let indent = whole.len() - whole.trim_start().len();
    Span::new(start + indent, start + whole.trim_end().len().max(indent))
}

impl std::fmt::Display for ThemeFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ThemeFault {}

impl Theme {
    /// The theme that is built in.
    ///
    /// # Errors
    /// A template that cannot be read.
    pub fn built_in() -> Result<Self, ThemeFault> {
        Self::on_top(&Folder::default())?.map_err(|faults| {
            let faults: Vec<String> = faults.into_iter().map(|fault| fault.headline).collect();
            ThemeFault::new(faults.join(" "))
        })
    }

    /// A theme on top of the built-in one: its templates take the place of those with the same name, which
    /// they may still use as `default/NAME`; its styles follow.
    ///
    /// # Errors
    /// A built-in template that cannot be read; inside, templates and colours of the folder that cannot be read or
    /// seen.
    pub fn on_top(folder: &Folder) -> Result<Result<Self, Vec<Diagnostic>>, ThemeFault> {
        let nowhere = FileId(0);
        let below = Colours::default().with(COLOURS, nowhere);
        let colours = below.and_then(|below| match &folder.colours {
            Some((file, text)) => below.with(text, *file),
            None => Ok(below),
        });
        let file = folder.colours.as_ref().map_or(nowhere, |(file, _)| *file);
        let (colours, mut faults) = match colours {
            Ok(colours) => (Some(colours.clone()), colours.check(file)),
            Err(faults) => (None, faults),
        };
        let (language, named, span) = &folder.language;
        let words = match ThemeWords::of(language, (*named, *span), &folder.words) {
            Ok(words) => words,
            Err(faults) => return Ok(Err(faults)),
        };
        let mut environment = Environment::new();
        environment.add_global("words", Value::from(Serde(&words.words)));
        // What is English on a page in another language says so.
        let english = if words.foreign { " lang=\"en\"" } else { "" };
        environment.add_global("english", Value::from_safe_string(english.to_owned()));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Minijinja's own escapes slashes too, which makes every address hard to read.
        environment.set_formatter(|out, state, value| match value.as_str() {
            // Before anything is copied.
            Some(text) if text.len() > MOST_BYTES => Err(too_long()),
            Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => {
                out.write_str(&escape(text)).map_err(minijinja::Error::from)
            }
            _ => escape_formatter(out, state, value),
        });
        // Each is compiled where it is used first: all of them take a third of the time of a small lab.
        environment.set_loader(|name| {
            let name = name.strip_prefix(BELOW).unwrap_or(name);
            let known = TEMPLATES.iter().find(|(known, _)| *known == name);
            Ok::<_, minijinja::Error>(known.map(|(_, text)| *text))
        });
        for Template { name, file, text } in &folder.templates {
            if let Err(error) = environment.add_template_owned(name.clone(), text.clone()) {
                let fault = ThemeFault::of(&error, &folder.templates);
                let place = fault.place.or(Some((*file, Span::default())));
                faults.extend(ThemeFault { place, ..fault }.diagnostic());
            }
        }
        let Some(colours) = colours.filter(|_| faults.is_empty()) else { return Ok(Err(faults)) };
        environment.set_fuel((!folder.templates.is_empty()).then_some(MOST_STEPS));
        let styles = [style::LAB, style::PAGES].map(|files| {
            let mut style = colours.css() + &style::joined(files);
            for more in &folder.styles {
                style.push('\n');
                style.push_str(more);
            }
            style
        });
        Ok(Ok(Self { environment, own: folder.templates.clone(), styles, colours, remarks: words.remarks }))
    }

    /// What its words lack.
    pub fn remarks(&self) -> &[Diagnostic] {
        &self.remarks
    }

    /// The style sheet of the pages of labs.
    pub fn lab_style(&self) -> &str {
        &self.styles[0]
    }

    /// A colour of its light scheme by name: red, green, blue.
    pub fn light(&self, name: &str) -> Option<[u8; 3]> {
        self.colours.light(name)
    }

    /// The style sheet of every other page.
    pub fn style(&self) -> &str {
        &self.styles[1]
    }

    /// Fills a template in.
    ///
    /// # Errors
    /// A template that asks for something the view does not have.
    pub fn fill(&self, template: &str, view: &impl Serialize) -> Result<String, ThemeFault> {
        let fault = |error: minijinja::Error| ThemeFault::of(&error, &self.own);
        let template = self.environment.get_template(template).map_err(fault)?;
        let view: Value = Serde(view).into();
        template.render(view).map_err(fault)
    }

    /// Where a template of the course's own writes something, such as a link.
    pub fn place_of(&self, words: &str) -> Option<(FileId, Span)> {
        self.own.iter().find_map(|template| {
            let at = template.text.find(words)?;
            Some((template.file, Span::new(at, at + words.len())))
        })
    }
}

fn too_long() -> minijinja::Error {
    let detail = format!("it is longer than {} MiB", MOST_BYTES >> 20);
    minijinja::Error::new(ErrorKind::InvalidOperation, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::render::view::{FrameView, MissingView};

    #[test]
    fn the_built_in_theme_can_be_read_and_seen() {
        let theme = Theme::built_in().unwrap();
        assert!(theme.style().contains("--ink: "));
        for (name, _) in TEMPLATES {
            assert_eq!(
                theme.environment.get_template(name).err().map(|error| error.to_string()),
                None,
                "{name}"
            );
        }
    }

    #[test]
    fn a_theme_on_top_changes_one_thing() {
        let template = |text: &str| {
            let (name, text) = ("icons.html".to_owned(), text.to_owned());
            vec![Template { name, file: FileId(2), text }]
        };
        let folder = Folder {
            templates: template("{% from \"default/icons.html\" import word %}[{{ word(\"pass\") }}]"),
            styles: vec![".mine { color: red }".to_owned()],
            colours: Some((FileId(1), "[light]\nink = \"#000000\"".to_owned())),
            ..Folder::default()
        };
        let theme = Theme::on_top(&folder).unwrap().unwrap();
        assert_eq!(theme.fill("icons.html", &()).unwrap(), "[OK]");
        for style in [theme.style(), theme.lab_style()] {
            assert!(style.contains("--ink: #000000;") && style.ends_with(".mine { color: red }"));
        }
        let pale =
            Folder { colours: Some((FileId(1), "[dark]\nink = \"#555\"".to_owned())), ..folder.clone() };
        let Ok(Err(faults)) = Theme::on_top(&pale) else { panic!("grey on black went through") };
        assert!(faults.iter().all(|fault| fault.code == "low-contrast" && fault.labels[0].file == FileId(1)));
        let Ok(Err(faults)) = Theme::on_top(&Folder { templates: template("<p>\n {% if %}"), ..folder })
        else {
            panic!("a template that cannot be read went through")
        };
        let label = &faults[0].labels[0];
        assert_eq!(
            (faults[0].code.as_str(), label.file, label.span),
            ("theme-template", FileId(2), Span::new(5, 13))
        );
    }

    #[test]
    fn what_a_template_asks_for_in_vain_is_reported_where_it_asks() {
        let text =
            "{% extends \"default/missing.html\" %}\n{% block title %}{{ course.titel }}{% endblock %}";
        let (name, text) = ("missing.html".to_owned(), text.to_owned());
        let templates = vec![Template { name, file: FileId(2), text }];
        let theme = Theme::on_top(&Folder { templates, ..Folder::default() }).unwrap().unwrap();
        let fault = theme.fill("missing.html", &MissingView { frame: FrameView::default() }).unwrap_err();
        assert_eq!(fault.place.map(|(file, span)| (file, span.start)), Some((FileId(2), 37)), "{fault}");
    }

    #[test]
    fn templates_without_an_end_are_stopped() {
        let fills = |text: &str| {
            let (name, text) = ("icons.html".to_owned(), text.to_owned());
            let templates = vec![Template { name, file: FileId(2), text }];
            let theme = Theme::on_top(&Folder { templates, ..Folder::default() }).unwrap().unwrap();
            theme.fill("icons.html", &()).map(|page| page.len()).map_err(|fault| fault.message)
        };
        for endless in [
            "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
            "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        ] {
            let fault = fills(endless).unwrap_err();
            assert!(fault.contains("steps for one page"), "{fault}");
        }
        let fault = fills("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}").unwrap_err();
        assert!(fault.contains("recursion limit"), "{fault}");
        let fault = fills("{% set x = 'x' * 90000000 %}{{ x ~ x ~ x }}").unwrap_err();
        assert!(fault.contains("longer than 256 MiB"), "{fault}");
        assert_eq!(fills("{% set x = 'x' * 1000 %}{{ x }}"), Ok(1000));
    }
}
