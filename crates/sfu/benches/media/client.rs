//! A synthetic client's connection: real ICE checks, DTLS and SRTP over a socket of its own.

use std::{
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use bytes::BytesMut;
use rtc::{
    dtls::endpoint::{Endpoint, EndpointEvent},
    shared::TransportProtocol,
    srtp::{config::Config as SrtpConfig, context::Context, protection_profile::ProtectionProfile},
};

use crate::identity::Identity;

pub(crate) struct Client {
    socket: UdpSocket,
    server: SocketAddr,
    check: Vec<u8>,
    dtls: Endpoint,
    keys: Option<Keys>,
}

struct Keys {
    ours: Context,
    theirs: Context,
}

/// A datagram that is not the connection's own business.
pub(crate) enum Arrived<'a> {
    Rtp(&'a [u8]),
    Rtcp(&'a [u8]),
}

impl Client {
    /// Sends its first check and its hello.
    pub(crate) fn connect(identity: &Identity, answer: &str) -> Self {
        let value = |name: &str| {
            let line = answer
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .expect("an attribute");
            line.to_owned()
        };
        let candidate = value("a=candidate:");
        let port: u16 = candidate
            .split(' ')
            .nth(5)
            .expect("a port")
            .parse()
            .expect("a port");
        let server = SocketAddr::from(([127, 0, 0, 1], port));
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        socket.connect(server).expect("a socket");
        let local = socket.local_addr().expect("an address");
        let mut dtls = Endpoint::new(local, TransportProtocol::UDP, None);
        dtls.connect(Instant::now(), server, identity.config.clone(), None)
            .expect("a hello");
        let username = format!("{}:them", value("a=ice-ufrag:"));
        let mut client = Self {
            check: check(&username, &value("a=ice-pwd:")),
            socket,
            server,
            dtls,
            keys: None,
        };
        client.check();
        client.flush();
        client
    }

    pub(crate) fn connected(&self) -> bool {
        self.keys.is_some()
    }

    /// Whether reading waits for a packet, up to 20 ms.
    pub(crate) fn wait_for_packets(&self, wait: bool) {
        let socket = &self.socket;
        socket.set_nonblocking(!wait).expect("a socket");
        let longest = Duration::from_millis(20);
        socket.set_read_timeout(Some(longest)).expect("a socket");
    }

    pub(crate) fn check(&self) {
        self.send(&self.check);
    }

    /// Reads one datagram that waits, into `buffer`; `None` when there is none.
    pub(crate) fn read<'a>(&mut self, buffer: &'a mut [u8]) -> Option<Arrived<'a>> {
        loop {
            let len = self.socket.recv(buffer).ok()?;
            match buffer[..len] {
                [20..=63, ..] => self.handshake(&buffer[..len]),
                [128..=191, 192..=223, ..] => return Some(Arrived::Rtcp(&buffer[..len])),
                [128..=191, ..] => return Some(Arrived::Rtp(&buffer[..len])),
                _ => {}
            }
        }
    }

    fn handshake(&mut self, datagram: &[u8]) {
        let datagram = BytesMut::from(datagram);
        let events = self
            .dtls
            .read(Instant::now(), self.server, None, datagram)
            .unwrap_or_default();
        self.flush();
        let complete = |event: &EndpointEvent| matches!(event, EndpointEvent::HandshakeComplete);
        if events.iter().any(complete) {
            self.derive_keys();
        }
    }

    fn derive_keys(&mut self) {
        let mut config = SrtpConfig {
            profile: ProtectionProfile::AeadAes128Gcm,
            ..Default::default()
        };
        let state = self
            .dtls
            .get_connection_state(self.server)
            .expect("an association");
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], config.keying_material_len())
            .expect("keys");
        config
            .set_session_keys_from_keying_material(material.as_ref(), true)
            .expect("keys");
        let provider = rtc::crypto::default_provider().expect("a provider");
        let context = |key: &[u8], salt: &[u8]| {
            let crypto = provider.crypto();
            Context::new(key, salt, config.profile, None, None, crypto).expect("keys")
        };
        let keys = &config.keys;
        self.keys = Some(Keys {
            ours: context(&keys.local_master_key, &keys.local_master_salt),
            theirs: context(&keys.remote_master_key, &keys.remote_master_salt),
        });
    }

    fn flush(&mut self) {
        while let Some(transmit) = self.dtls.poll_transmit() {
            self.send(&transmit.message);
        }
    }

    /// A packet's plain bytes, header included.
    pub(crate) fn open_rtp(&mut self, packet: &[u8]) -> Option<BytesMut> {
        self.keys.as_mut()?.theirs.decrypt_rtp(packet).ok()
    }

    pub(crate) fn open_rtcp(&mut self, packet: &[u8]) -> Option<BytesMut> {
        self.keys.as_mut()?.theirs.decrypt_rtcp(packet).ok()
    }

    pub(crate) fn send_rtp(&mut self, plain: &[u8]) {
        let keys = self.keys.as_mut().expect("connected");
        let sealed = keys.ours.encrypt_rtp(plain).expect("a sealed packet");
        self.send(&sealed);
    }

    pub(crate) fn send_rtcp(&mut self, plain: &[u8]) {
        let Some(keys) = self.keys.as_mut() else {
            return;
        };
        let sealed = keys.ours.encrypt_rtcp(plain).expect("a sealed report");
        self.send(&sealed);
    }

    fn send(&self, datagram: &[u8]) {
        // A full socket loses the datagram, as a network would.
        let _ = self.socket.send(datagram);
    }
}

/// A nominating binding request (RFC 8489), good for as long as the credentials are.
fn check(username: &str, password: &str) -> Vec<u8> {
    let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    message.extend([9; 12]);
    let mut attribute = |kind: u16, value: &[u8]| {
        message.extend(kind.to_be_bytes());
        message.extend((value.len() as u16).to_be_bytes());
        message.extend(value);
        message.resize(message.len().next_multiple_of(4), 0);
    };
    attribute(0x0006, username.as_bytes());
    attribute(0x0024, &1_000u32.to_be_bytes());
    attribute(0x802A, &1u64.to_be_bytes());
    attribute(0x0025, &[]);
    let length = (message.len() + 24 - 20) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let tag = hmac::sign(&key, &message);
    message.extend([0, 8, 0, 20]);
    message.extend(tag.as_ref());
    message
}
