//! The ways by which a patient is reached, and those by which they must not be.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each stands for itself")]
pub enum Channel {
    Email,
    Sms,
    Phone,
    Letter,
}

/// How somebody must not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoContact {
    /// Leave no message on a machine.
    Voicemail,
    /// Do not call at all.
    Call,
    /// Send no text message.
    Sms,
    /// Send no mail.
    Email,
    /// Send no letter.
    Post,
}
