//! What the people who receive referrals do with them all day: finding the next one, noting what
//! was said, and what has to be done.

mod by_events;
pub(crate) mod concern;
pub(crate) mod day;
pub(crate) mod fold;
pub(crate) mod hand_over;
pub(crate) mod log;
pub(crate) mod search;
pub(crate) mod store;
pub(crate) mod task;
pub(crate) mod view;
