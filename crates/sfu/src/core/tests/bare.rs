//! A client of few parts, each of the second implementation: one check, a DTLS client, SRTP. It does by hand what a
//! whole stack would not: offers one SRTP profile only, says goodbye, moves, sends whatever it is told to.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use aws_lc_rs::digest;
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

use super::{net::Datagram, world::World};
use crate::{answer::Answer, certificate::colon_hex, stun};

/// The SSRC of the audio track it offers to send.
pub(super) const AUDIO_SSRC: u32 = 1001;
pub(super) const AUDIO_PT: u8 = 111;

pub(super) struct Bare {
    pub(super) client: usize,
    pub(super) address: SocketAddr,
    server: SocketAddr,
    dtls: Endpoint,
    config: Arc<HandshakeConfig>,
    profile: ProtectionProfile,
    fingerprint: String,
    check: Vec<u8>,
    keys: Option<(Context, Context)>,
    /// Media packets received, deciphered.
    pub(super) received: Vec<Vec<u8>>,
    /// RTCP compounds received, deciphered.
    pub(super) control: Vec<Vec<u8>>,
    /// Application data received.
    pub(super) data: Vec<BytesMut>,
}

impl Bare {
    /// Joins the world's room. It is not among the world's clients: its datagrams wait for it in the mail.
    pub(super) fn join(world: &mut World, profile: ProtectionProfile) -> Self {
        let client = world.join_bare();
        let address = SocketAddr::from(([198, 51, 100, 200], 50_000 + client as u16));
        world.mail.insert(address, Vec::new());
        let provider = rtc::crypto::default_provider().unwrap();
        let certificate =
            Certificate::generate_self_signed(vec!["bare".to_owned()], provider.crypto()).unwrap();
        let hash = digest::digest(&digest::SHA256, &certificate.certificate[0]);
        let wire = match profile {
            ProtectionProfile::Aes128CmHmacSha1_80 => {
                SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80
            }
            _ => SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        };
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(vec![wire])
            .with_insecure_skip_verify(true)
            .build(true, None)
            .unwrap();
        Self {
            client,
            address,
            server: world.server,
            dtls: Endpoint::new(address, TransportProtocol::UDP, None),
            config: Arc::new(config),
            profile,
            fingerprint: colon_hex(hash.as_ref()),
            check: Vec::new(),
            keys: None,
            received: Vec::new(),
            control: Vec::new(),
            data: Vec::new(),
        }
    }

