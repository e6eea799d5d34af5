//! The default theme and its templates. The one file that names minijinja.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

/// The style sheet of the default theme.
pub const STYLE: &str = include_str!("../../../../themes/default/style.css");

const TEMPLATES: &[(&str, &str)] = &[
    ("lab.html", include_str!("../../../../themes/default/lab.html")),
    ("blocks.html", include_str!("../../../../themes/default/blocks.html")),
    ("fragment.html", include_str!("../../../../themes/default/fragment.html")),
    ("feedback.html", include_str!("../../../../themes/default/feedback.html")),
    ("home.html", include_str!("../../../../themes/default/home.html")),
    ("text.html", include_str!("../../../../themes/default/text.html")),
];

/// A theme, its templates read.
pub struct Theme {
    environment: Environment<'static>,
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
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).map_err(|error| fault(&error))?;
        }
        Ok(Self { environment })
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
