//! A synthetic client: real ICE checks, DTLS and SRTP, but no decoding. It counts what arrives by the clear
//! header, and answers as browsers do.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::Arc,
    time::{Duration, Instant},
};

use aws_lc_rs::{digest, hmac};
use bytes::BytesMut;
use rtc::{
    dtls::{
        config::{ConfigBuilder, HandshakeConfig},
        crypto::Certificate,
        endpoint::{Endpoint, EndpointEvent},
        extension::extension_use_srtp::SrtpProtectionProfile,
    },
    shared::TransportProtocol,
    srtp::{config::Config as SrtpConfig, context::Context, protection_profile::ProtectionProfile},
};

/// One DTLS identity for all clients: its making would only slow the measurement down.
pub(crate) struct Identity {
    config: Arc<HandshakeConfig>,
    fingerprint: String,
}

impl Identity {
    pub(crate) fn new() -> Self {
        let provider = rtc::crypto::default_provider().expect("a provider");
        let certificate =
            Certificate::generate_self_signed(vec!["bench".to_owned()], provider.crypto())
                .expect("a certificate");
        let hash = digest::digest(&digest::SHA256, &certificate.certificate[0]);
        let pairs: Vec<String> = hash
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
            .with_insecure_skip_verify(true)
            .build(true, None)
            .expect("a configuration");
        Self {
            config: Arc::new(config),
            fingerprint: pairs.join(":"),
        }
    }

    pub(crate) fn offer(&self, publishes: bool) -> String {
        let transport = format!(
            "a=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 {}\r\na=setup:active\r\na=rtcp-mux\r\na=rtcp-rsize\r\n\
             a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n{}\r\n",
            self.fingerprint,
            if publishes {
                "a=sendonly"
            } else {
                "a=recvonly"
            },
        );
        let ssrc = |number: u32| {
            if publishes {
                format!("a=ssrc:{number} cname:c\r\n")
            } else {
                String::new()
            }
        };
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
             m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n{transport}{}\
             m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n\
             a=rtcp-fb:96 transport-cc\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n{transport}{}",
            ssrc(AUDIO_SSRC),
            ssrc(VIDEO_SSRC),
        )
    }
}

pub(crate) const AUDIO_SSRC: u32 = 1001;
pub(crate) const VIDEO_SSRC: u32 = 2001;

