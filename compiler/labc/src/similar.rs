//! "Did you mean": the known word that is nearest to an unknown one.

/// How many letters an unknown word may have to be compared with others.
const LONGEST: usize = 64;

/// The nearest candidate, if one is near enough to have been meant. Ties go to the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(word, candidates).into_iter().next()
}

/// Every candidate that is near enough to have been meant, the nearest first.
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let allowed = match word.chars().count() {
        0 => return Vec::new(),
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    let length = word.chars().count();
    let scored = candidates.into_iter().filter_map(|candidate| {
        if candidate.eq_ignore_ascii_case(word) {
            return Some((0, candidate));
        }
        // Every edit changes the length by one at most; nobody means a word of a hundred letters by another.
        if length > LONGEST || candidate.chars().count().abs_diff(length) > allowed {
            return None;
        }
        let distance = strsim::osa_distance(word, candidate);
        // A short word changed in every letter is another word.
        (distance <= allowed && distance < length.max(2)).then_some((distance, candidate))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(distance, _)| *distance);
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}
