//! What a statement holds and declares, for everyone who walks through a file.

use super::*;

impl Kind {
    /// The statements that stand inside this one.
    pub fn body(&self) -> Option<&[Statement]> {
        match self {
            Self::Part(Part { body, .. }) | Self::Details { body, .. } | Self::Layout { body, .. } => {
                Some(body)
            }
            _ => None,
        }
    }

    /// The name that this statement declares. Names stand for one thing in all of a lab; units and dimensions have names
    /// of their own.
    pub fn declares(&self) -> Option<&Name> {
        match self {
            Self::Define(Define { name, .. })
            | Self::Function(Function { name, .. })
            | Self::Table(Table { name, .. })
            | Self::Upload(Upload { name, .. })
            | Self::Slider(Slider { name, .. })
            | Self::Choice(Choice { name, .. })
            | Self::Toggle(Toggle { name, .. })
            | Self::Status(Status { name, .. })
            | Self::Part(Part { name, .. })
            | Self::Predict(Predict { name, .. })
            | Self::Estimate(Estimate { name, .. })
            | Self::Answer(Asked { name, .. })
            | Self::Task(Asked { name, .. })
            | Self::Decide(Decide { name, .. })
            | Self::Reflect(Reflect { name, .. }) => Some(name),
            Self::Goal { name, .. } => name.as_ref(),
            // That none is missing is tested: see `tests/tests/pretty.rs`.
            _ => None,
        }
    }

    /// The statements that stand inside this one, to change them.
    pub fn body_mut(&mut self) -> Option<&mut Vec<Statement>> {
        match self {
            Self::Part(Part { body, .. }) | Self::Details { body, .. } | Self::Layout { body, .. } => {
                Some(body)
            }
            _ => None,
        }
    }
}
