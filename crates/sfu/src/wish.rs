//! What subscribers want of a track, and what its publisher announced it to be made of.
//!
//! The choice is pure: wishes and shapes in, the highest layer of use out.

/// The layers of LiveKit's simulcast: rids `q`, `h` and `f` (`VideoQuality` LOW, MEDIUM and HIGH).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quality {
    /// Rid `q`.
    Low,
    /// Rid `h`.
    Medium,
    /// Rid `f`, or the only encoding of a track.
    High,
}

impl Quality {
    const RIDS: [(Self, &'static str); 3] =
        [(Self::Low, "q"), (Self::Medium, "h"), (Self::High, "f")];

    /// The layer an RTP stream id (RFC 8852) names.
    pub(crate) fn of_rid(rid: &[u8]) -> Option<Self> {
        Self::RIDS
            .iter()
            .find(|(_, known)| known.as_bytes() == rid)
            .map(|(quality, _)| *quality)
    }

    pub(crate) fn rid(self) -> &'static str {
        match self {
            Self::Low => "q",
            Self::Medium => "h",
            Self::High => "f",
        }
    }
}

/// One encoding a publisher announced (LiveKit's `AddTrackRequest.layers`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerShape {
    /// Which encoding.
    pub quality: Quality,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The most it is to take, in bit/s; 0 where it was not told.
    pub bitrate: u32,
}

impl LayerShape {
    /// A track turned by a phone keeps its announced shape, so only the longer and the shorter side count.
    fn covers(&self, (width, height): (u32, u32)) -> bool {
        self.width.max(self.height) >= width.max(height)
            && self.width.min(self.height) >= width.min(height)
    }
}

/// What a subscriber wants of a track (LiveKit's `UpdateTrackSettings`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Nothing at all, for now.
    pub disabled: bool,
    /// At most this layer.
    pub quality: Quality,
    /// How large it is shown, width and height in pixels: larger layers would be wasted.
    pub size: Option<(u32, u32)>,
    /// Pictures per second that are enough; frames that others do not build on are left out down to it.
    pub frames_per_second: Option<u32>,
}

impl Default for Wish {
    /// The best there is.
    fn default() -> Self {
        Self {
            disabled: false,
            quality: Quality::High,
            size: None,
            frames_per_second: None,
        }
    }
}

impl Wish {
    /// The layer that serves best when all are sent: by size the smallest one at least as large as what is
    /// shown, and never above the quality wished for. `None` when nothing is wanted.
    pub(crate) fn quality(&self, shapes: &[LayerShape]) -> Option<Quality> {
        if self.disabled {
            return None;
        }
        let covering = self.size.and_then(|size| {
            let fitting = shapes.iter().filter(|shape| shape.covers(size));
            fitting.map(|shape| shape.quality).min()
        });
        Some(covering.unwrap_or(Quality::High).min(self.quality))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [LayerShape; 3] = [
        shape(Quality::Low, 320, 180),
        shape(Quality::Medium, 640, 360),
        shape(Quality::High, 1280, 720),
    ];

    const fn shape(quality: Quality, width: u32, height: u32) -> LayerShape {
        LayerShape {
            quality,
            width,
            height,
            bitrate: 0,
        }
    }

    fn chosen(size: Option<(u32, u32)>, quality: Quality) -> Option<Quality> {
        let wish = Wish {
            quality,
            size,
            ..Wish::default()
        };
        wish.quality(&SHAPES)
    }

    #[test]
    fn the_smallest_layer_at_least_as_large_as_what_is_shown_serves() {
        for (size, expected) in [
            ((0, 0), Quality::Low),
            ((320, 180), Quality::Low),
            ((321, 180), Quality::Medium),
            ((180, 320), Quality::Low),
            ((360, 640), Quality::Medium),
            ((641, 100), Quality::High),
            ((4000, 2000), Quality::High),
        ] {
            assert_eq!(
                chosen(Some(size), Quality::High),
                Some(expected),
                "{size:?}"
            );
        }
    }

    #[test]
    fn quality_bounds_size_and_nothing_is_wanted_when_disabled() {
        assert_eq!(
            chosen(Some((1280, 720)), Quality::Medium),
            Some(Quality::Medium)
        );
        assert_eq!(
            chosen(Some((100, 100)), Quality::Medium),
            Some(Quality::Low)
        );
        assert_eq!(chosen(None, Quality::Low), Some(Quality::Low));
        let unknown = Wish {
            size: Some((1, 1)),
            ..Wish::default()
        };
        assert_eq!(
            unknown.quality(&[]),
            Some(Quality::High),
            "nothing was announced"
        );
        let disabled = Wish {
            disabled: true,
            ..Wish::default()
        };
        assert_eq!(disabled.quality(&SHAPES), None);
    }

    #[test]
    fn a_rid_names_its_layer_both_ways() {
        for (quality, rid) in Quality::RIDS {
            assert_eq!(
                (Quality::of_rid(rid.as_bytes()), quality.rid()),
                (Some(quality), rid)
            );
        }
        assert_eq!(Quality::of_rid(b"x"), None);
    }
}
