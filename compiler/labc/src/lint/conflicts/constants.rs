//! Constants of physics: a slip of a prefix, and another value under a name that only one constant has.

use super::ROUNDING;
use crate::check::units::Units;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::StatedFigure;
use crate::sources::FileId;

/// A constant of physics.
struct PhysicalConstant {
    /// What it is called in a message.
    called: &'static str,
    /// Names that labs give it.
    names: &'static [&'static str],
    /// Nothing else is called so: gravity is another one on the Moon.
    is_alone: bool,
    /// Its value in the unit.
    value: f64,
    /// Its unit.
    unit: &'static str,
    /// As a message writes it.
    text: &'static str,
}

/// Names up to this length are symbols.
const SHORT: usize = 3;

/// Where the values come from.
const SOURCE: &str = "CODATA recommended values of the fundamental physical constants, 2022";

/// The constants.
const CONSTANTS: &[PhysicalConstant] = &[
    PhysicalConstant {
        called: "the speed of light",
        names: &["speed_of_light", "light_speed", "c"],
        is_alone: true,
        value: 299_792_458.0,
        unit: "m/s",
        text: "299 792 458 m/s",
    },
    PhysicalConstant {
        called: "the standard acceleration of gravity",
        names: &["gravity", "g", "standard_gravity", "gravitational_acceleration", "acceleration_of_gravity"],
        is_alone: false,
        value: 9.806_65,
        unit: "m/s^2",
        text: "9.80665 m/s²",
    },
    PhysicalConstant {
        called: "the gravitational constant",
        names: &["gravitational_constant", "newton_constant"],
        is_alone: true,
        value: 6.674_30e-11,
        unit: "m^3/(kg*s^2)",
        text: "6.6743 × 10⁻¹¹ m³/(kg·s²)",
    },
    PhysicalConstant {
        called: "the Planck constant",
        names: &["planck", "planck_constant"],
        is_alone: true,
        value: 6.626_070_15e-34,
        unit: "J*s",
        text: "6.62607015 × 10⁻³⁴ J·s",
    },
    PhysicalConstant {
        called: "the Boltzmann constant",
        names: &["boltzmann", "boltzmann_constant", "k_b"],
        is_alone: true,
        value: 1.380_649e-23,
        unit: "J/K",
        text: "1.380649 × 10⁻²³ J/K",
    },
    PhysicalConstant {
        called: "the Avogadro constant",
        names: &["avogadro", "avogadro_constant", "n_a"],
        is_alone: true,
        value: 6.022_140_76e23,
        unit: "mol^-1",
        text: "6.02214076 × 10²³ per mole",
    },
    PhysicalConstant {
        called: "the molar gas constant",
        names: &["gas_constant", "molar_gas_constant", "r"],
        is_alone: false,
        value: 8.314_462_618,
        unit: "J/(mol*K)",
        text: "8.31446 J/(mol·K)",
    },
    PhysicalConstant {
        called: "the elementary charge",
        names: &["elementary_charge"],
        is_alone: true,
        value: 1.602_176_634e-19,
        unit: "C",
        text: "1.602176634 × 10⁻¹⁹ C",
    },
    PhysicalConstant {
        called: "the Faraday constant",
        names: &["faraday", "faraday_constant"],
        is_alone: true,
        value: 96_485.332_12,
        unit: "C/mol",
        text: "96 485.3 C/mol",
    },
    PhysicalConstant {
        called: "the Stefan–Boltzmann constant",
        names: &["stefan_boltzmann", "stefan_boltzmann_constant", "sigma"],
        is_alone: false,
        value: 5.670_374_419e-8,
        unit: "W/(m^2*K^4)",
        text: "5.67037 × 10⁻⁸ W/(m²·K⁴)",
    },
    PhysicalConstant {
        called: "the standard atmosphere",
        names: &["atmosphere", "atmospheric_pressure", "standard_atmosphere", "air_pressure"],
        is_alone: false,
        value: 101_325.0,
        unit: "Pa",
        text: "101 325 Pa",
    },
];

/// Constants of a lab that differ from what their names say.
pub(super) fn constants(file: FileId, stated: &[StatedFigure]) -> Vec<Diagnostic> {
    stated.iter().filter_map(|stated| differing(file, stated)).collect()
}

fn differing(file: FileId, stated: &StatedFigure) -> Option<Diagnostic> {
    let name = stated.name.to_lowercase();
    let known = CONSTANTS.iter().find(|known| known.names.contains(&name.as_str()))?;
    let units = Units::of_library();
    let unit = units.read(known.unit).ok()?;
    // Those of a module have the same names wherever it is used.
    let same = match &stated.dimension {
        Some(dimension) => *dimension == unit.dimension,
        None => stated.dimension_name == unit.dimension.name(units),
    };
    if !same {
        return None;
    }
    let factor = stated.value / (known.value * unit.factor);
    let is = |wanted: f64| (factor / wanted - 1.0).abs() <= ROUNDING;
    let tens = libm::round(libm::log10(factor.abs()));
    let slipped = factor > 0.0 && tens != 0.0 && is(libm::pow(10.0, tens));
    // A letter may stand for something else: `c` for the speed of sound.
    let is_alone = known.is_alone && name.len() > SHORT;
    if is(1.0) || !(slipped || is_alone) {
        return None;
    }
    let headline =
        format!("`{}` is {} here, and {} is {}.", stated.name, stated.text, known.called, known.text);
    let label = if slipped { "another power of ten" } else { "another value" };
    let diagnostic = Diagnostic::warning(Code::DiffersFromRegistry, headline, file, stated.span, label);
    Some(
        diagnostic
            .help(format!("it comes from: {SOURCE}; what the story says instead is declared with `given`")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_one_of_the_library() {
        for PhysicalConstant { called, unit, .. } in CONSTANTS {
            assert!(Units::of_library().read(unit).is_ok(), "{called}: {unit}");
        }
    }
}
