//! What crosses from one organisation to another, and what becomes of it there.

pub(crate) mod answering;
pub(crate) mod assign;
mod chain;
mod decide;
pub(crate) mod hand_on;
pub(crate) mod history;
pub(crate) mod life;
pub(crate) mod moving;
pub(crate) mod referral;
pub(crate) mod stage;
mod stop_onward;
pub(crate) mod store;
