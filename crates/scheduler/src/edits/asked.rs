//! A change as somebody asks for it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much of a plan is changed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum EditScope {
    /// One session.
    #[default]
    This,
}

/// What is to happen to a session.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum ScheduleChange {
    /// Another date, time or length; what is left out stays as it is.
    Move {
        /// Such as `2026-12-03`, in the session's zone.
        date: Option<String>,
        /// Such as `15:30`, in the session's zone.
        local_time: Option<String>,
        /// From 5 to 1440.
        duration_minutes: Option<i64>,
    },
    /// It does not take place.
    Cancel {
        /// For staff; nobody else is told it.
        reason: String,
    },
    /// It takes place after all.
    Restore,
}

/// A change of a plan that stands.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct ScheduleEdit {
    #[serde(default)]
    pub(crate) scope: EditScope,
    /// The version of the session's series that the editor saw.
    pub(crate) version: i64,
    pub(crate) change: ScheduleChange,
}