pub(crate) struct Client {
    socket: UdpSocket,
    server: SocketAddr,
    check: Vec<u8>,
    dtls: Endpoint,
    keys: Option<Context>,
    /// Media packets that arrived.
    pub(crate) received: u64,
    /// Highest sequence number by SSRC: audio, then video.
    highest: [(u32, u32); 2],
    transport: Vec<u16>,
    feedbacks: u8,
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
        let mut dtls = Endpoint::new(
            socket.local_addr().expect("an address"),
            TransportProtocol::UDP,
            None,
        );
        dtls.connect(Instant::now(), server, identity.config.clone(), None)
            .expect("a hello");
        let check = check(
            &format!("{}:them", value("a=ice-ufrag:")),
            &value("a=ice-pwd:"),
        );
        let mut client = Self {
            socket,
            server,
            check,
            dtls,
            keys: None,
            received: 0,
            highest: [(0, 0); 2],
            transport: Vec::new(),
            feedbacks: 0,
        };
        client.check();
        client.flush();
        client
    }

    pub(crate) fn connected(&self) -> bool {
        self.keys.is_some()
    }

    pub(crate) fn check(&self) {
        self.send(&self.check);
    }

    /// Reads everything that waits.
    pub(crate) fn read(&mut self) {
        let mut buffer = [0; 2048];
        while let Ok(len) = self.socket.recv(&mut buffer) {
            match buffer[..len] {
                [20..=63, ..] => self.handshake(&buffer[..len]),
                [128..=191, kind, ..] if !(192..=223).contains(&kind) => self.count(&buffer[..len]),
                _ => {}
            }
        }
    }

    fn handshake(&mut self, datagram: &[u8]) {
        let events = self
            .dtls
            .read(Instant::now(), self.server, None, BytesMut::from(datagram))
            .unwrap_or_default();
        self.flush();
        if events
            .iter()
            .any(|event| matches!(event, EndpointEvent::HandshakeComplete))
        {
            let mut config = SrtpConfig {
                profile: ProtectionProfile::AeadAes128Gcm,
                ..Default::default()
            };
            let state = self
                .dtls
                .get_connection_state(self.server)
                .expect("an association");
            let length = config.keying_material_len();
            let material = state
                .export_keying_material("EXTRACTOR-dtls_srtp", &[], length)
                .expect("keys");
            config
                .set_session_keys_from_keying_material(material.as_ref(), true)
                .expect("keys");
            let provider = rtc::crypto::default_provider().expect("a provider");
            let (key, salt) = (
                &config.keys.local_master_key,
                &config.keys.local_master_salt,
            );
            self.keys = Context::new(key, salt, config.profile, None, None, provider.crypto()).ok();
        }
    }

    fn flush(&mut self) {
        while let Some(transmit) = self.dtls.poll_transmit() {
            self.send(&transmit.message);
        }
    }

    fn count(&mut self, packet: &[u8]) {
        self.received += 1;
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let sequence = u32::from(u16::from_be_bytes([packet[2], packet[3]]));
        self.highest[usize::from(packet[1] & 0x7F == 96)] = (ssrc, sequence);
        // The transport-wide number is the first extension the server writes.
        if packet[0] & 0x10 != 0 && packet[16] == 0x31 {
            self.transport
                .push(u16::from_be_bytes([packet[17], packet[18]]));
        }
    }

    /// Transport-wide feedback on all that came since the last, and now and then a receiver report.
    pub(crate) fn answer(&mut self, reports: bool) {
        let Some(keys) = self.keys.as_mut() else {
            return;
        };
        let mut compound = vec![
            0x80 | if reports { 2 } else { 0 },
            201,
            0,
            if reports { 13 } else { 1 },
            0,
            0,
            0,
            1,
        ];
        if reports {
            for (ssrc, highest) in self.highest {
                compound.extend(ssrc.to_be_bytes());
                compound.extend([0; 4]);
                compound.extend(highest.to_be_bytes());
                compound.extend([0; 12]);
            }
        }
        if let (Some(&first), Some(&last)) = (self.transport.first(), self.transport.last()) {
            let count = last.wrapping_sub(first).wrapping_add(1).min(400);
            let mut content = Vec::new();
            content.extend(first.to_be_bytes());
            content.extend(count.to_be_bytes());
            content.extend([0, 0, 1, self.feedbacks]);
            content.extend((0x2000 | count).to_be_bytes());
            content.extend(std::iter::repeat_n(4u8, usize::from(count)));
            content.resize(content.len().next_multiple_of(4), 0);
            let words = (2 + content.len() / 4) as u16;
            compound.extend([0x8F, 205]);
            compound.extend(words.to_be_bytes());
            compound.extend([0, 0, 0, 1, 0, 0, 0, 2]);
            compound.extend(content);
        }
        self.feedbacks = self.feedbacks.wrapping_add(1);
        self.transport.clear();
        let sealed = keys.encrypt_rtcp(&compound).expect("a sealed report");
        self.send(&sealed);
    }

    /// Seals and sends one media packet of `payload` bytes.
    pub(crate) fn publish(&mut self, packet: &Publish, payload: &[u8]) {
        let mut plain = vec![0x90, u8::from(packet.marker) << 7 | packet.pt];
        plain.extend(packet.sequence.to_be_bytes());
        plain.extend(packet.timestamp.to_be_bytes());
        plain.extend(packet.ssrc.to_be_bytes());
        plain.extend([0xBE, 0xDE, 0, 1, 0x31]);
        plain.extend(packet.transport.to_be_bytes());
        plain.push(0);
        plain.extend(payload);
        let sealed = self
            .keys
            .as_mut()
            .expect("connected")
            .encrypt_rtp(&plain)
            .expect("a sealed packet");
        self.send(&sealed);
    }

    fn send(&self, datagram: &[u8]) {
        // A full socket loses the datagram, as a network would.
        let _ = self.socket.send(datagram);
    }
}

/// The header of a packet to publish.
pub(crate) struct Publish {
    pub(crate) marker: bool,
    pub(crate) pt: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) transport: u16,
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
    attribute(0x0025, &[]);
    let length = (message.len() + 24 - 20) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let tag = hmac::sign(&key, &message);
    message.extend([0, 8, 0, 20]);
    message.extend(tag.as_ref());
    message
}

/// How often browsers send transport-wide feedback.
pub(crate) const FEEDBACK: Duration = Duration::from_millis(100);