    /// One audio section in `direction`, and one for data.
    fn offer(&self, direction: &str) -> String {
        let ssrc = if direction == "sendonly" {
            format!("a=ssrc:{AUDIO_SSRC} cname:c\r\n")
        } else {
            String::new()
        };
        let transport = format!(
            "a=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\na=setup:active\r\na=fingerprint:sha-256 {}\r\n",
            self.fingerprint
        );
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
             m=audio 9 UDP/TLS/RTP/SAVPF {AUDIO_PT}\r\na=mid:0\r\na=rtcp-mux\r\n{transport}a=rtpmap:{AUDIO_PT} opus/48000/2\r\n\
             a={direction}\r\n{ssrc}\
             m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n{transport}a=sctp-port:5000\r\n\
             a=max-message-size:262144\r\n"
        )
    }

    /// Offers, checks, says hello.
    pub(super) fn connect(&mut self, world: &mut World, direction: &str) -> Answer {
        let answer = world
            .offer_text(self.client, &self.offer(direction))
            .unwrap();
        let value = |name: &str| {
            let found = answer.sdp.lines().find_map(|line| line.strip_prefix(name));
            found.unwrap().to_owned()
        };
        let username = format!("{}:them", value("a=ice-ufrag:"));
        self.check = stun::tests::check(&username, &value("a=ice-pwd:"), true);
        self.check(world);
        self.dtls
            .connect(world.now, self.server, self.config.clone(), None)
            .unwrap();
        self.flush(world);
        answer
    }

    /// Checks the path from where it is now.
    pub(super) fn check(&self, world: &mut World) {
        self.send(world, self.check.clone());
    }

    /// Goes on from another address.
    pub(super) fn move_to(&mut self, world: &mut World, address: SocketAddr) {
        world.mail.remove(&self.address);
        self.address = address;
        world.mail.insert(address, Vec::new());
    }

    /// Takes its mail and lets time pass for its handshake.
    pub(super) fn step(&mut self, world: &mut World) {
        let mail = world.mail.get_mut(&self.address).map(std::mem::take);
        for datagram in mail.unwrap_or_default() {
            match datagram.bytes[..] {
                [20..=63, ..] => self.take_record(world.now, &datagram.bytes),
                [128..=191, kind, ..] => {
                    let keys = &mut self.keys.as_mut().unwrap().1;
                    if (192..=223).contains(&kind) {
                        let opened = keys.decrypt_rtcp(&datagram.bytes).unwrap();
                        self.control.push(opened.to_vec());
                    } else {
                        let opened = keys.decrypt_rtp(&datagram.bytes).unwrap();
                        self.received.push(opened.to_vec());
                    }
                }
                _ => {}
            }
        }
        let _ = self.dtls.handle_timeout(self.server, world.now);
        self.flush(world);
    }

    pub(super) fn run(&mut self, world: &mut World, steps: usize) {
        for _ in 0..steps {
            world.run(std::time::Duration::from_millis(5));
            self.step(world);
        }
    }

    fn take_record(&mut self, now: Instant, datagram: &[u8]) {
        let events = self
            .dtls
            .read(now, self.server, None, BytesMut::from(datagram));
        for event in events.unwrap_or_default() {
            match event {
                EndpointEvent::HandshakeComplete => self.derive_keys(),
                EndpointEvent::ApplicationData(data) => self.data.push(data),
                _ => {}
            }
        }
    }

    fn derive_keys(&mut self) {
        let mut config = SrtpConfig {
            profile: self.profile,
            ..Default::default()
        };
        let state = self.dtls.get_connection_state(self.server).unwrap();
        let length = config.keying_material_len();
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], length)
            .unwrap();
        config
            .set_session_keys_from_keying_material(material.as_ref(), true)
            .unwrap();
        let provider = rtc::crypto::default_provider().unwrap();
        let context = |key: &[u8], salt: &[u8]| {
            Context::new(key, salt, config.profile, None, None, provider.crypto()).unwrap()
        };
        let keys = &config.keys;
        self.keys = Some((
            context(&keys.local_master_key, &keys.local_master_salt),
            context(&keys.remote_master_key, &keys.remote_master_salt),
        ));
    }

    /// One audio packet.
    pub(super) fn speak(&mut self, world: &mut World, sequence: u16, payload: &[u8]) {
        let mut plain = vec![0x80, AUDIO_PT];
        plain.extend(sequence.to_be_bytes());
        plain.extend((u32::from(sequence) * 960).to_be_bytes());
        plain.extend(AUDIO_SSRC.to_be_bytes());
        plain.extend(payload);
        let keys = self.keys.as_mut().unwrap();
        let sealed = keys.0.encrypt_rtp(&plain).unwrap();
        self.send(world, sealed.to_vec());
    }

    /// Sends application data.
    pub(super) fn write(&mut self, world: &mut World, data: &[u8]) {
        self.dtls.write(world.now, self.server, data).unwrap();
        self.flush(world);
    }

    /// Says `close_notify`.
    pub(super) fn close(&mut self, world: &mut World) {
        self.dtls.close(world.now).unwrap();
        self.flush(world);
    }

    fn flush(&mut self, world: &mut World) {
        while let Some(transmit) = self.dtls.poll_transmit() {
            self.send(world, transmit.message.to_vec());
        }
    }

    fn send(&self, world: &mut World, bytes: Vec<u8>) {
        let (from, to) = (self.address, self.server);
        world.network.send(world.now, Datagram { from, to, bytes });
    }
}
