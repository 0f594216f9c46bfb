//! The ratio of two things that were measured in turns.

use std::fmt;

/// Of every round, one thing's measure over the other's.
pub(super) struct Ratio {
    low: f64,
    median: f64,
    high: f64,
}

impl Ratio {
    /// `None`: nothing was measured.
    pub(super) fn of(rounds: &[(f64, f64)]) -> Option<Self> {
        let mut ratios: Vec<f64> = rounds.iter().map(|(one, other)| one / other).collect();
        ratios.sort_by(f64::total_cmp);
        let quarter = ratios.len() / 4;
        let high = ratios.len().checked_sub(1 + quarter)?;
        Some(Self { low: ratios.get(quarter).copied()?, median: median(&ratios)?, high: ratios.get(high).copied()? })
    }

    pub(super) fn is_at_most(&self, limit: f64) -> bool {
        self.median <= limit
    }
}

/// Of sorted values.
fn median(sorted: &[f64]) -> Option<f64> {
    sorted.get(sorted.len() / 2).copied()
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({:.3}..{:.3})", self.median, self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_with_its_quartiles() {
        let ratio = Ratio::of(&[(2.0, 1.0), (3.0, 2.0), (1.0, 1.0), (9.0, 1.0), (8.0, 4.0)]).unwrap();
        assert_eq!(ratio.to_string(), "2.000 (1.500..2.000)");
        assert!(ratio.is_at_most(2.0) && !ratio.is_at_most(1.99));
        assert!(Ratio::of(&[]).is_none());
    }
}
