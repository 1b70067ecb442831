//! What became of a referral, line by line, in words for whoever reads it.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{ReferralStage, ReferralStatus};

use super::store::NotedKind;

use crate::prescriptions::changed::Changed;
use crate::prescriptions::store::crossed::StoredChange;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct HistoryLine {
    pub(crate) at: Instant,
    /// A sentence.
    pub(crate) what: String,
    /// The reason that was given.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<Pii<String>>,
}

/// What the prescriber changed stands among what became of the referral.
impl From<StoredChange> for HistoryLine {
    fn from(change: StoredChange) -> Self {
        Self {
            at: change.changed_at,
            what: change.in_words(),
            why: None,
        }
    }
}

/// One change of a referral as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) kind: NotedKind,
    /// The referral's version after it.
    pub(crate) version: i64,
    pub(crate) status: ReferralStatus,
    pub(crate) stage: ReferralStage,
    /// Who of the receiver's staff did it.
    pub(crate) staff_name: Option<String>,
    /// Whether who sent the referral did it.
    pub(crate) by_sender: bool,
    /// The colleague or the organisation it was about.
    pub(crate) about_name: Option<String>,
    /// What the prescriber changed, as far as the patient lets it cross.
    pub(crate) order: Option<OrderChange>,
    pub(crate) reason: Option<Pii<String>>,
    pub(crate) at: Instant,
}

/// A change of what was prescribed, as its receiver may read it.
#[derive(Debug, Clone)]
pub(crate) struct OrderChange {
    pub(crate) changed: Changed,
    /// The prescriber, for who received it from them.
    pub(crate) by: Option<String>,
}

