//! One peer connection: its transport, its sections, and the evidence that someone is there.

mod offering;
mod section;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::{
    answer::Kind,
    arrivals::Arrivals,
    bandwidth::Bandwidth,
    data::DataLink,
    dtls::Dtls,
    ice::Ice,
    id::{Label, PeerId, RoomId, Source},
    outgoing::Stamp,
    presence::Presence,
    retired::Retired,
    rtp::Header,
    sdp::Transport,
    srtp::{MasterKeys, Protect, ProtectRtcp, Unprotect, UnprotectRtcp},
    wish::Wish,
};
pub(crate) use offering::{Offering, REST, TOGETHER};
pub(crate) use section::{PeerSection, Usage};

/// How long media must have been absent for a peer not to count as being sent to.
const SENT_LATELY: Duration = Duration::from_secs(2);
/// Retransmissions one peer may ask for: a burst, and a rate per second.
const RESEND_BURST: u32 = 300;
const RESEND_RATE: u32 = 1000;

pub(crate) struct Peer {
    pub(crate) id: PeerId,
    pub(crate) room: RoomId,
    pub(crate) ice: Ice,
    pub(crate) dtls: Dtls,
    pub(crate) srtp: Option<Srtp>,
    pub(crate) data: DataLink,
    /// Bytes of its messages that nobody has taken yet.
    pub(crate) untaken: usize,
    /// The client's end, from its last offer; `None` before the first.
    pub(crate) remote: Option<Transport>,
    /// Answers or offers given.
    pub(crate) version: u64,
    /// Of a connection that the server offers.
    pub(crate) offering: Option<Offering>,
    pub(crate) sections: Vec<PeerSection>,
    /// The tracks it publishes.
    pub(crate) tracks: Vec<usize>,
    pub(crate) subscriptions: Vec<Subscription>,
    /// What its SSRCs carry.
    pub(crate) bindings: HashMap<u32, Binding>,
    pub(crate) retired: Retired,
    /// Which section an SSRC of ours belongs to.
    pub(crate) outgoing: HashMap<u32, usize>,
    pub(crate) arrivals: Arrivals,
    /// Sender of our reports.
    pub(crate) ssrc: u32,
    pub(crate) transport_sequence: u64,
    /// What the way to the peer carries.
    pub(crate) bandwidth: Bandwidth,
    pub(crate) resend_allowance: u32,
    /// Streams to it that have ended, to be told; at most one per section and answer.
    pub(crate) goodbyes: Vec<u32>,
    /// Retransmissions sent so far.
    pub(crate) repairs: u64,
    /// Our clock minus theirs, in 2^-32 s, as the fastest sender reports tell it.
    pub(crate) clock_offset: Option<i64>,
    pub(crate) evidence: Evidence,
    pub(crate) due: Due,
    /// What was last told of sections wanted, so that it is told once.
    pub(crate) told: Option<crate::answer::SectionsWanted>,
}

/// Keys of both directions, after DTLS.
pub(crate) struct Srtp {
    pub(crate) protect: Protect,
    pub(crate) unprotect: Unprotect,
    pub(crate) protect_rtcp: ProtectRtcp,
    pub(crate) unprotect_rtcp: UnprotectRtcp,
}

impl Srtp {
    pub(crate) fn new(keys: &MasterKeys) -> Option<Self> {
        Some(Self {
            protect: Protect::new(&keys.to_client)?,
            unprotect: Unprotect::new(&keys.from_client)?,
            protect_rtcp: ProtectRtcp::new(&keys.to_client)?,
            unprotect_rtcp: UnprotectRtcp::new(&keys.from_client)?,
        })
    }
}

/// Where packets of an SSRC belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) track: usize,
    pub(crate) layer: u8,
    /// The SSRC carries retransmissions.
    pub(crate) repair: bool,
}

/// A wish to receive a track, placed in a section or waiting for one.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) source: Source,
    pub(crate) label: Label,
    pub(crate) wish: Wish,
}

/// When things were last heard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence {
    pub(crate) last_packet: Instant,
    pub(crate) media_in: Option<Instant>,
    pub(crate) media_out: Option<Instant>,
    pub(crate) checked: Option<Instant>,
    pub(crate) sent: Option<Instant>,
    pub(crate) spoke: Option<Instant>,
    pub(crate) round_trip: Option<Duration>,
}

impl Evidence {
    pub(crate) fn since(now: Instant) -> Self {
        Self {
            last_packet: now,
            media_in: None,
            media_out: None,
            checked: None,
            sent: None,
            spoke: None,
            round_trip: None,
        }
    }

    pub(crate) fn measured(&mut self, sample: Duration) {
        self.round_trip = Some(
            self.round_trip
                .map_or(sample, |known| (known * 7 + sample) / 8),
        );
    }
}

