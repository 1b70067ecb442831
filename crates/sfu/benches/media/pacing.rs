//! When a publisher's packets leave.

use std::time::{Duration, Instant};

use crate::publisher::{AUDIO_FRAME, FRAME, LAYERS, Publisher};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pacing {
    /// A frame's packets at once.
    Bursts,
    /// One or two packets at a time, over 14 ms, as browsers do.
    Paced,
}

/// Between two times that paced packets leave.
const STEP: Duration = Duration::from_micros(1_500);

impl Pacing {
    pub(crate) const ALL: [Self; 2] = [Self::Bursts, Self::Paced];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bursts => "bursts",
            Self::Paced => "paced",
        }
    }

    /// The packets of one frame, by layer and number, in groups that leave together.
    pub(crate) fn groups(self) -> Vec<Vec<(usize, usize)>> {
        let parts: Vec<_> = Publisher::parts().collect();
        if self == Self::Bursts {
            return vec![parts];
        }
        let (mut groups, mut rest) = (Vec::new(), &parts[..]);
        while !rest.is_empty() {
            let (group, after) = rest.split_at((1 + groups.len() % 2).min(rest.len()));
            groups.push(group.to_vec());
            rest = after;
        }
        groups
    }

    /// How many packets of the largest layer leave together, group by group; groups without are left out.
    pub(crate) fn forwarded(self) -> Vec<usize> {
        let largest = |group: Vec<(usize, usize)>| {
            let of = group.iter().filter(|(layer, _)| *layer + 1 == LAYERS.len());
            of.count()
        };
        let counts = self.groups().into_iter().map(largest);
        counts.filter(|count| *count > 0).collect()
    }
}

/// Times of groups and of audio, for ever.
pub(crate) struct Schedule {
    groups: usize,
    group: usize,
    frame: Instant,
    audio: Instant,
}

/// What leaves next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Audio,
    /// A group of the frame's packets.
    Video(usize),
}

impl Schedule {
    /// Frames of `groups` groups begin at `start`; none with no groups.
    pub(crate) fn new(groups: usize, start: Instant) -> Self {
        Self {
            groups,
            group: 0,
            frame: start,
            audio: start + AUDIO_FRAME / 3,
        }
    }

    pub(crate) fn next(&self) -> (Instant, Due) {
        let video = self.frame + STEP * self.group as u32;
        if self.groups == 0 || self.audio <= video {
            (self.audio, Due::Audio)
        } else {
            (video, Due::Video(self.group))
        }
    }

    /// What was next has been done; whether a frame has ended with it.
    pub(crate) fn done(&mut self) -> bool {
        match self.next().1 {
            Due::Audio => self.audio += AUDIO_FRAME,
            Due::Video(_) => self.group += 1,
        }
        let ended = self.groups > 0 && self.group == self.groups;
        if ended {
            (self.group, self.frame) = (0, self.frame + FRAME);
        }
        ended
    }
}
