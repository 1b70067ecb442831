//! The UDP socket of a media thread, with segmentation and receive offload.

use std::{
    io::{self, ErrorKind, IoSliceMut},
    net::SocketAddr,
};

use mio::{Interest, Registry, Token, net::UdpSocket};
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, SockRef, Type};

use crate::{presence::Traffic, runs::Outlet};

pub(super) const SOCKET: Token = Token(0);
/// A burst of key frames from every room, until the thread comes round.
const KERNEL_BUFFER: usize = 8 << 20;
/// The largest datagram taken: an Ethernet frame's.
const DATAGRAM: usize = 1500;

pub(super) struct Socket {
    socket: UdpSocket,
    state: UdpSocketState,
    traffic: Traffic,
}

/// Where datagrams are received: a batch of buffers, each as long as the kernel may coalesce.
pub(super) struct Inbox {
    buffers: Vec<Vec<u8>>,
    metas: [RecvMeta; BATCH_SIZE],
}

impl Socket {
    pub(super) fn bind(address: SocketAddr, registry: &Registry) -> io::Result<Self> {
        let socket = socket2::Socket::new(
            Domain::for_address(address),
            Type::DGRAM,
            Some(Protocol::UDP),
        )?;
        socket.set_nonblocking(true)?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        socket.bind(&address.into())?;
        let mut socket = UdpSocket::from_std(socket.into());
        registry.register(&mut socket, SOCKET, Interest::READABLE)?;
        enlarge(&SockRef::from(&socket));
        let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
        Ok(Self {
            socket,
            state,
            traffic: Traffic::default(),
        })
    }

    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    pub(super) fn inbox(&self) -> Inbox {
        let length = self.state.gro_segments() * DATAGRAM;
        Inbox {
            buffers: vec![vec![0; length]; BATCH_SIZE],
            metas: [RecvMeta::default(); BATCH_SIZE],
        }
    }

    /// Receives one batch; how many buffers were filled, 0 when nothing waits.
    pub(super) fn receive(&self, inbox: &mut Inbox) -> usize {
        let mut slices: [IoSliceMut<'_>; BATCH_SIZE] =
            std::array::from_fn(|_| IoSliceMut::new(&mut []));
        for (slice, buffer) in slices.iter_mut().zip(&mut inbox.buffers) {
            *slice = IoSliceMut::new(buffer);
        }
        loop {
            match self.state.recv(
                UdpSockRef::from(&self.socket),
                &mut slices,
                &mut inbox.metas,
            ) {
                Ok(count) => return count,
                // A peer's closed port answers what was sent to it: not an end of the socket.
                Err(cause)
                    if matches!(
                        cause.kind(),
                        ErrorKind::ConnectionReset | ErrorKind::Interrupted
                    ) => {}
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return 0,
                Err(cause) => {
                    tracing::warn!(%cause, "media socket");
                    return 0;
                }
            }
        }
    }

    /// What the socket has carried.
    pub(super) fn traffic(&self) -> Traffic {
        self.traffic
    }

    pub(super) fn count_received(&mut self, datagrams: u64) {
        self.traffic.received += datagrams;
    }

    fn transmit(&self, to: SocketAddr, contents: &[u8], segment: Option<usize>) -> io::Result<()> {
        let transmit = Transmit {
            destination: to,
            ecn: None,
            contents,
            segment_size: segment,
            src_ip: None,
        };
        self.state
            .try_send(UdpSockRef::from(&self.socket), &transmit)
    }
}

impl Outlet for Socket {
    /// What the kernel does not take is lost, as on any network, and counted.
    fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>) {
        let datagrams = contents
            .len()
            .div_ceil(segment.unwrap_or(contents.len()).max(1)) as u64;
        let sent = self.transmit(to, contents, segment);
        self.traffic.sends += 1;
        let dropped = match (sent, segment) {
            (Ok(()), _) => 0,
            // A path without segmentation offload (some virtual interfaces): one by one.
            (Err(cause), Some(segment)) if cause.kind() != ErrorKind::WouldBlock => {
                let failed = contents
                    .chunks(segment)
                    .filter(|datagram| self.transmit(to, datagram, None).is_err());
                failed.count() as u64
            }
            (Err(_), _) => datagrams,
        };
        self.traffic.sent += datagrams - dropped;
        self.traffic.dropped += dropped;
    }

    fn max_segments(&self) -> usize {
        self.state.max_gso_segments()
    }
}

impl Inbox {
    /// The datagrams of the first `count` buffers, coalesced ones split.
    pub(super) fn datagrams(&self, count: usize) -> impl Iterator<Item = (SocketAddr, &[u8])> {
        self.metas
            .iter()
            .zip(&self.buffers)
            .take(count)
            .flat_map(|(meta, buffer)| {
                let received = buffer.get(..meta.len).unwrap_or_default();
                received
                    .chunks(meta.stride.max(1))
                    .map(|datagram| (meta.addr, datagram))
            })
    }
}

/// Best effort: the system's limit may be lower, and that is told by lost packets only under load.
fn enlarge(socket: &SockRef<'_>) {
    for (done, which) in [
        (socket.set_recv_buffer_size(KERNEL_BUFFER), "receive"),
        (socket.set_send_buffer_size(KERNEL_BUFFER), "send"),
    ] {
        if let Err(cause) = done {
            tracing::warn!(%cause, which, "kernel buffer of the media socket");
        }
    }
}
