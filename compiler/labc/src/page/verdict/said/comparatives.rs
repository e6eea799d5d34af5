//! Comparatives: whether `thinner` is more or less, and of what.

/// Comparatives of more of something, whatever it is.
const MORE: &[&str] =
    &["more", "larger", "higher", "bigger", "greater", "wider", "longer", "heavier", "taller", "thicker"];
/// Comparatives of less.
const LESS: &[&str] = &["less", "fewer", "smaller", "lower", "narrower", "shorter", "lighter", "thinner"];
/// Comparatives of more and of less that some controls have: `the faster, the longer`.
const OF_CONTROLS: &[(&str, bool)] = &[
    ("deeper", true),
    ("faster", true),
    ("hotter", true),
    ("warmer", true),
    ("stronger", true),
    ("steeper", true),
    ("louder", true),
    ("brighter", true),
    ("shallower", false),
    ("slower", false),
    ("colder", false),
    ("cooler", false),
    ("weaker", false),
    ("quieter", false),
    ("dimmer", false),
    ("older", true),
    ("younger", false),
    ("dearer", true),
    ("cheaper", false),
];
/// What a comparative is about, where the noun is another word.
const NOUNS: &[(&str, &[&str])] = &[
    ("longer", &["length", "duration", "time"]),
    ("shorter", &["length", "duration", "time"]),
    ("wider", &["width", "breadth", "bore", "diameter", "radius"]),
    ("narrower", &["width", "breadth", "bore", "diameter", "radius"]),
    ("higher", &["height"]),
    ("taller", &["height"]),
    ("bigger", &["size"]),
    ("larger", &["size"]),
    ("smaller", &["size"]),
    ("heavier", &["mass", "weight"]),
    ("lighter", &["mass", "weight"]),
    ("hotter", &["temperature", "heat"]),
    ("warmer", &["temperature", "warmth", "heat"]),
    ("colder", &["temperature"]),
    ("cooler", &["temperature"]),
    ("faster", &["speed", "pace", "tempo"]),
    ("slower", &["speed", "pace", "tempo"]),
    ("louder", &["loudness"]),
    ("quieter", &["loudness"]),
    ("deeper", &["depth"]),
    ("shallower", &["depth"]),
    ("stronger", &["strength", "force"]),
    ("weaker", &["strength", "force"]),
    ("steeper", &["slope", "grade"]),
    ("thinner", &["thickness"]),
    ("older", &["age"]),
    ("younger", &["age"]),
    ("dearer", &["price", "cost"]),
    ("cheaper", &["price", "cost"]),
];

/// Whether a comparative of anything is one of more.
pub(super) fn up_or_down(adjective: &str) -> Option<bool> {
    let up = MORE.contains(&adjective);
    (up || LESS.contains(&adjective)).then_some(up)
}

/// Whether a comparative of anything, or of what a control may be called, is one of more.
pub(in crate::page::verdict) fn up_or_down_of_control(adjective: &str) -> Option<bool> {
    let own = OF_CONTROLS.iter().find(|(own, _)| *own == adjective).map(|(_, up)| *up);
    up_or_down(adjective).or(own)
}

/// Whether a word is the noun of a comparative: the thickness of `thicker`.
pub(in crate::page::verdict) fn is_noun_of(comparative: &str, word: &str) -> bool {
    let stem = comparative.strip_suffix("er").unwrap_or(comparative);
    let mut nouns = NOUNS.iter().filter(|(own, _)| *own == comparative).flat_map(|(_, nouns)| *nouns);
    (stem.len() > 3 && word.starts_with(stem))
        || nouns.any(|noun| *noun == word || super::candidates::stem(noun) == word)
}
