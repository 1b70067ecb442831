//! A simulated network: loss, delay and reordering from a seed.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::ChaCha12Rng};

use crate::runs::Outlet;

/// What happens to every datagram, in either direction.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conditions {
    /// Of 100.
    pub(super) loss: u32,
    pub(super) delay: Duration,
    /// Added to the delay at random: more than the distance between packets reorders them.
    pub(super) jitter: Duration,
}

#[derive(Clone, Debug)]
pub(super) struct Datagram {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) bytes: Vec<u8>,
}

pub(super) struct Network {
    pub(super) conditions: Conditions,
    rng: ChaCha12Rng,
    flying: BTreeMap<(Instant, u64), Datagram>,
    sent: u64,
    /// Everything that arrived, if wanted.
    pub(super) log: Option<Vec<Datagram>>,
}

impl Network {
    pub(super) fn new(seed: u64, conditions: Conditions) -> Self {
        let rng = ChaCha12Rng::seed_from_u64(seed);
        Self {
            conditions,
            rng,
            flying: BTreeMap::new(),
            sent: 0,
            log: None,
        }
    }

    pub(super) fn send(&mut self, now: Instant, datagram: Datagram) {
        self.sent += 1;
        if self.rng.random_range(0..100) < self.conditions.loss {
            return;
        }
        let jitter = self
            .conditions
            .jitter
            .mul_f64(self.rng.random_range(0.0..1.0));
        self.flying
            .insert((now + self.conditions.delay + jitter, self.sent), datagram);
    }

    pub(super) fn arrived(&mut self, now: Instant) -> Option<Datagram> {
        let entry = self
            .flying
            .first_entry()
            .filter(|entry| entry.key().0 <= now)?;
        let datagram = entry.remove();
        if let Some(log) = &mut self.log {
            log.push(datagram.clone());
        }
        Some(datagram)
    }
}

/// What the core sends, as the network takes it.
pub(super) struct Gathered {
    pub(super) from: SocketAddr,
    pub(super) datagrams: Vec<Datagram>,
}

impl Outlet for Gathered {
    fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>) {
        for datagram in contents.chunks(segment.unwrap_or(contents.len())) {
            self.datagrams.push(Datagram {
                from: self.from,
                to,
                bytes: datagram.to_vec(),
            });
        }
    }

    fn max_segments(&self) -> usize {
        64
    }
}
