//! What every route needs: problems, extractors whose rejections are problems, live hints.

mod client_address;
mod extract;
mod live;
mod pdf;
mod problem;
mod rate_limit;

pub use client_address::ClientAddress;
pub use extract::{Identified, Json, Path, Query, Who};
pub use live::live;
pub use pdf::pdf;
pub use problem::{FieldError, Problem};
pub use rate_limit::{RateLimit, TooMany};
