//! The media core: ICE, DTLS, SRTP, RTP and RTCP, forwarding.
//!
//! It knows rooms, peers and tracks by opaque ids and nothing of what they mean.
//! From the outside in:
//!
//! - [`Sfu`] is the handle: commands travel by bounded channel to the media thread that owns the room.
//! - `driver` is one thread per UDP socket; it waits, reads, and hands datagrams to the core.
//! - `core` is the sans-IO engine, `(now, input) -> outputs`: peers, their transports, tracks, forwarding.
//! - `sdp` reads offers and writes answers; `stun`, `ice`, `dtls`, `srtp`, `rtp` and `rtcp` are the layers
//!   a datagram passes on its way in, and `data` the channels beside the media; `history`, `outgoing` and `runs`
//!   take it out again.
//! - A `track` has up to three `layer`s; `wish` says which of them serves a subscriber, `outgoing` switches
//!   between them and renumbers, `dynacast` tells the publisher which nobody has use for.
//! - `bandwidth` estimates what each way out carries, probes, paces and allocates; `voices` chooses who is heard.
//!
//! The invariant everything here serves: **no state is made for, and nothing is sent because of, a packet
//! that has not been authenticated, and a GCM nonce (ssrc, rollover count, sequence number) seals exactly
//! one content.**

mod agenda;
mod announce;
mod answer;
mod arrivals;
mod bandwidth;
mod bytes_at;
mod certificate;
mod command;
mod config;
mod core;
mod data;
mod driver;
mod dtls;
mod dynacast;
mod error;
mod event;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod history;
mod ice;
mod id;
mod lateness;
mod layer;
mod meter;
mod nack;
mod outgoing;
mod peer;
mod pictures;
mod presence;
mod receive;
mod retired;
mod rtcp;
mod rtp;
mod runs;
mod sdp;
mod sfu;
#[cfg(test)]
mod simulated_link;
mod srtp;
mod statistics;
mod stun;
mod track;
mod voices;
mod wish;

pub use answer::{Answer, Kind, Section, SectionRole, SectionsWanted, ServerOffer};
pub use certificate::{Certificate, CertificateError};
pub use config::Config;
pub use data::DataChannel;
pub use error::{AnswerError, Busy, OfferError, SdpError, SendError, StartError};
pub use event::{Event, Events, GoneReason};
pub use id::{Label, Mid, PeerId, RoomId, Source};
pub use presence::{Loudness, Presence, Traffic};
pub use sfu::Sfu;
pub use statistics::{Statistics, StreamStatistics};
pub use wish::{LayerShape, Quality, Wish};
