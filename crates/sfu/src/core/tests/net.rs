//! A simulated network: a link each way between every two addresses that speak, all from one seed.

use std::{collections::BTreeMap, net::SocketAddr, time::Instant};

pub(super) use crate::simulated_link::{Bandwidth, Conditions};
use crate::{runs::Outlet, simulated_link::Link};

#[derive(Clone, Debug)]
pub(super) struct Datagram {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) bytes: Vec<u8>,
}

pub(super) struct Network {
    /// Of every direction that has no conditions of its own.
    pub(super) conditions: Conditions,
    seed: u64,
    paths: BTreeMap<(SocketAddr, SocketAddr), Path>,
    /// Everything that arrived, if wanted.
    pub(super) log: Option<Vec<Datagram>>,
}

struct Path {
    own: Option<Conditions>,
    link: Link<Datagram>,
}

impl Network {
    pub(super) fn new(seed: u64, conditions: Conditions) -> Self {
        Self {
            conditions,
            seed,
            paths: BTreeMap::new(),
            log: None,
        }
    }

    fn path(&mut self, from: SocketAddr, to: SocketAddr) -> &mut Path {
        let seed = self.seed << 16 | self.paths.len() as u64;
        self.paths.entry((from, to)).or_insert_with(|| Path {
            own: None,
            link: Link::new(seed),
        })
    }

    /// From now on `conditions` hold for what `from` sends to `to`; `None` for those of everybody.
    pub(super) fn between(
        &mut self,
        from: SocketAddr,
        to: SocketAddr,
        conditions: Option<Conditions>,
    ) {
        self.path(from, to).own = conditions;
    }

    pub(super) fn send(&mut self, now: Instant, datagram: Datagram) {
        let common = self.conditions;
        let path = self.path(datagram.from, datagram.to);
        let conditions = path.own.unwrap_or(common);
        let len = datagram.bytes.len();
        path.link.send(now, &conditions, len, datagram);
    }

    pub(super) fn arrived(&mut self, now: Instant) -> Option<Datagram> {
        let common = self.conditions;
        let arrived = self.paths.values_mut().find_map(|path| {
            let conditions = path.own.unwrap_or(common);
            path.link.arrived(now, &conditions)
        });
        let (_, datagram) = arrived?;
        if let Some(log) = &mut self.log {
            log.push(datagram.clone());
        }
        Some(datagram)
    }

    /// Datagrams that found the queue from `from` to `to` full.
    pub(super) fn overflowed(&self, from: SocketAddr, to: SocketAddr) -> usize {
        self.paths
            .get(&(from, to))
            .map_or(0, |path| path.link.overflowed)
    }
}

/// What the core sends, as the network takes it.
pub(super) struct Gathered {
    pub(super) from: SocketAddr,
    pub(super) datagrams: Vec<Datagram>,
}

impl Outlet for Gathered {
    fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>) {
        // The network's memory is not the core's.
        allocation_counter::opt_out(|| {
            for datagram in contents.chunks(segment.unwrap_or(contents.len())) {
                self.datagrams.push(Datagram {
                    from: self.from,
                    to,
                    bytes: datagram.to_vec(),
                });
            }
        });
    }

    fn max_segments(&self) -> usize {
        64
    }
}
