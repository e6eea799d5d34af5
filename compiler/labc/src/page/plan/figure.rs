//! A chart of a lab, taken out of its page.

use lab_core::chart::Figure;

use crate::page::Lab;

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
        let live = self.moved(settings)?;
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
