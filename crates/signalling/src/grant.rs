//! What an access token allows its bearer.

use std::collections::HashMap;

use livekit_protocol::ParticipantPermission;
use wellmet_vocabulary::MediaGrant;

const ROLE: &str = "role";
const FACILITATOR: &str = "facilitator";

/// One person's way into one room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// The only room the token opens.
    pub(crate) room: String,
    /// Who they are to the media plane: opaque, never a name.
    pub(crate) identity: String,
    /// The name or alias others are shown.
    pub(crate) name: String,
    pub(crate) can_publish: bool,
    pub(crate) can_subscribe: bool,
    pub(crate) can_publish_data: bool,
    /// Others are not told of them.
    pub(crate) hidden: bool,
    /// Whether they run the room; clients show it.
    pub(crate) facilitator: bool,
}

impl From<&MediaGrant> for Grant {
    /// To speak and to listen: what everyone in a group may do.
    fn from(grant: &MediaGrant) -> Self {
        Self {
            room: grant.room.as_str().to_owned(),
            identity: grant.identity.as_str().to_owned(),
            name: grant.display_name.clone(),
            can_publish: true,
            can_subscribe: true,
            can_publish_data: true,
            hidden: false,
            facilitator: grant.facilitator,
        }
    }
}

impl Grant {
    /// The grant as clients are told of it.
    pub(crate) fn permission(&self) -> ParticipantPermission {
        ParticipantPermission {
            can_subscribe: self.can_subscribe,
            can_publish: self.can_publish,
            can_publish_data: self.can_publish_data,
            hidden: self.hidden,
            ..Default::default()
        }
    }

    /// What clients are told of them beyond the name (LiveKit's participant attributes).
    pub(crate) fn attributes(&self) -> HashMap<String, String> {
        let role = self
            .facilitator
            .then(|| (ROLE.to_owned(), FACILITATOR.to_owned()));
        role.into_iter().collect()
    }

    /// Reads back what [`Grant::attributes`] has written.
    pub(crate) fn is_facilitator(attributes: &HashMap<String, String>) -> bool {
        attributes.get(ROLE).is_some_and(|role| role == FACILITATOR)
    }
}

#[cfg(test)]
impl Grant {
    /// The grant of an ordinary person.
    pub(crate) fn full(room: &str, identity: &str, name: &str) -> Self {
        Self::from(&MediaGrant {
            room: wellmet_vocabulary::RoomName::named(room),
            identity: wellmet_vocabulary::MediaIdentity::named(identity),
            display_name: name.into(),
            facilitator: false,
        })
    }
}
