//! Shares a peer's bandwidth out among what it receives, a few times a second and when the estimate leaps.

use std::time::{Duration, Instant};

use super::Core;
use crate::{
    answer::Kind,
    bandwidth::{Merit, Stream, allocate},
    event::Event,
    id::PeerId,
    outgoing::{Limit, Outgoing, Target},
    peer::Peer,
    track::Track,
};

/// How often it is looked at.
const INTERVAL: Duration = Duration::from_millis(200);
/// How long a stream keeps what another has more merit for.
const UNREST: Duration = Duration::from_secs(1);
/// A want up to this share of the budget may be a mistaken estimate, and is borne so long before a video pauses.
const HARDSHIP: (f64, Duration) = (1.6, Duration::from_millis(2_500));
/// What RTP, SRTP, UDP and IP add to video, as a factor; and to audio, in bit/s: 50 packets with 60 bytes each.
const VIDEO_HEADERS: f64 = 1.08;
const AUDIO_HEADERS: u32 = 24_000;
/// What audio costs before it was measured, with headers.
const AUDIO: u32 = 60_000;
/// Audio that was not sent for this long costs nothing now.
const SILENT: Duration = Duration::from_secs(2);
/// Pixels assumed where the page did not say how large it shows a video.
const PIXELS: u32 = 640 * 360;

/// One received stream and what its rungs mean.
struct Ladder {
    section: usize,
    stream: Stream,
    targets: Vec<Target>,
}

impl Core {
    pub(super) fn share_out(&mut self, now: Instant, key: usize) -> Option<()> {
        let since = self.since(now);
        let peer = self.peers.get_mut(key)?;
        let estimate = peer.bandwidth.estimate(since);
        let leapt = peer.bandwidth.has_leapt(estimate);
        if now < peer.due.allocation && !leapt {
            return None;
        }
        peer.due.allocation = now + INTERVAL;
        peer.bandwidth.shared(estimate);
        let peer = self.peers.get(key)?;
        let speaker = self.speaker(peer.room);
        let ladders: Vec<Ladder> = (0..peer.sections.len())
            .filter_map(|section| self.ladder(now, peer, section, speaker))
            .collect();
        let streams: Vec<Stream> = ladders.iter().map(|of| of.stream.clone()).collect();
        let best = |stream: &Stream| stream.rungs.last().copied().map_or(0.0, f64::from);
        let wanted: f64 = streams.iter().map(best).sum();
        let loss = f64::from(peer.bandwidth.loss().unwrap_or(0.0)).min(0.3);
        // Losses are sent again; without an estimate nothing is limited.
        let budget = estimate.map_or(f64::MAX, |estimate| estimate * (1.0 - loss));
        self.peers
            .get_mut(key)?
            .bandwidth
            .want(wanted / (1.0 - loss));
        let mut shares = allocate(&streams, budget);
        let peer = self.peers.get_mut(key)?;
        peer.spare(now, &streams, &mut shares, budget);
        for (ladder, rungs) in ladders.iter().zip(shares) {
            self.grant(key, ladder, rungs);
        }
        Some(())
    }

    /// What a section's stream could be; `None` where nothing comes.
    fn ladder(
        &self,
        now: Instant,
        peer: &Peer,
        section: usize,
        speaker: Option<PeerId>,
    ) -> Option<Ladder> {
        let outgoing = peer.sections.get(section)?.outgoing.as_ref()?;
        let track = self.tracks.get(outgoing.track)?;
        let rungs = match track.kind {
            Kind::Audio => vec![(Target::default(), audio_cost(now, outgoing)?)],
            _ => video_rungs(
                now,
                now.saturating_duration_since(self.epoch),
                track,
                outgoing,
            )?,
        };
        let has = match outgoing.limited() {
            Limit::None if track.is_video() && !outgoing.shared => 0,
            Limit::None => rungs.len(),
            Limit::Paused => 0,
            Limit::AtMost(most) => {
                let order = |target: Target| (target.layer, target.temporal);
                let within = |(target, _): &&(Target, u32)| order(*target) <= order(most);
                rungs.iter().filter(within).count()
            }
        };
        let merit = match track.kind {
            Kind::Audio => Merit::Audio,
            _ if speaker == Some(track.source.peer) => Merit::Speaker,
            _ => Merit::Video,
        };
        let pixels = outgoing.wish.size;
        let (targets, bits) = rungs.into_iter().unzip();
        Some(Ladder {
            section,
            targets,
            stream: Stream {
                id: section,
                merit,
                pixels: pixels.map_or(PIXELS, |(width, height)| width.saturating_mul(height)),
                rungs: bits,
                has,
            },
        })
    }

