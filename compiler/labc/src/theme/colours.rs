//! The colours of a theme, declared once in its `theme.toml`, and the contrast they must have. Start at
//! [`Colours::with`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;
use toml::Spanned;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};

/// What WCAG 2.2 asks for at level AA: of text, and of everything else that must be told apart.
const TEXT: f64 = 4.5;
const STROKES: f64 = 3.0;

/// The colours of a theme, in light and in dark.
#[derive(Clone, Debug, Default)]
pub(crate) struct Colours {
    schemes: [BTreeMap<String, Colour>; 2],
    pairs: Vec<Pair>,
}

/// The schemes as the file names them.
const SCHEMES: [&str; 2] = ["light", "dark"];

#[derive(Clone, Debug)]
struct Colour {
    rgb: [u8; 3],
    written: String,
    /// Where a theme on top of the built-in one declares it.
    span: Option<Span>,
}

/// Colours that are seen on others.
#[derive(Clone, Debug)]
struct Pair {
    least: f64,
    colours: Vec<String>,
    on: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColours {
    #[serde(default)]
    light: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    dark: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    text: Vec<WrittenPair>,
    #[serde(default)]
    strokes: Vec<WrittenPair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPair {
    colours: Vec<String>,
    on: Vec<String>,
}

impl Colours {
    /// These colours, with those of a `theme.toml` on top: what it declares counts, pairs are added.
    ///
    /// # Errors
    /// What cannot be read in it, at its place.
    pub(crate) fn with(&self, text: &str, file: FileId) -> Result<Self, Vec<Diagnostic>> {
        let written: WrittenColours = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            let span = Span::new(span.start, span.end);
            let fault = Diagnostic::error(Code::ThemeColours, error.message().to_owned(), file, span, "");
            let unplaced = self.schemes.iter().any(|scheme| scheme.contains_key(&text[span.range()]));
            vec![if unplaced {
                fault.help("a colour stands below `[light]` or `[dark]`, in quotes")
            } else if error.message().contains("must be quoted") {
                fault.help("write the colour in quotes: `\"#rrggbb\"`")
            } else {
                fault
            }]
        })?;
        let mut colours = self.clone();
        // Those below have their places in another file.
        colours.schemes.iter_mut().flat_map(BTreeMap::values_mut).for_each(|colour| colour.span = None);
        let mut faults = Vec::new();
        let pairs = written.text.iter().chain(&written.strokes);
        let paired: BTreeSet<&String> = pairs.flat_map(|pair| pair.colours.iter().chain(&pair.on)).collect();
        for (name, value) in written.light.iter().chain(&written.dark) {
            let below = self.schemes.iter().any(|scheme| scheme.contains_key(name));
            if !below && !self.pairs.is_empty() && !paired.contains(name) {
                let span = Span::new(value.span().start, value.span().end);
                let known = self.schemes.iter().flat_map(BTreeMap::keys).map(String::as_str);
                let help = match crate::similar::nearest(name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "a colour of your own is named in a pair of `[[text]]` or `[[strokes]]`, which checks \
                             its contrast"
                        .to_owned(),
                };
                let headline = format!("The theme has no colour `{name}`.");
                faults.push(Diagnostic::error(Code::ThemeColours, headline, file, span, "").help(help));
            }
        }
        let schemes = colours.schemes.iter_mut().zip([written.light, written.dark]);
        for (scheme, declared) in schemes {
            for (name, value) in declared {
                let span = Span::new(value.span().start, value.span().end);
                let written = value.into_inner();
                match hexadecimal(&written) {
                    Some(rgb) => drop(scheme.insert(name, Colour { rgb, written, span: Some(span) })),
                    None => {
                        let headline = format!("`{written}` is not a colour.");
                        let fault = Diagnostic::error(Code::ThemeColours, headline, file, span, "");
                        faults.push(fault.help("write red, green and blue as `#rrggbb`"));
                    }
                }
            }
        }
        let text = written.text.into_iter().map(|pair| (TEXT, pair));
        for (least, WrittenPair { colours: seen, on }) in
            text.chain(written.strokes.into_iter().map(|pair| (STROKES, pair)))
        {
            for name in seen.iter().chain(&on) {
                if colours.schemes.iter().any(|scheme| !scheme.contains_key(name)) {
                    let headline = format!("There is no colour `{name}` in light and dark.");
                    faults.push(Diagnostic::error(Code::ThemeColours, headline, file, Span::default(), ""));
                }
            }
            colours.pairs.push(Pair { least, colours: seen, on });
        }
        if faults.is_empty() { Ok(colours) } else { Err(faults) }
    }

