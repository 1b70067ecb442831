//! The test kit: a whole server in this process on a mock clock, staff and patients who use it
//! over HTTP, and [`participant`]s who join its calls with an independent WebRTC stack.

mod browser;
pub mod participant;

pub use browser::{Answer, Browser};
