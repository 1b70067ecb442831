//! The words of a referral: what is prescribed, and how far it has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a referral has come, in the order of its life (FHIR Task.status).
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
pub enum ReferralStatus {
    /// Sent, and not decided on.
    Requested,
    /// Taken on by the receiving organisation.
    Accepted,
    /// Declined, with a reason.
    Rejected,
    /// The patient has a place in a group.
    InProgress,
    /// The programme is over.
    Completed,
}

/// How often the sessions of a dose are meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Rhythm {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every two weeks.
    Fortnightly,
    /// Every month.
    Monthly,
}

/// Whether a patient still belongs to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MembershipStatus {
    /// Expected at every session.
    Active,
    /// No longer expected.
    Ended,
}
