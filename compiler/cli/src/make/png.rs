//! A figure as PNG: its SVG, drawn with fonts that come with the command, so that it is the same on every machine. The
//! only file that names the renderer and the encoder.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{FontResolver, ImageHrefResolver, Options, Tree};
use skrifa::{FontRef, MetadataProvider};

use crate::error::CommandError;

const REGULAR: &[u8] = include_bytes!("../../fonts/figure-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/figure-bold.ttf");
/// What the fonts call themselves.
const FAMILY: &str = "DejaVu Sans Condensed";

/// Pixels of the picture to a metre: twice the 96 to an inch of a page.
const DENSITY: u32 = 7559;

/// What says in a file that this command has made it: a text of the format's own.
const SOFTWARE: (&str, &str) = ("Software", "labc figure");

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// Draws an SVG that stands alone.
///
/// # Errors
/// An SVG that cannot be read, or is too large to be drawn.
pub(crate) fn draw(svg: &str) -> Result<Vec<u8>, CommandError> {
    let fault =
        |reason: &dyn std::fmt::Display| CommandError::new(format!("cannot draw the figure: {reason}"));
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        font_resolver: FontResolver::default(),
        image_href_resolver: ImageHrefResolver {
            resolve_string: Box::new(|_, _| None),
            ..Default::default()
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| fault(&error))?;
    let size = tree.size().to_int_size();
    let mut picture =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| fault(&"it would be too large"))?;
    resvg::render(&tree, Transform::default(), &mut picture.as_mut());
    encode(&picture).map_err(|error| fault(&error))
}

/// The picture as a file. Its background covers all of it, so that it is opaque.
fn encode(picture: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: DENSITY, yppu: DENSITY, unit: Unit::Meter }));
    encoder.add_text_chunk(SOFTWARE.0.to_owned(), SOFTWARE.1.to_owned())?;
    let colours: Vec<u8> =
        picture.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(file)
}

/// Whether a file is a picture that this command has made.
pub(crate) fn is_ours(file: &[u8]) -> bool {
    // The text stands before the pixels.
    let head = &file[..file.len().min(256)];
    let mark = format!("{}\0{}", SOFTWARE.0, SOFTWARE.1);
    head.starts_with(b"\x89PNG\r\n") && head.windows(mark.len()).any(|bytes| bytes == mark.as_bytes())
}

/// The characters of a text that the fonts lack.
pub(crate) fn lacking(text: &str) -> BTreeSet<char> {
    let font = FontRef::new(REGULAR).ok();
    let has = |letter: char| font.as_ref().is_some_and(|font| font.charmap().map(letter).is_some());
    text.chars().filter(|letter| !letter.is_control() && !has(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_what_labels_need() {
        let needed = "The quick brown fox: 0123456789 − × · ÷ ≤ ≥ ≈ ≠ ± √ ∞ ∑ → µ α Ω λ ² ³ ⁻¹ ₂ ° % ‰ € £ “ä ö ü ß é ñ” – …\u{a0}\u{202f}Ж";
        assert_eq!(lacking(needed), BTreeSet::new());
        assert_eq!(lacking("日 = 1"), BTreeSet::from(['日']));
        for (font, bold) in [(REGULAR, false), (BOLD, true)] {
            let font = FontRef::new(font).unwrap();
            assert_eq!(font.attributes().weight.value() > 500.0, bold);
            assert!(font.charmap().map('\u{202f}').is_some());
        }
    }

    #[test]
    fn nothing_but_the_drawing_is_looked_at() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="white"/><image href="/etc/hostname" width="9" height="9"/></svg>"#;
        let file = draw(svg).unwrap();
        assert!(is_ours(&file) && !is_ours(b"\x89PNG\r\n\x1a\n mine") && !is_ours(svg.as_bytes()));
        assert_eq!(file, draw(svg).unwrap());
        assert!(draw("<svg").is_err());
    }
}
