//! Which of a track's packets one subscriber gets: the layer aimed at, the one carried until that begins with
//! a key frame, and which temporal layers of it.

use crate::rtp::vp8::Descriptor;

/// What a subscriber is to get of a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    /// The track's layer, from the smallest, 0, on.
    pub(crate) layer: u8,
    /// The highest temporal layer of it.
    pub(crate) temporal: u8,
}

impl Target {
    /// Temporal layers have two bits.
    pub(crate) const EVERY_FRAME: u8 = 3;
}

/// What bandwidth, or the choice of voices, leaves of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    None,
    AtMost(Target),
    Paused,
}

impl Limit {
    pub(crate) fn apply(self, cap: Target) -> Option<Target> {
        match self {
            Self::None => Some(cap),
            Self::Paused => None,
            Self::AtMost(most) if most.layer < cap.layer => Some(most),
            Self::AtMost(most) if most.layer == cap.layer => Some(Target {
                temporal: most.temporal.min(cap.temporal),
                ..cap
            }),
            Self::AtMost(_) => Some(cap),
        }
    }
}

/// As far as the choice looks at a packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) layer: u8,
    /// The layer's generation.
    pub(crate) stream: u32,
    pub(crate) timestamp: u32,
    /// A decoder can begin here: always so for audio.
    pub(crate) decodable: bool,
    /// It carries nothing but padding.
    pub(crate) empty: bool,
    pub(crate) descriptor: Option<Descriptor>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It begins, or begins anew, what the subscriber sees.
    Begin,
    /// It continues that.
    Continue,
    /// It would continue that, but is not to be sent.
    LeaveOut,
    /// It belongs to something else.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Carried {
    layer: u8,
    stream: u32,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    target: Option<Target>,
    /// `None` before the first packet and after a pause.
    carried: Option<Carried>,
    /// The temporal layers that have begun.
    temporal: u8,
    /// The frame that was judged last, by its timestamp, and whether it is sent.
    frame: Option<(u32, bool)>,
}

impl Selection {
    /// Aims at `target` from now on; `None` pauses at once, anything else waits for a key frame.
    pub(crate) fn aim(&mut self, target: Option<Target>) {
        if target.is_none() {
            self.carried = None;
        }
        self.target = target;
    }

    pub(crate) fn target(&self) -> Option<Target> {
        self.target
    }

    /// Whether anything of this layer is, or may become, of use.
    pub(crate) fn may_carry(&self, layer: u8) -> bool {
        let aimed = self.target.is_some_and(|target| layer <= target.layer);
        aimed || self.carried.is_some_and(|carried| carried.layer == layer)
    }

    /// The generation that is carried now.
    pub(crate) fn stream(&self) -> Option<u32> {
        self.carried.map(|carried| carried.stream)
    }

    /// The layer a key frame is needed of, given each layer's generation.
    pub(crate) fn awaits(&self, generation: impl Fn(u8) -> Option<u32>) -> Option<u8> {
        let target = self.target?;
        let carried = self.carried.filter(|carried| carried.layer == target.layer);
        let current =
            carried.is_some_and(|carried| generation(carried.layer) == Some(carried.stream));
        (!current).then_some(target.layer)
    }

    /// Judges a packet that comes in its stream's order.
    pub(crate) fn judge(&mut self, packet: &Candidate) -> Verdict {
        let Some(target) = self.target else {
            return Verdict::Other;
        };
        let continues = self
            .carried
            .is_some_and(|carried| carried.stream == packet.stream);
        if continues && packet.empty {
            return Verdict::LeaveOut;
        }
        if continues {
            return self.judge_frame(packet, target);
        }
        if packet.empty || !packet.decodable || !self.may_begin(packet.layer, target) {
            return Verdict::Other;
        }
        self.carried = Some(Carried {
            layer: packet.layer,
            stream: packet.stream,
        });
        self.temporal = limit(packet.layer, target);
        self.frame = Some((packet.timestamp, true));
        Verdict::Begin
    }

