//! Which of several near spellings was meant: the one with which the statement checks. Start at
//! [`choose`].

use super::{FaultyLab, apply, hole};
use crate::check::scene::FaultScene;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Fix};

/// How many spellings are tried.
const MOST: usize = 12;

/// Prefers spellings that check; where none is near, names the one name whose dimension is wanted.
pub(super) fn choose(faulty: &mut FaultyLab<'_>, scene: &FaultScene, diagnostic: &mut Diagnostic) {
    let source = faulty.source;
    let place = match &diagnostic.fix {
        Some(Fix { edits, .. }) if edits.len() == 1 => edits[0].0,
        _ => scene.span,
    };
    let Some(word) = source.get(place.range()) else { return };
    let readings = if scene.code == Code::UnknownUnit {
        faulty.checker.model.units.readings(word)
    } else {
        let known = faulty.checker.words_in(scene);
        let near = crate::similar::near(word, known.iter().map(String::as_str));
        let mut near: Vec<String> = near.into_iter().map(str::to_owned).collect();
        // What was suggested knows keys and columns too.
        near.extend(diagnostic.fix.iter().map(|fix| fix.edits[0].1.clone()));
        near
    };
    let several = readings.len() > 1;
    let mut fitting = Vec::new();
    for reading in readings.iter().take(MOST) {
        let edits = vec![(place, reading.clone())];
        let edited = apply(source, &edits);
        if !fitting.contains(reading) && faulty.fits(scene, &edited, &edits) {
            fitting.push(reading.clone());
        }
    }
    let suggested = diagnostic.fix.take();
    match fitting.first() {
        // Units that differ in nothing but their size: only the author knows.
        Some(_) if scene.code == Code::UnknownUnit && fitting.len() > 1 => {}
        Some(best) => {
            if suggested.as_ref().is_none_or(|fix| fix.edits[0].1 != *best) {
                diagnostic.help.retain(|help| !help.starts_with("did you mean"));
                let why = if several { ", with which this checks" } else { "" };
                diagnostic.help.push(format!("did you mean `{best}`{why}?"));
            }
            let title = format!("write `{best}`");
            diagnostic.fix = Some(Fix { title, file: faulty.file, edits: vec![(place, best.clone())] });
        }
        None if readings.is_empty() && scene.code == Code::UnknownName => {
            by_dimension(faulty, scene, diagnostic)
        }
        None => {}
    }
}

/// The one name in scope that is of the wanted dimension.
fn by_dimension(faulty: &mut FaultyLab<'_>, scene: &FaultScene, diagnostic: &mut Diagnostic) {
    let Some(shown) = faulty.read(faulty.source, scene.root) else { return };
    let Some(wanted) = hole::wanted(faulty, scene, faulty.source, &shown, scene.span) else { return };
    if let [only] = hole::fitting(faulty, scene, &wanted).as_slice() {
        let what = faulty.checker.described(&wanted);
        diagnostic.help.push(format!("what fits here is {what}: only `{only}` is"));
    }
}
