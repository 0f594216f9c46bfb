//! Quantiles.

#[cfg(test)]
mod tests;

use serde::Serialize;

/// What stays of many figures for the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) p10: f64,
    pub(crate) q1: f64,
    pub(crate) median: f64,
    pub(crate) q3: f64,
    pub(crate) p90: f64,
    pub(crate) p999: f64,
    /// How many figures there were.
    pub(crate) of: usize,
}

impl Spread {
    /// Of at least one figure.
    pub(crate) fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |fraction: f64| figures[((figures.len() - 1) as f64 * fraction).round() as usize];
        Self {
            p10: at(0.1),
            q1: at(0.25),
            median: at(0.5),
            q3: at(0.75),
            p90: at(0.9),
            p999: at(0.999),
            of: figures.len(),
        }
    }

    /// Of figures that belong together two by two.
    pub(crate) fn of_ratios(above: &[f64], below: &[f64]) -> Self {
        Self::of(above.iter().zip(below).map(|(above, below)| above / below).collect())
    }

    /// The distance of the quartiles, as a part of the median.
    pub(crate) fn width(&self) -> f64 {
        (self.q3 - self.q1) / self.median.abs()
    }
}