    /// The layer aimed at may begin; so may a lower one while nothing is carried, and the one that is carried
    /// when its publisher restarts.
    fn may_begin(&self, layer: u8, target: Target) -> bool {
        let serves = self.carried.is_none_or(|carried| carried.layer == layer);
        layer == target.layer || (serves && layer < target.layer)
    }

    /// A frame is sent whole or left out whole. Frames of a temporal layer that was left out must not be sent
    /// before one that builds on none of those.
    fn judge_frame(&mut self, packet: &Candidate, target: Target) -> Verdict {
        if let Some((_, sent)) = self.frame.filter(|(frame, _)| *frame == packet.timestamp) {
            return verdict(sent);
        }
        let limit = limit(packet.layer, target);
        let descriptor = packet.descriptor.unwrap_or_default();
        self.temporal = self.temporal.min(limit);
        let rises = descriptor.synchronises && descriptor.temporal == self.temporal + 1;
        if descriptor.key_frame {
            self.temporal = limit;
        } else if rises && descriptor.temporal <= limit {
            self.temporal = descriptor.temporal;
        }
        let sent = descriptor.temporal <= self.temporal;
        self.frame = Some((packet.timestamp, sent));
        verdict(sent)
    }
}

fn verdict(sent: bool) -> Verdict {
    if sent {
        Verdict::Continue
    } else {
        Verdict::LeaveOut
    }
}

/// A layer that only bridges the time to the one aimed at is sent as it is.
fn limit(layer: u8, target: Target) -> u8 {
    if layer == target.layer {
        target.temporal
    } else {
        Target::EVERY_FRAME
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::vp8::tests::payload;

    fn packet(timestamp: u32, temporal: u8, key_frame: bool) -> Candidate {
        Candidate {
            layer: 0,
            stream: 1,
            timestamp,
            decodable: key_frame,
            empty: false,
            descriptor: Descriptor::read(&payload(1, 1, temporal, key_frame)),
        }
    }

    fn aim(selection: &mut Selection, temporal: u8) {
        selection.aim(Some(Target { layer: 0, temporal }));
    }

    #[test]
    fn a_frame_is_sent_whole_or_left_out_whole() {
        let mut selection = Selection::default();
        aim(&mut selection, 1);
        assert_eq!(selection.judge(&packet(1, 0, true)), Verdict::Begin);
        assert_eq!(selection.judge(&packet(2, 1, false)), Verdict::Continue);
        aim(&mut selection, 0);
        assert_eq!(selection.judge(&packet(2, 1, false)), Verdict::Continue);
        assert_eq!(selection.judge(&packet(3, 1, false)), Verdict::LeaveOut);
        aim(&mut selection, 1);
        assert_eq!(selection.judge(&packet(3, 1, false)), Verdict::LeaveOut);
        assert_eq!(selection.judge(&packet(4, 1, false)), Verdict::Continue);
    }

    #[test]
    fn an_upper_layer_begins_where_nothing_left_out_is_needed() {
        let building = |timestamp| {
            let mut packet = packet(timestamp, 1, false);
            packet.descriptor.as_mut().unwrap().synchronises = false;
            packet
        };
        let mut selection = Selection::default();
        aim(&mut selection, 0);
        assert_eq!(selection.judge(&packet(1, 0, true)), Verdict::Begin);
        aim(&mut selection, 2);
        assert_eq!(selection.judge(&building(2)), Verdict::LeaveOut);
        assert_eq!(selection.judge(&packet(3, 2, false)), Verdict::LeaveOut);
        assert_eq!(selection.judge(&packet(4, 1, false)), Verdict::Continue);
        assert_eq!(selection.judge(&building(5)), Verdict::Continue);
        assert_eq!(selection.judge(&packet(6, 2, false)), Verdict::Continue);
    }
}
