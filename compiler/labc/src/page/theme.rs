//! The default theme and its templates. The one file that names minijinja.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../../themes/default/", $name))
    };
}

/// The style sheet of the default theme: its files in `style/`, one for each idea. Later ones change what
/// earlier ones say.
pub const STYLE: &str = concat!(
    file!("style/colours.css"),
    file!("style/base.css"),
    file!("style/layout.css"),
    file!("style/voices.css"),
    file!("style/controls.css"),
    file!("style/questions.css"),
    file!("style/metrics.css"),
    file!("style/steps.css"),
    file!("style/tables.css"),
    file!("style/marks.css"),
    file!("style/arrange.css"),
    file!("style/charts.css"),
    file!("style/status.css"),
    file!("style/foot.css"),
    file!("style/course.css"),
    file!("style/texts.css"),
    file!("style/screens.css"),
    file!("style/forced.css"),
    file!("style/print.css"),
);

macro_rules! templates {
    ($($name:literal)*) => { &[$(($name, file!($name))),*] };
}

const TEMPLATES: &[(&str, &str)] = templates! {
    "lab.html" "home.html" "text.html" "fragment.html" "feedback.html"
    "blocks.html" "icons.html" "verdicts.html"
    "blocks/aside.html" "blocks/badges.html" "blocks/chart.html" "blocks/choice.html" "blocks/details.html"
    "blocks/layout.html"
    "blocks/message.html" "blocks/metrics.html" "blocks/predict.html" "blocks/prose.html"
    "blocks/reflect.html" "blocks/reveal.html" "blocks/sealed.html" "blocks/slider.html"
    "blocks/status.html" "blocks/steps.html" "blocks/table.html" "blocks/toggle.html"
    "blocks/when.html"
};

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
