//! What a page is made from besides its own lab or text. Start at [`PageFrame`].

use labc::page::render::view::FrameView;

use crate::error::CommandError;
use crate::files::hash::{Hash, hash};

/// The frame of a page, and its theme. Pages that differ in their style sheet alone need not be made
/// again: see [`PageFrame::restyled`].
#[derive(Clone, Debug)]
pub(crate) struct PageFrame {
    /// Of the frame and of the theme, without the style sheets.
    pub(crate) hash: Hash,
    /// Where the style sheet is, as the page names it.
    pub(crate) style: String,
}

impl PageFrame {
    /// What is around a page in a frame, written with a theme of this hash.
    ///
    /// # Errors
    /// A frame that cannot be written down.
    pub(crate) fn of(mut frame: FrameView, theme: &Hash) -> Result<Self, CommandError> {
        let style = std::mem::take(&mut frame.assets.style);
        let frame = serde_json::to_vec(&frame)
            .map_err(|error| CommandError::new(format!("the frame of a page cannot be written: {error}")))?;
        Ok(Self { hash: hash(&[&frame, theme]), style })
    }

    /// A page that was made with another style sheet and is otherwise the same. None if it names that one anywhere but
    /// in its head, in a text for instance: then it has to be made again.
    pub(crate) fn restyled(&self, html: &str, from: &str) -> Option<String> {
        let (before, after) = html.split_once(from)?;
        (!after.contains(from)).then(|| format!("{before}{}{after}", self.style))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_is_exchanged_where_it_is_named_once() {
        let of = |style: &str, theme: &[u8]| {
            let mut frame = FrameView::default();
            frame.assets.style = style.to_owned();
            PageFrame::of(frame, &hash(&[theme])).unwrap()
        };
        let (old, new) = (of("../assets/1.css", b"theme"), of("../assets/2.css", b"theme"));
        assert_eq!(old.hash, new.hash);
        assert_ne!(old.hash, of("../assets/1.css", b"another").hash);
        let page = "<link href=\"../assets/1.css\"><p>a</p>";
        assert_eq!(new.restyled(page, &old.style).unwrap(), "<link href=\"../assets/2.css\"><p>a</p>");
        assert_eq!(new.restyled(&page.replace(">a<", ">../assets/1.css<"), &old.style), None);
        assert_eq!(new.restyled("<p>a</p>", &old.style), None);
    }
}
