//! Whom a participant lets see and hear them (LiveKit's `subscription_permission`).

use livekit_protocol::{
    SubscriptionPermission, SubscriptionPermissionUpdate, signal_response::Message,
};

use super::{MAX_PARTICIPANTS, MAX_TRACKS, Room};
use crate::sid::{ParticipantSid, TrackSid};

/// Longest identity or id that is looked at, in bytes.
const MAX_NAME: usize = 256;

/// Who may subscribe to somebody's tracks: everyone, unless they said otherwise.
#[derive(Debug, Default)]
pub(super) struct Permits {
    /// The permission that names who may, if not everyone may.
    restricted: Option<SubscriptionPermission>,
}

impl Permits {
    pub(super) fn set(&mut self, permission: SubscriptionPermission) {
        self.restricted = (!permission.all_participants).then(|| bounded(permission));
    }

    /// Whether `subscriber`, known as `identity`, may receive `track`.
    pub(super) fn allow(
        &self,
        subscriber: &ParticipantSid,
        identity: &str,
        track: &TrackSid,
    ) -> bool {
        let Some(permission) = &self.restricted else {
            return true;
        };
        let named = permission.track_permissions.iter().filter(|named| {
            named.participant_sid == subscriber.as_str()
                || (named.participant_sid.is_empty() && named.participant_identity == identity)
        });
        named.into_iter().any(|named| {
            named.all_tracks || named.track_sids.iter().any(|sid| sid == track.as_str())
        })
    }
}

/// Without names that nobody can have: whoever is not named may not.
fn bounded(mut permission: SubscriptionPermission) -> SubscriptionPermission {
    let short = |name: &String| name.len() <= MAX_NAME;
    let named = &mut permission.track_permissions;
    named.retain(|named| short(&named.participant_sid) && short(&named.participant_identity));
    named.truncate(MAX_PARTICIPANTS);
    for named in named {
        named.track_sids.retain(short);
        named.track_sids.truncate(MAX_TRACKS);
    }
    permission
}

impl Room {
    /// A participant says who may receive their tracks; those for whom it changes are told.
    pub(super) fn permit(&mut self, who: &ParticipantSid, permission: SubscriptionPermission) {
        let before = self.permissions(who);
        if let Some(participant) = self.participant_mut(who) {
            participant.permits.set(permission);
        }
        let now = self.permissions(who);
        for (subscriber, update) in now.into_iter().filter(|one| !before.contains(one)) {
            self.tell(&subscriber, Message::SubscriptionPermissionUpdate(update));
        }
        self.reconcile();
    }

    /// Who may receive which of their live tracks, and who may not.
    fn permissions(
        &self,
        who: &ParticipantSid,
    ) -> Vec<(ParticipantSid, SubscriptionPermissionUpdate)> {
        let Some(publisher) = self.participant(who).filter(|p| !p.hidden()) else {
            return Vec::new();
        };
        let others = self.participants.iter().filter(|p| p.sid() != who);
        let each = others.flat_map(|other| {
            publisher.publications.live().map(move |track| {
                let allowed = publisher
                    .permits
                    .allow(other.sid(), other.identity(), track.sid());
                let update = SubscriptionPermissionUpdate {
                    participant_sid: who.as_str().to_owned(),
                    track_sid: track.sid().as_str().to_owned(),
                    allowed,
                };
                (other.sid().clone(), update)
            })
        });
        each.collect()
    }
}

#[cfg(test)]
mod tests {
    use livekit_protocol::{TrackPermission, TrackSource, TrackType};
    use wellmet_foundation::Rng;

    use super::*;

    #[test]
    fn everyone_may_receive_until_somebody_says_who_may() {
        let rng = Rng::seeded(1);
        let sid = ParticipantSid::draw(&rng);
        let track = TrackSid::draw(&rng, TrackType::Audio, TrackSource::Microphone);
        let mut permits = Permits::default();
        assert!(permits.allow(&sid, "a", &track));
        let only_a = TrackPermission {
            participant_identity: "a".into(),
            track_sids: vec![track.as_str().into()],
            ..Default::default()
        };
        permits.set(SubscriptionPermission {
            all_participants: false,
            track_permissions: vec![only_a],
        });
        assert!(permits.allow(&sid, "a", &track));
        assert!(!permits.allow(&sid, "b", &track));
        permits.set(SubscriptionPermission {
            all_participants: true,
            ..Default::default()
        });
        assert!(permits.allow(&sid, "b", &track));
    }
}
