//! Compiles labs side by side.

use labc::diagnostic::Diagnostic;
use labc::page::Lab;
use rayon::prelude::*;

use crate::inputs::{Beside, Input, Inputs};
use crate::trouble::Trouble;

/// Room for the deepest expression that the compiler lets through, with much to spare.
const STACK: usize = 32 << 20;

/// Compiles every lab of some inputs. A lab with errors is missing; diagnostics come in the labs' order.
///
/// # Errors
/// The threads cannot be started.
pub(crate) fn all(inputs: &Inputs) -> Result<(Vec<(Input, Lab)>, Vec<Diagnostic>), Trouble> {
    let compiled = side_by_side(|| {
        let labs = inputs.labs.par_iter();
        labs.map(|input| {
            let text = &inputs.sources.get(input.file).text;
            labc::page::compile(input.file, text, &Beside::of(&input.path))
        })
        .collect::<Vec<_>>()
    })?;
    let mut diagnostics = inputs.faults.clone();
    let mut labs: Vec<(Input, Lab)> = Vec::new();
    for (input, (lab, mut found)) in inputs.labs.iter().zip(compiled) {
        diagnostics.append(&mut found);
        let Some(lab) = lab else { continue };
        if let Some((first, _)) = labs.iter().find(|(_, other)| other.id == lab.id) {
            let headline = format!("Two labs have the id `{}`.", lab.id);
            let here = lab.id_span;
            diagnostics.push(
                Diagnostic::error("duplicate-name", headline, input.file, here, "the second")
                    .help(format!("the first is {}", first.path.display())),
            );
        }
        labs.push((input.clone(), lab));
    }
    Ok((labs, diagnostics))
}

/// Runs work on threads with a deep stack.
pub(crate) fn side_by_side<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, Trouble> {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
    let pool = pool.map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    Ok(pool.install(work))
}
