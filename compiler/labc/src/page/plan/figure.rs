//! A chart of a lab, taken out of its page.

use lab_core::chart::Figure;

use crate::page::Lab;
use crate::page::block::Block;
use crate::page::plan::planned::Plan;

/// A chart that stands for a lab.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The title of the chart: plain text.
    pub title: String,
    /// What it draws.
    pub figure: Figure,
}

/// The first chart among blocks that nothing hides.
fn first_chart(blocks: &[Plan]) -> Option<usize> {
    blocks.iter().find_map(|block| match block {
        Block::Chart(chart) => Some(chart.drawing.chart),
        Block::When { .. } => None,
        other => first_chart(other.inside()),
    })
}

/// How wide a thumbnail is drawn, in pixels, and how many bytes it has at most.
const THUMBNAIL: (u32, usize) = (440, 1500);

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

    /// The first chart that its page shows from the start, with its title, at the start: for previews of the page. What is
    /// under a seal or a condition stays there.
    pub fn preview(&self, width: u32) -> Option<Preview> {
        let chart = self.first_in_sight()?;
        let title = self.charts.get(chart)?.clone();
        Some(Preview { title, figure: self.live.figure(chart, width)? })
    }

    fn first_in_sight(&self) -> Option<usize> {
        let bodies = std::iter::once(&self.intro).chain(self.parts.iter().map(|(_, body)| body));
        bodies.chain([&self.outro]).find_map(|body| first_chart(body))
    }

    /// A chart at the start as small markup without words, for lists of labs, with linear axes: the first that its page
    /// shows from the start, else the first, of those that show something and are small.
    pub fn thumbnail(&self) -> Option<String> {
        self.first_in_sight().into_iter().chain(0..self.charts.len()).find_map(|chart| {
            let mut live = self.moved(&[]).ok()?;
            live.straight(chart, true);
            live.figure(chart, THUMBNAIL.0)?.thumbnail().filter(|markup| markup.len() <= THUMBNAIL.1)
        })
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
