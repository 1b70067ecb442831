//! The scheduler's contract, asked over its routes, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in tests a failed assumption is a failed test"
)]

mod asking;
mod conducting;
mod denial;
mod description;
mod editing;
mod fixture;
mod listing;
mod scheduling;
