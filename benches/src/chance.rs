//! Random choices with fixed seeds: the same on every machine and in every run.

#[cfg(test)]
mod tests;

/// `SplitMix64`.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// At least 0 and less than 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

/// Ranks from 0 on, each with the probability of Zipf's law: exact, by a cumulative table.
#[derive(Clone, Debug)]
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    pub(crate) fn new(ranks: usize, exponent: f64) -> Self {
        let mut total = 0.0;
        let mut cumulative: Vec<f64> = (1..=ranks)
            .map(|rank| {
                total += (rank as f64).powf(-exponent);
                total
            })
            .collect();
        for sum in &mut cumulative {
            *sum /= total;
        }
        Self(cumulative)
    }

    pub(crate) fn draw(&self, chance: &mut Chance) -> usize {
        let at = chance.unit();
        self.0.partition_point(|sum| *sum < at).min(self.0.len() - 1)
    }
}

/// How often which entry is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Popularity {
    Uniform,
    /// With exponent 0.9.
    Zipf,
}

impl Popularity {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Zipf => "Zipf 0.9",
        }
    }

    /// Numbers of entries; popular ones are spread over the users.
    pub(crate) fn draws(self, entries: usize, count: usize) -> Vec<usize> {
        let mut chance = Chance::new(0x5eed);
        match self {
            Self::Uniform => (0..count).map(|_| chance.below(entries)).collect(),
            Self::Zipf => {
                let ranks = Zipf::new(entries, 0.9);
                let spread = |rank: usize| rank.wrapping_mul(7_919) % entries;
                (0..count).map(|_| spread(ranks.draw(&mut chance))).collect()
            }
        }
    }
}
