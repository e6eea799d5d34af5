//! SVG files: how large they are, and that nothing in them runs or loads anything. Pages show them as images, where
//! browsers run no script; but a reader can open the file itself. Start at [`size_of`].

use roxmltree::{Document, Node, ParsingOptions};

use super::Refused;

/// How many elements and texts a file may have.
const MOST_NODES: u32 = 200_000;

/// Elements that run scripts, hold pages, or change what others link to.
const FORBIDDEN: [&str; 9] =
    ["script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener"];

/// The width and height of an SVG file, in pixels.
///
/// # Errors
/// A file that isn't SVG, has no size, or could run or load something.
pub(super) fn size_of(text: &str) -> Result<(usize, usize), Refused> {
    // Entities of their own are for attacks only; a plain document type is what many programs write.
    if text.contains("<!ENTITY") || text.contains("<?xml-stylesheet") {
        let help = "export it again as plain SVG";
        return Err(Refused::new("it declares entities or loads a style sheet", help));
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        Refused::new(format!("it isn't well-formed SVG ({error})"), "export it again as SVG")
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(Refused::new("it isn't SVG", "export it again as SVG"));
    }
    root.descendants().filter(Node::is_element).try_for_each(harmless)?;
    size(root)
}

fn harmless(node: Node<'_, '_>) -> Result<(), Refused> {
    let name = node.tag_name().name();
    if FORBIDDEN.iter().any(|forbidden| forbidden.eq_ignore_ascii_case(name)) {
        let help = if name.eq_ignore_ascii_case("foreignObject") {
            "export its texts as SVG text or as outlines"
        } else {
            "remove it, or export the picture again as plain SVG"
        };
        return Err(Refused::new(format!("it contains `<{name}>`"), help));
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let elsewhere = match name {
            _ if name.len() > 2 && name[..2].eq_ignore_ascii_case("on") && !name.contains('-') => {
                return Err(Refused::new(
                    format!("it contains a script, in the attribute `{name}`"),
                    "remove it, or export the picture again as plain SVG",
                ));
            }
            // Links in a drawing lead nowhere in an image, but those of its definitions are inside it.
            "href" | "src" if node.tag_name().name() == "a" => value.trim_start().starts_with("javascript:"),
            "href" | "src" => !is_inside(value),
            "attributeName" => value.ends_with("href") || value.starts_with("on"),
            _ => loads(value),
        };
        if elsewhere {
            return Err(loads_something(value));
        }
    }
    match node.text() {
        Some(style) if name.eq_ignore_ascii_case("style") && (style.contains("@import") || loads(style)) => {
            Err(loads_something("a style sheet"))
        }
        _ => Ok(()),
    }
}

fn loads_something(what: &str) -> Refused {
    let what: String = what.chars().take(60).collect();
    Refused::new(format!("it loads something from outside the file ({what})"), "embed it, or remove it")
}

/// Something in the file itself: a definition, or a picture of pixels.
fn is_inside(address: &str) -> bool {
    let address = address.trim_start().to_ascii_lowercase();
    let pixels = ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/webp", "data:image/gif"];
    address.is_empty() || address.starts_with('#') || pixels.iter().any(|kind| address.starts_with(kind))
}

/// Whether a style loads something that is not in the file.
fn loads(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.match_indices("url(").any(|(at, open)| {
        let address = style[at + open.len()..].trim_start_matches([' ', '"', '\'']);
        !is_inside(address) && !address.starts_with("data:font") && !address.starts_with("data:application/")
    })
}

fn size(root: Node<'_, '_>) -> Result<(usize, usize), Refused> {
    let view: Vec<f64> = root
        .attribute("viewBox")
        .map(|view| view.split([' ', ',', '\n', '\t']).filter_map(|part| part.parse().ok()).collect())
        .unwrap_or_default();
    let viewed = match view[..] {
        [.., width, height] if view.len() == 4 => Some((width, height)),
        _ => None,
    };
    let said = |name: &str| root.attribute(name).and_then(pixels);
    let (width, height) = match (said("width"), said("height"), viewed) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((across, down))) => (width, width * down / across),
        (None, Some(height), Some((across, down))) => (height * across / down, height),
        (None, None, Some(viewed)) => viewed,
        _ => {
            let help = "add `viewBox=\"0 0 WIDTH HEIGHT\"` to its first element";
            return Err(Refused::new("it doesn't say how large it is", help));
        }
    };
    let whole = |length: f64| if length.is_finite() { length.round().max(0.0) as usize } else { 0 };
    Ok((whole(width), whole(height)))
}

/// A length in pixels of CSS; nothing for a share of something.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let unit = length.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(length.len());
    let number: f64 = length[..unit].trim().parse().ok()?;
    let factor = match &length[unit..] {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "em" => 16.0,
        "ex" => 8.0,
        _ => return None,
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let size = |head: &str| size_of(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {head}/>"));
        assert_eq!(size("width='4in' height='1in'").unwrap(), (384, 96));
        assert_eq!(size("viewBox='0 0 30.2 10'").unwrap(), (30, 10));
        assert_eq!(size("width='100%' viewBox='0,0,30,10'").unwrap(), (30, 10));
        assert_eq!(size("width='60' viewBox='0 0 30 10'").unwrap(), (60, 20));
        assert!(size("").unwrap_err().help.contains("viewBox"));
    }

    #[test]
    fn nothing_runs_and_nothing_is_loaded() {
        let with = |inside: &str| {
            size_of(&format!(
                "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\">\
                 <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
                 viewBox=\"0 0 9 9\">{inside}</svg>"
            ))
        };
        for sound in [
            "<defs><g id=\"a\"/></defs><use xlink:href=\"#a\"/>",
            "<style>path { fill: url(#a); }</style><path d=\"M0 0\" style=\"fill:url(#a)\"/>",
            "<image href=\"data:image/png;base64,AA==\"/>",
            "<text font-family=\"on\" opacity=\"1\">on</text>",
        ] {
            with(sound).unwrap();
        }
        for hostile in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<s:script xmlns:s=\"http://www.w3.org/2000/svg\"/>",
            "<foreignObject><p/></foreignObject>",
            "<g onload=\"alert(1)\"/>",
            "<g ONCLICK=\"alert(1)\"/>",
            "<a href=\"javascript:alert(1)\"/>",
            "<a><animate attributeName=\"href\" to=\"javascript:alert(1)\"/></a>",
            "<set attributeName=\"onmouseover\" to=\"alert(1)\"/>",
            "<image href=\"https://x.org/a.png\"/>",
            "<image xlink:href=\"data:image/svg+xml,x\"/>",
            "<use href=\"other.svg#a\"/>",
            "<style>@import 'x.css';</style>",
            "<path style=\"fill:URL( 'https://x.org/a')\"/>",
            "<g>",
        ] {
            assert!(with(hostile).is_err(), "{hostile}");
        }
        let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg viewBox=\"0 0 9 9\">&a;</svg>";
        assert!(size_of(bomb).is_err());
    }
}
