//! Which SSRC carries which layer: as the offer declared it, or as authentic packets name it.

use std::time::Instant;

use super::Core;
use crate::{peer::Binding, sdp::SsrcPair};

/// SSRCs one peer may bind, over all its sections.
const MAX_BINDINGS: usize = 512;

impl Core {
    /// An authentic packet told where its SSRC belongs.
    pub(super) fn bind(
        &mut self,
        now: Instant,
        key: usize,
        ssrc: u32,
        binding: Binding,
    ) -> Option<()> {
        let peer = self.peers.get_mut(key)?;
        let taken = peer.outgoing.contains_key(&ssrc) || peer.retired.holds(now, ssrc);
        if peer.bindings.len() >= MAX_BINDINGS || taken {
            return None;
        }
        peer.bindings.insert(ssrc, binding);
        let track = self.tracks.get_mut(binding.track)?;
        if binding.repair {
            track.layer(binding.layer)?.adopt_repair(now, ssrc);
        } else {
            track.adopt_media(binding.layer, ssrc, &mut self.pool);
        }
        self.unbind_outdated(now, key, binding)
    }

    /// The offer declares what the track's only layer is sent with.
    pub(super) fn bind_declared(
        &mut self,
        now: Instant,
        key: usize,
        track: usize,
        ssrcs: SsrcPair,
    ) {
        let of = |repair| Binding {
            track,
            layer: 0,
            repair,
        };
        let (Some(peer), Some(known)) = (self.peers.get_mut(key), self.tracks.get_mut(track))
        else {
            return;
        };
        known.adopt_media(0, ssrcs.media, &mut self.pool);
        peer.bindings.insert(ssrcs.media, of(false));
        if let (Some(repair), Some(layer)) = (ssrcs.repair, known.layer(0)) {
            layer.adopt_repair(now, repair);
            peer.bindings.insert(repair, of(true));
        }
        self.unbind_outdated(now, key, of(false));
    }

    /// Forgets what the layer was sent with before.
    fn unbind_outdated(&mut self, now: Instant, key: usize, binding: Binding) -> Option<()> {
        let layer = self.tracks.get_mut(binding.track)?.layer(binding.layer)?;
        let (media, repair) = (layer.media_ssrc, layer.repair_ssrc);
        let peer = self.peers.get_mut(key)?;
        let outdated = peer.bindings.extract_if(|ssrc, known| {
            let same = (known.track, known.layer) == (binding.track, binding.layer);
            same && Some(*ssrc) != if known.repair { repair } else { media }
        });
        for (ssrc, _) in outdated {
            peer.retired.add(now, ssrc);
        }
        Some(())
    }
}
