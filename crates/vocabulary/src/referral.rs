//! The words of a referral: what is prescribed, and how far it has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a referral's status is, in the order of its life (FHIR Task.status, as the Gravity SDOH
/// referral has them).
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
    /// Taken on, and waiting for something outside: the patient is in hospital, say.
    OnHold,
    /// The patient has a place in a group.
    InProgress,
    /// The programme is over.
    Completed,
    /// Taken back by the prescriber, or the patient changed their mind.
    Cancelled,
    /// It could not be done: the patient was never reached, say.
    Failed,
}

/// How far the work on a referral has come, beside its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ReferralStage {
    /// Nobody has spoken with the patient yet.
    New,
    /// Somebody has spoken with the patient.
    Contacted,
    /// The patient waits for a place.
    Waitlisted,
    /// The patient has a place.
    Matched,
    /// The patient has been there once.
    FirstSessionAttended,
    /// The patient stopped coming, or no longer answers.
    Disengaged,
}

/// How soon something is wanted (FHIR request-priority).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
    sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Urgency {
    /// In its turn.
    #[default]
    Routine,
    /// Before what is routine.
    Urgent,
    /// As soon as possible.
    Asap,
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
