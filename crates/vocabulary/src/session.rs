//! The word for how far one meeting has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a session has come, in the order of its life.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum SessionState {
    /// Planned.
    Scheduled,
    /// A facilitator has opened the room; the attendance window has not begun.
    Preparing,
    /// A facilitator pressed Start: the attendance window runs.
    Started,
    /// Over.
    Closed,
    /// Called off.
    Cancelled,
}
