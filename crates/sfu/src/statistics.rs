//! How well media flows: per peer and stream, both ways, as reports and feedback tell once a second.

use std::time::Duration;

use crate::id::Source;

/// One peer's connection and streams.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// What the way to them carries, in bit/s; `None` where their client tells nothing of it.
    pub estimate: Option<u32>,
    /// Smoothed round-trip time to them.
    pub round_trip: Option<Duration>,
    /// The share of all packets to them that is lost, from 0 to 1, where their client tells.
    pub loss: Option<f32>,
    /// Packets sent to them again because they asked, since they joined.
    pub repairs: u64,
    /// What they publish: each layer that is being sent.
    pub received: Vec<StreamStatistics>,
    /// What they are sent.
    pub sent: Vec<StreamStatistics>,
}

/// One stream, as its receiver sees it (RFC 3550 section 6.4.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreamStatistics {
    /// The published track.
    pub source: Source,
    /// Which layer of it, from the smallest, 0, on; what a subscriber gets may change.
    pub layer: u8,
    /// The share of packets lost before repair, from 0 to 1, since the last report.
    pub loss: f32,
    /// How much transit times vary.
    pub jitter: Duration,
    /// Payload in bit/s.
    pub bitrate: u32,
    /// Not sent for want of bandwidth.
    pub paused: bool,
}
