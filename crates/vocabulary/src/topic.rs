//! What hints to the open pages of staff are about.
//!
//! A topic names who is concerned as well as what has changed: a page is told the part before the
//! colon, and only by who may read the thing itself. The topics of one session are told whole.

use uuid::Uuid;

use crate::{GroupId, SessionId, StaffId};

/// The caseload of an organisation.
pub const REFERRALS: &str = "referrals";
/// The groups of an organisation, as everybody who hosts sees them.
pub const GROUPS: &str = "groups";
/// Mails that no mail server takes.
pub const OUTBOX: &str = "outbox";
/// With whom an organisation works together.
pub const PARTNERS: &str = "partners";
/// Who works for an organisation.
pub const STAFF: &str = "staff";

const PRESCRIPTIONS: &str = "prescriptions";
const SESSIONS: &str = "sessions";
const SESSION: &str = "session";

/// What `prescriber` prescribed.
pub fn prescriptions(prescriber: StaffId) -> String {
    format!("{PRESCRIPTIONS}:{prescriber}")
}

/// The members of `group`.
pub fn group(group: GroupId) -> String {
    format!("{GROUPS}:{group}")
}

/// The sessions of `group`, as they stand in a list.
pub fn sessions(group: GroupId) -> String {
    format!("{SESSIONS}:{group}")
}

/// Who is where in `session`.
pub fn session(session: SessionId) -> String {
    format!("{SESSION}:{session}")
}

/// Whom a topic concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    /// This prescriber.
    Prescriber(StaffId),
    /// Link workers.
    LinkWorkers,
    /// Link workers and facilitators.
    Hosts,
    /// Link workers, and the facilitators who lead this group.
    Group(GroupId),
    /// Link workers, and the facilitators who lead this session's group.
    Session(SessionId),
    /// Administrators.
    Administrators,
}

/// Whom `topic` concerns; `None` when it is for no page of staff.
pub fn concerns(topic: &str) -> Option<Concerns> {
    match topic.split_once(':') {
        Some((PRESCRIPTIONS, id)) => Some(Concerns::Prescriber(typed(id)?)),
        Some((GROUPS | SESSIONS, id)) => Some(Concerns::Group(typed(id)?)),
        Some((SESSION, id)) => Some(Concerns::Session(typed(id)?)),
        Some(_) => None,
        None => match topic {
            REFERRALS => Some(Concerns::LinkWorkers),
            GROUPS => Some(Concerns::Hosts),
            OUTBOX | PARTNERS | STAFF => Some(Concerns::Administrators),
            _ => None,
        },
    }
}

/// What a page that it concerns is told.
pub fn told(topic: &str) -> &str {
    match topic.split_once(':') {
        Some((SESSION, _)) | None => topic,
        Some((list, _)) => list,
    }
}

fn typed<T: From<Uuid>>(id: &str) -> Option<T> {
    id.parse::<Uuid>().ok().map(T::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_it_concerns_is_read_from_what_was_written() {
        let id = Uuid::from_u128(7);
        for (topic, whom, page) in [
            (
                prescriptions(id.into()),
                Concerns::Prescriber(id.into()),
                "prescriptions",
            ),
            (group(id.into()), Concerns::Group(id.into()), "groups"),
            (sessions(id.into()), Concerns::Group(id.into()), "sessions"),
            (REFERRALS.to_owned(), Concerns::LinkWorkers, "referrals"),
            (GROUPS.to_owned(), Concerns::Hosts, "groups"),
            (OUTBOX.to_owned(), Concerns::Administrators, "outbox"),
            (STAFF.to_owned(), Concerns::Administrators, "staff"),
        ] {
            assert_eq!(concerns(&topic), Some(whom), "{topic}");
            assert_eq!(told(&topic), page);
        }
        let own = session(id.into());
        assert_eq!(concerns(&own), Some(Concerns::Session(id.into())));
        assert_eq!(told(&own), own);
    }

    #[test]
    fn what_is_not_for_staff_concerns_nobody() {
        for topic in [
            "door:018f",
            "door-rooms",
            "events",
            "mails",
            "prescriptions",
            "session:x",
            "",
        ] {
            assert_eq!(concerns(topic), None, "{topic}");
        }
    }
}
