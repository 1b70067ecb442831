//! Datagrams on their way out, gathered into runs of one size and destination, which the kernel splits
//! (UDP generic segmentation offload): one system call for up to 64 packets.

use std::net::SocketAddr;

/// Where the core's datagrams go: a socket, or a simulated network.
pub(crate) trait Outlet {
    /// Sends `contents` to `to`: one datagram or, with `segment`, several of that size, the last perhaps shorter.
    fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>);

    /// The most segments one call may carry.
    fn max_segments(&self) -> usize;
}

/// The largest datagram written.
pub(crate) const MAX_DATAGRAM: usize = 1600;
/// An IP packet's limit, with room for headers.
const MAX_RUN_BYTES: usize = 64_000;
const SLAB: usize = 128 * 1024;

/// The slab datagrams are written into, and the run that is open at its end.
#[derive(Debug)]
pub(crate) struct Runs {
    slab: Box<[u8]>,
    /// Where the open run begins, how long it is, the size of its segments and their number.
    start: usize,
    len: usize,
    segment: usize,
    segments: usize,
    to: Option<SocketAddr>,
    /// A run ends with its first shorter segment.
    closed: bool,
}

impl Runs {
    pub(crate) fn new() -> Self {
        let slab = vec![0; SLAB].into_boxed_slice();
        Self {
            slab,
            start: 0,
            len: 0,
            segment: 0,
            segments: 0,
            to: None,
            closed: false,
        }
    }

    /// Writes one datagram by `write`, which returns its length, or `None` to send nothing; that length.
    pub(crate) fn push(
        &mut self,
        outlet: &mut dyn Outlet,
        to: SocketAddr,
        write: impl FnOnce(&mut [u8]) -> Option<usize>,
    ) -> Option<usize> {
        if self.start + self.len + MAX_DATAGRAM > self.slab.len() {
            self.flush(outlet);
        }
        let at = self.start + self.len;
        let written = self.slab.get_mut(at..at + MAX_DATAGRAM).and_then(write);
        let len = written.filter(|len| *len <= MAX_DATAGRAM)?;
        if !self.extends(outlet.max_segments(), to, len) {
            self.send(outlet);
            (self.start, self.len, self.segment, self.segments) = (at, 0, len, 0);
            (self.to, self.closed) = (Some(to), false);
        }
        self.len += len;
        self.segments += 1;
        self.closed |= len < self.segment;
        Some(len)
    }

    fn extends(&self, max_segments: usize, to: SocketAddr, len: usize) -> bool {
        self.to == Some(to)
            && !self.closed
            && len <= self.segment
            && self.segments < max_segments.min(64)
            && self.len + len <= MAX_RUN_BYTES
    }

    /// Sends what is open. The core calls it at the end of every batch.
    pub(crate) fn flush(&mut self, outlet: &mut dyn Outlet) {
        self.send(outlet);
        (self.start, self.len, self.to) = (0, 0, None);
    }

    /// Forgets what is open, unsent.
    pub(crate) fn abandon(&mut self) {
        (self.start, self.len, self.to) = (0, 0, None);
    }

    fn send(&mut self, outlet: &mut dyn Outlet) {
        let (Some(to), Some(contents)) =
            (self.to, self.slab.get(self.start..self.start + self.len))
        else {
            return;
        };
        if !contents.is_empty() {
            outlet.send(to, contents, (self.segments > 1).then_some(self.segment));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Wire(Vec<(SocketAddr, Vec<u8>)>);

    impl Outlet for Wire {
        fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>) {
            assert!(contents.len() <= MAX_RUN_BYTES);
            for datagram in contents.chunks(segment.unwrap_or(contents.len())) {
                self.0.push((to, datagram.to_vec()));
            }
        }

        fn max_segments(&self) -> usize {
            64
        }
    }

    proptest! {
        #[test]
        fn every_datagram_arrives_whole_and_in_order(
            datagrams in prop::collection::vec((0u16..3, prop_oneof![3 => Just(1200usize), 1 => 1usize..1500]), 0..400),
        ) {
            let (mut runs, mut wire) = (Runs::new(), Wire::default());
            let mut expected = Vec::new();
            for (number, (port, len)) in datagrams.into_iter().enumerate() {
                let to = SocketAddr::from(([127, 0, 0, 1], port + 1));
                let bytes: Vec<u8> = (0..len).map(|at| (at + number) as u8).collect();
                let sent = runs.push(&mut wire, to, |buffer| {
                    buffer[..len].copy_from_slice(&bytes);
                    Some(len)
                });
                prop_assert_eq!(sent, Some(len));
                expected.push((to, bytes));
            }
            runs.flush(&mut wire);
            prop_assert_eq!(wire.0, expected);
        }
    }
}
