//! What a subscriber saw of a camera, frame by frame, as its own stack put the frames together.

use std::time::Instant;

use str0m::{format::CodecExtra, media::MediaData};

use super::frame;

#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) at: Instant,
    pub(super) number: u32,
    /// The first letter of its rid.
    pub(super) layer: char,
    /// It follows on the frame before.
    pub(super) whole: bool,
    pub(super) key_frame: bool,
    /// Of 90 kHz.
    pub(super) time: u64,
    /// Extended across wraps.
    pub(super) picture: u64,
    pub(super) base: u64,
    pub(super) temporal: u8,
}

impl Seen {
    pub(super) fn of(data: &MediaData) -> Option<Self> {
        let CodecExtra::Vp8(extra) = data.codec_extra else {
            return None;
        };
        Some(Self {
            at: data.network_time,
            number: frame::number(&data.data)?,
            layer: char::from(*data.data.get(1)?),
            whole: data.contiguous,
            key_frame: extra.is_keyframe,
            time: data.time.numer(),
            picture: extra.picture_id?,
            base: extra.tl0_picture_id?,
            temporal: extra.layer_index,
        })
    }
}

/// The layers seen, each once for each time it began.
pub(super) fn layers(seen: &[Seen]) -> String {
    let mut layers: Vec<char> = seen.iter().map(|seen| seen.layer).collect();
    layers.dedup();
    layers.into_iter().collect()
}

/// Where not every frame follows on the one before: numbers have a gap or step back, or a layer begins without a
/// key frame. The frame that a switch falls into may be cut off, since what comes next needs none before it.
pub(super) fn breaks(seen: &[Seen]) -> Vec<String> {
    pairs(seen, |before, after| {
        let switched = before.layer != after.layer && after.key_frame;
        let pictures = after.picture.checked_sub(before.picture);
        let follows = pictures == Some(1)
            && after.whole
            && after.base == before.base + u64::from(after.temporal == 0);
        !(follows || (switched && pictures == Some(2)))
    })
}

/// Where a decoder stumbles: what a frame builds on is missing. Frames of upper temporal layers may be.
pub(super) fn stumbles(seen: &[Seen]) -> Vec<String> {
    pairs(seen, |before, after| {
        let builds = after.base == before.base + u64::from(after.temporal == 0);
        !after.key_frame && !builds || after.picture <= before.picture
    })
}

fn pairs(seen: &[Seen], wrong: impl Fn(&Seen, &Seen) -> bool) -> Vec<String> {
    let pairs = seen.windows(2).filter_map(|pair| {
        let [before, after] = pair else { return None };
        let ordered = before.number <= after.number;
        let continues = ordered && (before.layer == after.layer || after.key_frame);
        let wrong = wrong(before, after) || !continues || after.time <= before.time;
        wrong.then(|| format!("{before:?}\n  then {after:?}"))
    });
    pairs.collect()
}
