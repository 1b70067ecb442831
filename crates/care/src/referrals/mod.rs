//! What crosses from one organisation to another, and what becomes of it there.

mod decide;
pub(crate) mod history;
pub(crate) mod referral;
pub(crate) mod store;
