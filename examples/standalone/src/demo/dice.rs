//! Chance that falls the same way every time.

/// A sequence of numbers that look random and follow from a seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The sequence of a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(super) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from `from` to `to`, both possible.
    pub(super) const fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.roll() % (to - from + 1)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(super) const fn percent(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.roll() % u64::try_from(of.len()).unwrap_or(u64::MAX).max(1);
        of.get(usize::try_from(place).unwrap_or(0))
    }
}