    fn grant(&mut self, key: usize, ladder: &Ladder, rungs: usize) -> Option<()> {
        if ladder.stream.merit == Merit::Audio {
            return None;
        }
        let peer = self.peers.get_mut(key)?;
        let outgoing = peer.sections.get_mut(ladder.section)?.outgoing.as_mut()?;
        let highest = rungs.checked_sub(1).and_then(|at| ladder.targets.get(at));
        let limit = match highest {
            None => Limit::Paused,
            Some(_) if rungs == ladder.targets.len() => Limit::None,
            Some(target) => Limit::AtMost(*target),
        };
        outgoing.shared = true;
        let before = outgoing.limited();
        if before == limit {
            return None;
        }
        outgoing.limit(limit);
        let (source, track) = (outgoing.source, outgoing.track);
        let paused = limit == Limit::Paused;
        if paused != (before == Limit::Paused) {
            let peer = peer.id;
            self.events.push(Event::StreamPaused {
                peer,
                source,
                paused,
            });
        }
        let track = self.tracks.get_mut(track)?;
        let awaited = outgoing.awaits(|layer| track.generation(layer));
        let owner = track.owner;
        awaited.inspect(|layer| track.want_key_frame(*layer));
        if awaited.is_some() {
            self.agenda.ask(owner, 0);
        }
        Some(())
    }
}

impl Peer {
    /// Spares the streams what may be over before it is felt: a change of merit alone, while all that is sent can
    /// be carried, and a pause, while little is wanting. Meanwhile a probe may find room.
    fn spare(&mut self, now: Instant, streams: &[Stream], shares: &mut [usize], budget: f64) {
        let sent = streams
            .iter()
            .filter_map(|of| of.rungs.get(of.has.checked_sub(1)?));
        let sent: f64 = sent.map(|bits| f64::from(*bits)).sum();
        let taken = |(of, share): (&Stream, &usize)| *share < of.has;
        let paused = |(of, share): (&Stream, &usize)| *share == 0 && of.has > 0;
        let unrest = sent <= budget && streams.iter().zip(&*shares).any(taken);
        let hardship = sent <= budget * HARDSHIP.0 && streams.iter().zip(&*shares).any(paused);
        if lasts_less(&mut self.due.unrest, now, unrest, UNREST) {
            shares
                .iter_mut()
                .zip(streams)
                .for_each(|(share, of)| *share = of.has);
        } else if lasts_less(&mut self.due.hardship, now, hardship, HARDSHIP.1) {
            let each = shares.iter_mut().zip(streams);
            each.for_each(|(share, of)| *share = (*share).max(of.has.min(1)));
        }
    }
}

/// Whether `holds` has been so for less than `limit`.
fn lasts_less(since: &mut Option<Instant>, now: Instant, holds: bool, limit: Duration) -> bool {
    if !holds {
        *since = None;
        return false;
    }
    now.saturating_duration_since(*since.get_or_insert(now)) < limit
}

fn audio_cost(now: Instant, outgoing: &Outgoing) -> Option<u32> {
    let sent = outgoing.sent?;
    let measured = outgoing.delivery.bitrate();
    let silent = now.saturating_duration_since(sent) > SILENT;
    let cost = if measured == 0 {
        AUDIO
    } else {
        measured + AUDIO_HEADERS
    };
    (!silent).then_some(cost)
}

/// Every layer up to what there is use for, each in steps of its temporal layers, as far as they come.
fn video_rungs(
    now: Instant,
    since: Duration,
    track: &Track,
    outgoing: &Outgoing,
) -> Option<Vec<(Target, u32)>> {
    let cap = outgoing.capped()?;
    let mut rungs: Vec<(Target, u32)> = Vec::new();
    for (at, layer) in (0..=cap.layer).zip(&track.layers) {
        if !layer.active(now) || layer.cost == 0.0 {
            continue;
        }
        let cost = f64::from(layer.cost) * VIDEO_HEADERS;
        let rates = layer.meter.frame_rates(since);
        let all = f64::from(rates.iter().sum::<u32>().max(1));
        let top = rates.iter().rposition(|rate| *rate > 0).unwrap_or(0) as u8;
        let most = if at == cap.layer { cap.temporal } else { top };
        let mut frames = 0.0;
        for (temporal, rate) in (0..=top.min(most)).zip(rates) {
            frames += f64::from(rate);
            // Frames that nothing builds on are smaller than their share.
            let bits = (cost * (frames / all).powf(0.75)) as u32;
            let last = temporal == top.min(most);
            let temporal = if last {
                most.max(Target::EVERY_FRAME * u8::from(at < cap.layer))
            } else {
                temporal
            };
            let target = Target {
                layer: at,
                temporal,
            };
            let worth = |before: &(Target, u32)| f64::from(bits) > 1.1 * f64::from(before.1);
            if rungs.last().is_none_or(worth) {
                rungs.push((target, bits));
            }
        }
    }
    (!rungs.is_empty()).then_some(rungs)
}