/// Whose page the history stands on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// The prescriber, who knows the receiving organisation but not its staff.
    Prescriber { to: &'a str },
    /// The receiving organisation, which knows its own staff.
    Receiver { from: &'a str },
}

/// `changes` in words, in their order. The prescriber reads how the referral stands, and not how
/// its receiver divides the work.
pub(crate) fn history(changes: &[Change], reader: Reader<'_>) -> Vec<HistoryLine> {
    let in_words = |change: &Change| match reader {
        Reader::Prescriber { to } => for_prescriber(change, to),
        Reader::Receiver { from } => for_receiver(change, from),
    };
    let line = |change: &Change| {
        Some(HistoryLine {
            at: change.at,
            what: in_words(change)?,
            why: change.reason.clone(),
        })
    };
    changes.iter().filter_map(line).collect()
}

/// A change as the prescriber reads it; `None` for what is the receiver's own business.
pub(crate) fn for_prescriber(change: &Change, to: &str) -> Option<String> {
    if change.kind != NotedKind::Status {
        return None;
    }
    Some(match change.status {
        ReferralStatus::Requested => format!("Prescribed, and sent to {to}."),
        ReferralStatus::Accepted => format!("{to} accepted."),
        ReferralStatus::Rejected => format!("{to} declined."),
        ReferralStatus::InProgress => "The patient has a place in a group.".to_owned(),
        ReferralStatus::OnHold => "On hold.".to_owned(),
        ReferralStatus::Completed => "The programme is over.".to_owned(),
        ReferralStatus::Cancelled if change.by_sender => "You cancelled it.".to_owned(),
        ReferralStatus::Cancelled => "Cancelled.".to_owned(),
        ReferralStatus::Failed => format!("{to} could not do it."),
    })
}

/// A change as the receiving organisation reads it; `None` for what did not cross.
pub(crate) fn for_receiver(change: &Change, from: &str) -> Option<String> {
    let sender = change.by_sender.then_some(from);
    let by = change.staff_name.as_deref().or(sender);
    let by = by.map(|name| format!(" by {name}")).unwrap_or_default();
    let about = change.about_name.as_deref();
    Some(match change.kind {
        NotedKind::Status => status_words(change.status, &by, from),
        NotedKind::Stage => stage_words(change.stage, &by),
        NotedKind::Assigned => match about {
            Some(name) if change.staff_name.as_deref() == Some(name) => {
                format!("Taken over{by}.")
            }
            Some(name) => format!("Given to {name}{by}."),
            None => format!("Put back for anybody to take{by}."),
        },
        NotedKind::HandedOn => format!("Handed on to {}{by}.", about.unwrap_or("a partner")),
        NotedKind::CameBack if by.is_empty() => {
            format!("Come back from {}.", about.unwrap_or("a partner"))
        }
        NotedKind::OrderChanged => return order_words(change.order.as_ref()?),
        NotedKind::CameBack => format!("Taken back from {}{by}.", about.unwrap_or("a partner")),
    })
}

fn order_words(order: &OrderChange) -> Option<String> {
    let who = order.by.as_deref().unwrap_or("The prescriber");
    (!order.changed.is_nothing()).then(|| order.changed.in_words(who))
}

fn status_words(status: ReferralStatus, by: &str, from: &str) -> String {
    match status {
        ReferralStatus::Requested => format!("Received from {from}."),
        ReferralStatus::Accepted => format!("Accepted{by}."),
        ReferralStatus::Rejected => format!("Declined{by}."),
        ReferralStatus::InProgress => format!("Matched to a group{by}."),
        ReferralStatus::OnHold => format!("Put on hold{by}."),
        ReferralStatus::Completed => format!("Completed{by}."),
        ReferralStatus::Cancelled => format!("Cancelled{by}."),
        ReferralStatus::Failed => format!("Ended without success{by}."),
    }
}

fn stage_words(stage: ReferralStage, by: &str) -> String {
    match stage {
        ReferralStage::New => format!("Not contacted yet, as noted{by}."),
        ReferralStage::Contacted => format!("Contacted{by}."),
        ReferralStage::Waitlisted => format!("Put on a waiting list{by}."),
        ReferralStage::Matched => format!("Expected in the group again, as noted{by}."),
        ReferralStage::FirstSessionAttended => "First session attended.".to_owned(),
        ReferralStage::Disengaged => format!("No longer in touch, as noted{by}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: NotedKind, status: ReferralStatus) -> Change {
        Change {
            kind,
            version: 1,
            status,
            stage: ReferralStage::Contacted,
            staff_name: Some("Lin Example".to_owned()),
            by_sender: false,
            about_name: None,
            order: None,
            reason: None,
            at: Instant::from_millis(1),
        }
    }

    fn words(changes: &[Change], reader: Reader<'_>) -> Vec<String> {
        let lines = history(changes, reader);
        lines.into_iter().map(|line| line.what).collect()
    }

    #[test]
    fn the_prescriber_reads_neither_names_nor_how_the_work_is_divided() {
        let changes = [
            change(NotedKind::Status, ReferralStatus::Accepted),
            change(NotedKind::Assigned, ReferralStatus::Accepted),
            change(NotedKind::Stage, ReferralStatus::Accepted),
            change(NotedKind::Status, ReferralStatus::InProgress),
        ];
        let reader = Reader::Prescriber {
            to: "Example Charity",
        };
        assert_eq!(
            words(&changes, reader),
            [
                "Example Charity accepted.",
                "The patient has a place in a group."
            ]
        );
    }

    #[test]
    fn the_receiver_reads_who_did_what() {
        let given = Change {
            about_name: Some("Lea Example".to_owned()),
            ..change(NotedKind::Assigned, ReferralStatus::Accepted)
        };
        let taken = Change {
            about_name: Some("Lin Example".to_owned()),
            ..given.clone()
        };
        let changes = [
            change(NotedKind::Status, ReferralStatus::Rejected),
            change(NotedKind::Stage, ReferralStatus::Accepted),
            given,
            taken,
        ];
        let reader = Reader::Receiver {
            from: "Example Practice",
        };
        assert_eq!(
            words(&changes, reader),
            [
                "Declined by Lin Example.",
                "Contacted by Lin Example.",
                "Given to Lea Example by Lin Example.",
                "Taken over by Lin Example.",
            ]
        );
    }
}
