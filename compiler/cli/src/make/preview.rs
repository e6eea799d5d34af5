//! The picture of a lab in previews of its page, where somebody posts the address: its first chart, as a student sees it
//! first. Only a course that says where it will be (`url`) has them, as previews need whole addresses.

use labc::page::{Download, Draft, Lab, Preview};
use labc::theme::template::{Theme, ThemeFault};

use crate::course::inputs::Inputs;
use crate::error::CommandError;
use crate::make::drawing;
use crate::make::png;

/// The name of the picture, beside the page.
const NAME: &str = "preview.png";

/// How wide the chart is in CSS pixels; the picture is twice that, with its margins: the 1200 pixels that previews show.
const WIDTH: u32 = 568;

/// The page of a lab, but for what is around it, with the chart of its preview.
///
/// # Errors
/// A fault of the theme.
pub(crate) fn draft(lab: &Lab, inputs: &Inputs, theme: &Theme) -> Result<Box<Draft>, ThemeFault> {
    let mut draft = Box::new(lab.draft(theme)?);
    if inputs.course.as_ref().is_some_and(|course| course.url.is_some()) {
        draft.preview = lab.preview(WIDTH);
    }
    Ok(draft)
}

/// Draws the picture of a preview.
///
/// # Errors
/// A chart that cannot be drawn.
pub(crate) fn draw(preview: &Preview, theme: &Theme) -> Result<Download, CommandError> {
    let svg = drawing::draw(&preview.title, &preview.figure, theme)?;
    Ok(Download { name: NAME.to_owned(), bytes: png::draw(&svg)? })
}
