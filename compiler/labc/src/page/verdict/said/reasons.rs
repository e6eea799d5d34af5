//! What the reason of a fact says in figures, compared with the fact: `given extra = 20 h "twenty minutes on top"`.

use super::figures::Of;
use super::{Piece, read_sentences};
use crate::check::model::*;
use crate::page::plan::planner::Planner;
use crate::syntax::tree::Origin;

impl Planner<'_> {
    /// Reports reasons that say the number of their fact in another unit.
    pub(super) fn compare_reasons(&mut self) {
        let model = self.model;
        let units = &model.units;
        for define in &model.defines {
            let (Origin::Given, Some(source)) = (define.tree.origin, &define.tree.source) else { continue };
            let Some(Typed { kind: TypedKind::Number(value, Some(written)), span, .. }) = &define.value
            else {
                continue;
            };
            let number = value / written.factor;
            // Of `40 kg/m^2`, what is laid on each square metre.
            let first =
                written.symbol.split(['/', '*', '·', '⋅']).next().and_then(|unit| units.read(unit).ok());
            let words = source.words();
            // `its 25 MB are MiB` knows both.
            let own = |word: &str| units.read(word).or_else(|_| units.spoken(word).ok_or_else(String::new));
            let mut symbols = words.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':'));
            if symbols.any(|word| own(word).is_ok_and(|unit| unit.symbol == written.symbol)) {
                continue;
            }
            let sentences = read_sentences(&[Piece::Words(&words)], units);
            let said = sentences.iter().flat_map(|sentence| &sentence.figures).find(|figure| {
                let Of::Quantity(said) = &figure.of else { return false };
                let is_slip = |of: &crate::check::units::Written| {
                    said.dimension == of.dimension
                        && !said.dimension.is_none()
                        && (said.factor / of.factor - 1.0).abs() > 1e-9
                };
                let same = (figure.value / said.factor - number).abs() <= 1e-9 * number.abs();
                same && !figure.is_bound() && (is_slip(written) || first.as_ref().is_some_and(is_slip))
            });
            let Some(figure) = said else { continue };
            let own = crate::check::shortened(self.quoted(*span));
            let headline =
                format!("The reason says {}, but `{}` is {own}.", figure.text, define.tree.name.text);
            let help = "see which of the two units is meant";
            self.says_another(headline, *span, "another unit", help);
        }
    }
}
