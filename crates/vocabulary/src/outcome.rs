//! The words of attendance: how sure a fact is, and what a person's session comes to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much a fact proves.
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
#[sqlx(type_name = "text")]
pub enum EvidenceLevel {
    /// Invited.
    E0,
    /// Pressed Join: a POST, never a GET.
    E1,
    /// In the waiting room.
    E2,
    /// Admitted.
    E3,
    /// Transport connected: ICE and DTLS.
    E4,
    /// Media flows.
    E5,
    /// Interaction: speech, chat, reaction.
    E6,
    /// A facilitator's attestation.
    E7,
}

/// What one membership's session came to.
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
pub enum Verdict {
    /// Present for the group's share of the window, 50 % by default.
    Attended,
    /// At least five minutes, or any interaction.
    Partial,
    /// Some media, under five minutes.
    Brief,
    /// Came, but no media ever flowed: a technical failure, not a no-show.
    Tried,
    /// The patient said that they cannot come.
    CancelledByPatient,
    /// The provider cancelled, or never came.
    CancelledByProvider,
    /// Invited only, and a person confirmed it.
    NoShow,
    /// An evidence gap decides, or nobody looked.
    Unknown,
}