    /// Every pair without the contrast it needs.
    pub(crate) fn check(&self, file: FileId) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        // Two colours can be a pair of texts and one of strokes, which ask for less and come later.
        let mut told = BTreeSet::new();
        for (scheme, named) in self.schemes.iter().zip(SCHEMES) {
            for Pair { least, colours, on } in &self.pairs {
                for (colour, on) in colours.iter().flat_map(|colour| on.iter().map(move |on| (colour, on))) {
                    let (Some(seen), Some(ground)) = (scheme.get(colour), scheme.get(on)) else { continue };
                    let ratio = contrast(seen.rgb, ground.rgb);
                    if ratio >= *least || !told.insert((named, colour, on)) {
                        continue;
                    }
                    let headline = format!(
                        "`{colour}` ({}) on `{on}` ({}) in {named} has a contrast of {ratio:.2} to 1; AA asks \
                         for {least}.",
                        seen.written, ground.written
                    );
                    let span = seen.span.or(ground.span).unwrap_or_default();
                    faults.push(
                        Diagnostic::error(Code::LowContrast, headline, file, span, "")
                            .help("make one of the two lighter or darker"),
                    );
                }
            }
        }
        faults
    }

    /// A colour of the light scheme.
    pub(crate) fn light(&self, name: &str) -> Option<[u8; 3]> {
        self.schemes[0].get(name).map(|colour| colour.rgb)
    }

    /// As custom properties.
    pub(crate) fn css(&self) -> String {
        let [light, dark] = &self.schemes;
        let mut css = ":root {\n  color-scheme: light dark;\n".to_owned();
        for (name, colour) in light {
            let _ = writeln!(css, "  --{name}: {};", colour.written);
        }
        css.push_str("}\n\n@media screen and (prefers-color-scheme: dark) {\n  :root {\n");
        for (name, colour) in dark {
            let _ = writeln!(css, "    --{name}: {};", colour.written);
        }
        css.push_str("  }\n}\n\n");
        css
    }
}

/// `#rrggbb` or `#rgb`.
fn hexadecimal(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let channel = |from: usize, to: usize| u8::from_str_radix(digits.get(from..to)?, 16).ok();
    match digits.len() {
        6 => Some([channel(0, 2)?, channel(2, 4)?, channel(4, 6)?]),
        3 => Some([channel(0, 1)? * 17, channel(1, 2)? * 17, channel(2, 3)? * 17]),
        _ => None,
    }
}

/// The contrast of two colours as WCAG computes it, from 1 to 21.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(0);

    #[test]
    fn contrast_as_wcag_has_it() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-12);
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
        assert!(contrast([0x77; 3], [255; 3]) < 4.5);
        assert_eq!(hexadecimal("#0af"), Some([0, 0xaa, 0xff]));
        for wrong in ["0af", "#0ag", "#", "#12345", "red", "#éé"] {
            assert_eq!(hexadecimal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_theme_on_top_is_held_to_the_pairs_below_it() {
        let base = "[light]\nink = \"#000\"\npaper = \"#fff\"\n[dark]\nink = \"#fff\"\npaper = \"#000\"\n\
                    [[text]]\ncolours = [\"ink\"]\non = [\"paper\"]\n";
        let base = Colours::default().with(base, FILE).unwrap();
        assert!(base.check(FILE).is_empty());
        assert!(base.css().contains("--ink: #000;") && base.css().contains("--paper: #000;"));
        let pale = "[light]\nink = \"#888\"";
        let faults = base.with(pale, FILE).unwrap().check(FILE);
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].headline.contains("`ink` (#888) on `paper` (#fff) in light has a contrast of 3.54")
        );
        assert_eq!(&pale[faults[0].labels[0].span.range()], "\"#888\"");
        let ground = "[light]\npaper = \"#222\"";
        let faults = base.with(ground, FILE).unwrap().check(FILE);
        assert_eq!(&ground[faults[0].labels[0].span.range()], "\"#222\"");
        let twice = format!("{pale}\n[[strokes]]\ncolours = [\"ink\"]\non = [\"paper\"]");
        let twice = twice.replace("#888", "#bbb");
        assert_eq!(base.with(&twice, FILE).unwrap().check(FILE).len(), 1);
        assert_eq!(base.with("[light]\nink = \"grey\"", FILE).unwrap_err()[0].code, "theme-colours");
        assert_eq!(base.with("[text]\n", FILE).unwrap_err()[0].code, "theme-colours");
        let misspelt = base.with("[dark]\ninc = \"#fff\"", FILE).unwrap_err();
        assert_eq!((misspelt.len(), misspelt[0].help[0].as_str()), (1, "did you mean `ink`?"));
        let unplaced = base.with("ink = \"#fff\"", FILE).unwrap_err();
        assert!(unplaced[0].help[0].contains("below `[light]` or `[dark]`"), "{unplaced:?}");
        let bare = base.with("[light]\nink = #fff", FILE).unwrap_err();
        assert!(bare[0].help[0].contains("in quotes"), "{bare:?}");
        let own = "[light]\nclay = \"#530\"\n[dark]\nclay = \"#fed\"\n";
        assert_eq!(base.with(own, FILE).unwrap_err().len(), 2);
        let pair = "[[text]]\ncolours = [\"clay\"]\non = [\"paper\"]\n";
        assert!(base.with(&format!("{own}{pair}"), FILE).is_ok());
        let missing = "[[strokes]]\ncolours = [\"line\"]\non = [\"paper\"]";
        assert!(base.with(missing, FILE).unwrap_err()[0].headline.contains("`line`"));
    }
}
