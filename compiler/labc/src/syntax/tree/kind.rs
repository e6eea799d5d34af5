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
            // Named one by one, so that a new statement has to say here what it declares.
            Self::Lab(_)
            | Self::Dimension { .. }
            | Self::Unit(_)
            | Self::Use(_)
            | Self::Extend(_)
            | Self::Prose(_)
            | Self::Message { .. }
            | Self::Figure { .. }
            | Self::Reveal(_)
            | Self::Steps(_)
            | Self::Metrics(_)
            | Self::Hud(_)
            | Self::ShowTable(_)
            | Self::Badges(_)
            | Self::Chart(_)
            | Self::Details { .. }
            | Self::Layout { .. }
            | Self::Preset { .. }
            | Self::Aside { .. }
            | Self::Check(_)
            | Self::Allow(_)
            | Self::Revisit(_)
            | Self::Record(_)
            | Self::UseLedger { .. } => None,
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
