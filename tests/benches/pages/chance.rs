//! Repeatable chance: every town of a size is the same town.

/// SplitMix64 (Steele, Lea and Flood, 2014): good enough to strew, fit for no secret.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Between `least` and `most`, both included.
    pub(crate) fn within(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1) as usize) as i64
    }

    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Less than `limit`, small numbers far more often, as the sizes of practices and groups are.
    pub(crate) fn skewed(&mut self, limit: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((share * share) * limit as f64) as usize
    }

    /// By what of a hundred each is.
    pub(crate) fn weighted<T: Copy>(&mut self, of: &[(usize, T)]) -> T {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in of {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        of[0].1
    }

    pub(crate) fn name(&mut self) -> String {
        const FIRST: [&str; 12] = [
            "Ada", "Ben", "Cyd", "Dora", "Eno", "Fay", "Gus", "Hana", "Ivo", "Juno", "Kit", "Lena",
        ];
        const SYLLABLES: [&str; 14] = [
            "ba", "den", "fol", "gar", "hol", "kin", "lum", "mer", "nor", "pel", "ros", "tam",
            "vel", "wyn",
        ];
        let first = *self.one(&FIRST);
        let last: String = (0..3).map(|_| *self.one(&SYLLABLES)).collect();
        let (head, tail) = last.split_at(1);
        format!("{first} {}{tail}", head.to_uppercase())
    }
}
