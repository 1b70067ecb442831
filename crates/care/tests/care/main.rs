//! Care's contract, asked over its routes, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in tests a failed assumption is a failed test"
)]

mod asking;
mod changing;
mod consent;
mod deciding;
mod denial;
mod description;
mod fixture;
mod groups;
mod listing;
mod matching;
mod merging;
mod own_list;
mod patients;
mod prescribing;
mod seen_by_prescriber;
mod summary;
