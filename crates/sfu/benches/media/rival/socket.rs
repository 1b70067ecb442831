//! The rival's socket: the same calls as ours.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quinn_udp::{Transmit, UdpSockRef, UdpSocketState};

use crate::runs::Outlet;

pub(super) struct Socket {
    pub(super) socket: mio::net::UdpSocket,
    pub(super) state: UdpSocketState,
    traffic: Arc<[AtomicU64; 2]>,
}

impl Socket {
    pub(super) fn bind(traffic: Arc<[AtomicU64; 2]>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let state = UdpSocketState::new(UdpSockRef::from(&socket)).expect("a socket");
        let buffers = socket2::SockRef::from(&socket);
        // As large as the system allows.
        let _ = buffers.set_recv_buffer_size(8 << 20);
        let _ = buffers.set_send_buffer_size(8 << 20);
        Self {
            socket: mio::net::UdpSocket::from_std(socket),
            state,
            traffic,
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("an address")
    }
}

impl Outlet for Socket {
    fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>) {
        let transmit = Transmit {
            destination: to,
            ecn: None,
            contents,
            segment_size: segment,
            src_ip: None,
        };
        // What the kernel does not take is lost.
        let _ = self
            .state
            .try_send(UdpSockRef::from(&self.socket), &transmit);
        let datagrams = contents.len().div_ceil(segment.unwrap_or(contents.len()));
        self.traffic[0].fetch_add(datagrams as u64, Ordering::Relaxed);
        self.traffic[1].fetch_add(1, Ordering::Relaxed);
    }

    fn max_segments(&self) -> usize {
        self.state.max_gso_segments()
    }
}
