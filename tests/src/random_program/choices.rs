//! Where randomness comes from: a list of numbers, taken one by one.

/// Numbers to draw from; once they are used up, every draw is 0, which is the simplest choice.
pub struct Choices<'d> {
    drawn: &'d [u32],
}

impl<'d> Choices<'d> {
    /// Draws from a list.
    pub fn new(drawn: &'d [u32]) -> Self {
        Self { drawn }
    }

    /// A number below another.
    pub fn below(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.drawn.split_first() else { return 0 };
        self.drawn = rest;
        *first as usize % count.max(1)
    }

    /// Once in so many draws; never once the numbers are used up.
    pub fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    /// One of several; the first is the simplest.
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }
}

/// Numbers to draw from, out of a seed (SplitMix64).
pub fn numbers(seed: u64, count: usize) -> Vec<u32> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 32) as u32
    };
    std::iter::repeat_with(next).take(count).collect()
}
