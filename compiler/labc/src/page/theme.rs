//! Themes: the one that is built in, and those on top of it. The one file that names minijinja.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

use super::colours::Colours;
use super::{escape, style};
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../../themes/default/", $name))
    };
}

/// The colours of the default theme.
const COLOURS: &str = file!("theme.toml");

macro_rules! templates {
    ($($name:literal)*) => { &[$(($name, file!($name))),*] };
}

const TEMPLATES: &[(&str, &str)] = templates! {
    "page.html" "pager.html" "volumes.html" "volume.html" "search.html" "missing.html"
    "lab.html" "home.html" "text.html" "work.html" "privacy.html" "class.html" "fragment.html" "feedback.html"
    "revisited.html"
    "blocks.html" "icons.html" "keep.html" "verdicts.html" "sure.html"
    "blocks/answer.html" "blocks/decide.html" "blocks/estimate.html" "blocks/estimate_reveal.html"
    "blocks/goals.html" "blocks/key.html" "blocks/record.html" "blocks/revisit.html" "blocks/task.html"
    "blocks/aside.html" "blocks/badges.html" "blocks/chart.html" "blocks/choice.html" "blocks/details.html"
    "blocks/layout.html"
    "blocks/message.html" "blocks/metrics.html" "blocks/predict.html" "blocks/prose.html"
    "blocks/reflect.html" "blocks/reveal.html" "blocks/sealed.html" "blocks/slider.html"
    "blocks/status.html" "blocks/steps.html" "blocks/table.html" "blocks/toggle.html"
    "blocks/when.html"
};

/// What a template of a theme on top calls the built-in one of the same name: `default/lab.html`.
const BELOW: &str = "default/";

/// A theme, its templates read.
pub struct Theme {
    environment: Environment<'static>,
    /// The style sheets of labs and of other pages.
    styles: [String; 2],
}

/// A theme on top of the built-in one, as its folder has it.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Templates by their paths inside the folder, with slashes, in order.
    pub templates: Vec<(String, String)>,
    /// Style sheets in order; what they say comes last.
    pub styles: Vec<String>,
    /// Its `theme.toml`.
    pub colours: Option<(FileId, String)>,
}

/// A template that could not be read or filled in: a fault of the theme, not of a lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFault(pub String);

impl std::fmt::Display for ThemeFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ThemeFault {}

impl Theme {
    /// The theme that is built in.
    ///
    /// # Errors
    /// A template that cannot be read.
    pub fn built_in() -> Result<Self, ThemeFault> {
        match Self::on_top(&Folder::default())? {
            Ok(theme) => Ok(theme),
            Err(faults) => {
                let faults: Vec<String> = faults.into_iter().map(|fault| fault.headline).collect();
                Err(ThemeFault(faults.join(" ")))
            }
        }
    }

    /// A theme on top of the built-in one: its templates take the place of those with the same name, which
    /// they may still use as `default/NAME`; its styles follow.
    ///
    /// # Errors
    /// A template that cannot be read; inside, colours that cannot be read or seen.
    pub fn on_top(folder: &Folder) -> Result<Result<Self, Vec<Diagnostic>>, ThemeFault> {
        let nowhere = FileId(0);
        let below = Colours::default().with(COLOURS, nowhere);
        let colours = below.and_then(|below| match &folder.colours {
            Some((file, text)) => below.with(text, *file),
            None => Ok(below),
        });
        let file = folder.colours.as_ref().map_or(nowhere, |(file, _)| *file);
        let colours = match colours.map(|colours| (colours.check(file), colours)) {
            Ok((faults, colours)) if faults.is_empty() => colours,
            Ok((faults, _)) | Err(faults) => return Ok(Err(faults)),
        };
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Minijinja's own escapes slashes too, which makes every address hard to read.
        environment.set_formatter(|out, state, value| match value.as_str() {
            Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => {
                out.write_str(&escape(text)).map_err(minijinja::Error::from)
            }
            _ => escape_formatter(out, state, value),
        });
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).map_err(|error| fault(&error))?;
            environment.add_template_owned(format!("{BELOW}{name}"), *text).map_err(|error| fault(&error))?;
        }
        for (name, text) in &folder.templates {
            environment.add_template_owned(name.clone(), text.clone()).map_err(|error| fault(&error))?;
        }
        let styles = [style::LAB, style::PAGES].map(|files| {
            let mut style = colours.css() + &style::joined(files);
            for more in &folder.styles {
                style.push('\n');
                style.push_str(more);
            }
            style
        });
        Ok(Ok(Self { environment, styles }))
    }

    /// The style sheet of the pages of labs.
    pub fn lab_style(&self) -> &str {
        &self.styles[0]
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
        let template = self.environment.get_template(template).map_err(|error| fault(&error))?;
        let view: Value = Serde(view).into();
        template.render(view).map_err(|error| fault(&error))
    }
}

fn fault(error: &minijinja::Error) -> ThemeFault {
    ThemeFault(format!("{error:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_theme_can_be_read_and_seen() {
        let theme = Theme::built_in().unwrap();
        assert!(theme.style().contains("--ink: "));
    }

    #[test]
    fn a_theme_on_top_changes_one_thing() {
        let template = |text: &str| vec![("icons.html".to_owned(), text.to_owned())];
        let folder = Folder {
            templates: template("{% from \"default/icons.html\" import word %}[{{ word(\"pass\") }}]"),
            styles: vec![".mine { color: red }".to_owned()],
            colours: Some((FileId(1), "[light]\nink = \"#000000\"".to_owned())),
        };
        let theme = Theme::on_top(&folder).unwrap().unwrap();
        assert_eq!(theme.fill("icons.html", &()).unwrap(), "[Holds]");
        for style in [theme.style(), theme.lab_style()] {
            assert!(style.contains("--ink: #000000;") && style.ends_with(".mine { color: red }"));
        }
        let pale =
            Folder { colours: Some((FileId(1), "[dark]\nink = \"#555\"".to_owned())), ..folder.clone() };
        let Ok(Err(faults)) = Theme::on_top(&pale) else { panic!("grey on black went through") };
        assert!(faults.iter().all(|fault| fault.code == "low-contrast" && fault.labels[0].file == FileId(1)));
        assert!(Theme::on_top(&Folder { templates: template("{% if %}"), ..folder }).is_err());
    }
}
