//! One dated meeting, as staff read it.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_vocabulary::{SeriesId, SessionId, SessionState};

use crate::named::Named;

/// A session in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SessionRow {
    pub(crate) id: SessionId,
    pub(crate) group: Named,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    /// IANA name.
    pub(crate) zone: String,
    pub(crate) state: SessionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closed_at: Option<Instant>,
    /// Somebody gave it a time of its own, apart from its series.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false)]
    pub(crate) moved: bool,
    /// How many patients are expected: the group's active members.
    pub(crate) expected: i64,
}

/// A session on its own page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SessionDetail {
    #[serde(flatten)]
    pub(crate) row: SessionRow,
    pub(crate) series_id: SeriesId,
    /// Of its series, with which a change is asked for.
    pub(crate) version: i64,
    /// Its date on the group's own calendar.
    pub(crate) local_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opened_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cancellation: Option<Cancellation>,
}

/// That a session was called off.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Cancellation {
    pub(crate) at: Instant,
    /// By whom, while they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<Named>,
    /// For staff alone; empty when the plan was changed and left no place for it.
    pub(crate) reason: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !*value
}
