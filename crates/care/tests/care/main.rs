//! Care's contract, asked over its routes, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in tests a failed assumption is a failed test"
)]

mod answering_offers;
mod asking;
mod at_once;
mod cancelling;
mod caseload;
mod caseload_log;
mod chain;
mod changing;
mod concerns;
mod consent;
mod deciding;
mod denial;
mod description;
mod directory;
mod fixture;
mod groups;
mod handing;
mod leaving;
mod life;
mod listing;
mod matching;
mod merging;
mod own_list;
mod patients;
mod places;
mod prescribing;
mod redirecting;
mod seen_by_prescriber;
mod summary;
