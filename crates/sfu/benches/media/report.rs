//! How figures are told: `figure NAME VALUE UNIT`.

use std::fmt::Display;

pub(crate) fn figure(name: impl Display, value: f64, unit: &str) {
    println!("figure {name} {value:.3} {unit}");
}

/// The middle one of several rounds.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