/// When to do what next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) feedback: Instant,
    pub(crate) report: Instant,
    pub(crate) allocation: Instant,
    /// When its allowance of retransmissions was last refilled.
    pub(crate) resends_allowed: Instant,
    /// Since when a change of merit alone would take from one stream to give to another.
    pub(crate) unrest: Option<Instant>,
    /// Since when a video would be paused for a small want.
    pub(crate) hardship: Option<Instant>,
}

impl Peer {
    pub(crate) fn connected(&self) -> bool {
        self.srtp.is_some()
    }

    pub(crate) fn presence(&self, now: Instant) -> Presence {
        let evidence = &self.evidence;
        Presence {
            connected: self.connected(),
            last_packet: evidence.last_packet,
            media_in: evidence.media_in,
            media_out: evidence.media_out,
            checked: evidence.checked,
            being_sent: evidence
                .sent
                .is_some_and(|sent| now.saturating_duration_since(sent) < SENT_LATELY),
            spoke: evidence.spoke,
            round_trip: evidence.round_trip,
        }
    }

    /// Where an SSRC not yet known may belong: which section by the mid extension, by declaration, or by a
    /// payload type that only one section has; which layer by the extension for it. It proves nothing before
    /// the packet is authenticated.
    pub(crate) fn guess_binding(&self, header: &Header<'_>) -> Option<Binding> {
        let fitting = || {
            let sending = |section: &&PeerSection| section.usage == Usage::Publishing;
            let carries = |section: &&PeerSection| section.carries(header.payload_type);
            self.sections.iter().filter(sending).filter(carries)
        };
        let told = fitting().any(|section| section.named_mid(header).is_some());
        let named =
            |section: &&PeerSection| section.named_mid(header) == Some(section.mid.as_bytes());
        let declared = |section: &&PeerSection| section.declares(header.ssrc);
        let section = if told {
            fitting().find(named)?
        } else if let Some(section) = fitting().find(declared) {
            section
        } else {
            let mut fitting = fitting();
            fitting.next().filter(|_| fitting.next().is_none())?
        };
        section
            .guess_binding(header)
            .or_else(|| self.declared_repair(section, header))
    }

    /// What an SSRC repairs that the offer declared beside one that is bound already.
    fn declared_repair(&self, section: &PeerSection, header: &Header<'_>) -> Option<Binding> {
        let mut pairs = section.declared.iter();
        let pair = pairs.find(|pair| pair.repair == Some(header.ssrc))?;
        let binding = self.bindings.get(&pair.media)?;
        Some(Binding {
            repair: true,
            ..*binding
        })
    }

    /// The section that receives `source`.
    pub(crate) fn section_of(&self, source: Source) -> Option<usize> {
        self.sections.iter().position(|section| {
            section
                .outgoing
                .as_ref()
                .is_some_and(|outgoing| outgoing.source == source)
        })
    }

    /// Sections of `kind` to receive in that nothing is placed in, but for those in `resting`.
    pub(crate) fn free_sections(&self, kind: Kind, resting: &[usize]) -> Vec<usize> {
        let numbered = self.sections.iter().enumerate();
        let free = numbered.filter(|(at, section)| {
            let vacant = section.outgoing.is_none() && !resting.contains(at);
            vacant && section.usage == Usage::Receiving && section.kind == kind
        });
        free.map(|(at, _)| at).collect()
    }

    /// Sections whose last track has ended, and that have not been called inactive since.
    pub(crate) fn spent_sections(&self) -> Vec<usize> {
        let numbered = self.sections.iter().enumerate();
        let spent = numbered.filter(|(_, section)| section.spent);
        spent.map(|(at, _)| at).collect()
    }

    pub(crate) fn subscription(&mut self, source: Source) -> Option<&mut Subscription> {
        self.subscriptions
            .iter_mut()
            .find(|subscription| subscription.source == source)
    }

    /// Refills what retransmissions may be asked for.
    pub(crate) fn allow_resends(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.due.resends_allowed);
        let millis = u32::try_from(passed.as_millis()).unwrap_or(1000).min(1000);
        if millis > 0 {
            self.due.resends_allowed = now;
            let allowance = self.resend_allowance + RESEND_RATE * millis / 1000;
            self.resend_allowance = allowance.min(RESEND_BURST);
        }
    }
}

/// The extensions of a packet sent `elapsed` after the clock's beginning as the connection's number `sequence`.
pub(crate) fn stamp(elapsed: Duration, sequence: u64) -> Stamp {
    let micros = elapsed.as_micros() as u64;
    let fixed = (micros << 18) / 1_000_000;
    let [.., a, b, c] = fixed.to_be_bytes();
    Stamp {
        transport_sequence: sequence as u16,
        send_time: [a, b, c],
    }
}
