//! What became of a referral, line by line, in words for whoever reads it.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_vocabulary::ReferralStatus;

use crate::prescriptions::store::crossed::StoredChange;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct HistoryLine {
    pub(crate) at: Instant,
    /// A sentence.
    pub(crate) what: String,
}

/// What the prescriber changed stands among what became of the referral.
impl From<StoredChange> for HistoryLine {
    fn from(change: StoredChange) -> Self {
        Self {
            at: change.changed_at,
            what: change.what,
        }
    }
}

/// One change of a referral as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) status: ReferralStatus,
    /// Who of staff did it.
    pub(crate) staff_name: Option<String>,
    pub(crate) at: Instant,
}

/// Whose page the history stands on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// The prescriber, who knows the receiving organisation but not its staff.
    Prescriber { to: &'a str },
    /// The receiving organisation, which knows its own staff.
    Receiver { from: &'a str },
}

/// `changes` in words, oldest first.
pub(crate) fn history(mut changes: Vec<Change>, reader: Reader<'_>) -> Vec<HistoryLine> {
    // Within one millisecond the order of a referral's life decides.
    changes.sort_by_key(|change| (change.at, change.status));
    let line = |change: &Change| HistoryLine {
        at: change.at,
        what: in_words(change, reader),
    };
    changes.iter().map(line).collect()
}

fn in_words(change: &Change, reader: Reader<'_>) -> String {
    match reader {
        Reader::Prescriber { to } => for_prescriber(change.status, to),
        Reader::Receiver { from } => for_receiver(change, from),
    }
}

fn for_prescriber(status: ReferralStatus, to: &str) -> String {
    match status {
        ReferralStatus::Requested => format!("Prescribed, and sent to {to}."),
        ReferralStatus::Accepted => format!("{to} accepted."),
        ReferralStatus::Rejected => format!("{to} declined."),
        ReferralStatus::InProgress => "The patient has a place in a group.".to_owned(),
        ReferralStatus::OnHold => "On hold.".to_owned(),
        ReferralStatus::Completed => "The programme is over.".to_owned(),
        ReferralStatus::Cancelled => "Cancelled.".to_owned(),
        ReferralStatus::Failed => format!("{to} could not do it."),
    }
}

fn for_receiver(change: &Change, from: &str) -> String {
    let by = change
        .staff_name
        .as_deref()
        .map(|name| format!(" by {name}"));
    let by = by.unwrap_or_default();
    match change.status {
        ReferralStatus::Requested => format!("Received from {from}."),
        ReferralStatus::Accepted => format!("Accepted{by}."),
        ReferralStatus::Rejected => format!("Declined{by}."),
        ReferralStatus::InProgress => format!("Matched to a group{by}."),
        ReferralStatus::OnHold => format!("Put on hold{by}."),
        ReferralStatus::Completed => "The programme is over.".to_owned(),
        ReferralStatus::Cancelled => "Cancelled.".to_owned(),
        ReferralStatus::Failed => format!("Ended without success{by}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(status: ReferralStatus) -> Change {
        Change {
            status,
            staff_name: Some("Lin Example".to_owned()),
            at: Instant::from_millis(1),
        }
    }

    #[test]
    fn the_prescriber_reads_no_name_of_the_other_organisations_staff() {
        let changes = vec![
            change(ReferralStatus::InProgress),
            change(ReferralStatus::Accepted),
        ];
        let lines = history(
            changes,
            Reader::Prescriber {
                to: "Example Charity",
            },
        );
        let words: Vec<_> = lines.iter().map(|line| line.what.as_str()).collect();
        assert_eq!(
            words,
            [
                "Example Charity accepted.",
                "The patient has a place in a group."
            ]
        );
    }

    #[test]
    fn the_receiver_reads_who_decided() {
        let lines = history(
            vec![change(ReferralStatus::Rejected)],
            Reader::Receiver {
                from: "Example Practice",
            },
        );
        assert_eq!(lines[0].what, "Declined by Lin Example.");
    }
}
