//! A chart of a lab, taken out of its page.

use lab_core::Live;
use lab_core::chart::Figure;
use lab_core::page::ControlKind;

use super::Lab;
use crate::similar;

impl Lab {
    /// A chart by its title, whatever its case, with some controls moved: its title in full and the figure, of a width
    /// in CSS pixels. Without a title, the only chart. Values of controls are as a student types them.
    ///
    /// # Errors
    /// A sentence: which charts or controls there are instead, or what is wrong with a value.
    pub fn figure(
        &self,
        title: Option<&str>,
        settings: &[(&str, &str)],
        width: u32,
    ) -> Result<(&str, Figure), String> {
        let chart = self.chart(title)?;
        let mut live = self.live.clone();
        for (name, value) in settings {
            set(&mut live, name, value)?;
        }
        live.finish();
        let figure = live.figure(chart, width).ok_or("this chart has no figure")?;
        Ok((&self.charts[chart], figure))
    }

    /// The titles of its charts.
    pub fn chart_titles(&self) -> &[String] {
        &self.charts
    }

    fn chart(&self, title: Option<&str>) -> Result<usize, String> {
        let list = || self.charts.iter().map(|title| format!("\n  {title}")).collect::<String>();
        let Some(title) = title else {
            return match self.charts.len() {
                0 => Err(format!("`{}` has no chart", self.id)),
                1 => Ok(0),
                count => Err(format!("`{}` has {count} charts; name one by its title:{}", self.id, list())),
            };
        };
        let wanted = title.trim().to_lowercase();
        let found = self.charts.iter().position(|title| title.trim().to_lowercase() == wanted);
        found.ok_or_else(|| match self.charts.len() {
            0 => format!("`{}` has no chart", self.id),
            _ => format!("`{}` has no chart \"{title}\"; its charts are:{}", self.id, list()),
        })
    }
}

fn set(live: &mut Live, name: &str, value: &str) -> Result<(), String> {
    let names: Vec<&str> = live.page().controls.iter().map(|control| control.name.as_str()).collect();
    let Some(control) = names.iter().position(|other| *other == name) else {
        let near = similar::nearest(name, names.iter().copied());
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!("this lab has no control `{name}`{help}"));
    };
    let Some(position) = position(live, control, value) else {
        let now = live.text(control);
        return Err(format!("`{name}` cannot be set to `{value}`; it is {now} at the start"));
    };
    live.set(control, position);
    Ok(())
}

/// What a value that was typed is for [`Live::set`]; nothing for one that the control does not have.
fn position(live: &Live, control: usize, value: &str) -> Option<f64> {
    match &live.page().controls.get(control)?.kind {
        ControlKind::Slider { .. } => {
            let read = live.parse(control, value);
            let mut fields = read.split('\u{1f}');
            let fate = fields.next()?;
            fields.next()?.parse().ok().filter(|_| ["value", "snapped"].contains(&fate))
        }
        ControlKind::Choice { keys, .. } => {
            keys.iter().position(|key| key == value).map(|index| index as f64)
        }
        ControlKind::Toggle => ["off", "on"].iter().position(|word| *word == value).map(|index| index as f64),
    }
}
