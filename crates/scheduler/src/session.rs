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
    /// How many patients are expected: the group's active members.
    pub(crate) expected: i64,
}

/// A session on its own page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SessionDetail {
    #[serde(flatten)]
    pub(crate) row: SessionRow,
    pub(crate) series_id: SeriesId,
    /// Its date on the group's own calendar.
    pub(crate) local_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opened_at: Option<Instant>,
}
