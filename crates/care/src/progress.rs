//! What a prescriber is told of a course, at a glance.
//!
//! Invariant: without the patient's consent in force, nothing is told but that it is not shared.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;

/// How far a course has come, as far as the patient lets the prescriber know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Progress {
    /// The patient does not share attendance.
    NotShared,
    /// No session has been attended or missed yet.
    NoneYet,
    /// So many of the sessions prescribed.
    Dose {
        /// Sessions attended.
        attended: i64,
        /// Sessions prescribed.
        of: i64,
        /// When the patient was last seen to join.
        #[serde(skip_serializing_if = "Option::is_none")]
        joined_at: Option<Instant>,
    },
}

/// What attendance has written about a prescription.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// Sessions attended; none until a register is confirmed.
    pub(crate) attended: Option<i64>,
    /// The newest notice that the patient joined.
    pub(crate) joined_at: Option<Instant>,
}

/// What may be told of `standing`, of a dose of `of` sessions.
pub(crate) fn progress(share_attendance: bool, standing: Standing, of: i64) -> Progress {
    if !share_attendance {
        return Progress::NotShared;
    }
    match standing {
        Standing {
            attended: None,
            joined_at: None,
        } => Progress::NoneYet,
        Standing {
            attended,
            joined_at,
        } => Progress::Dose {
            attended: attended.unwrap_or(0),
            of,
            joined_at,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOINED: Option<Instant> = Some(Instant::from_millis(1));

    #[test]
    fn nothing_is_told_without_consent() {
        let standing = Standing {
            attended: Some(4),
            joined_at: JOINED,
        };
        assert_eq!(progress(false, standing, 6), Progress::NotShared);
    }

    #[test]
    fn a_patient_who_just_joined_counts_once_the_register_says_so() {
        let standing = Standing {
            attended: None,
            joined_at: JOINED,
        };
        let told = Progress::Dose {
            attended: 0,
            of: 6,
            joined_at: JOINED,
        };
        assert_eq!(progress(true, standing, 6), told);
    }

    #[test]
    fn before_the_first_session_there_is_nothing_to_tell() {
        let standing = Standing {
            attended: None,
            joined_at: None,
        };
        assert_eq!(progress(true, standing, 6), Progress::NoneYet);
    }
}
