//! DTLS: records from anywhere, and handshakes on whose way somebody sits who changes, repeats and invents datagrams.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use bytes::BytesMut;
use rtc::{
    dtls::{
        config::{ConfigBuilder, HandshakeConfig},
        crypto::Certificate as ClientCertificate,
        endpoint::{Endpoint, EndpointEvent},
        extension::extension_use_srtp::SrtpProtectionProfile,
    },
    shared::TransportProtocol,
};

use super::script::Script;
use crate::{
    certificate::Certificate,
    dtls::{Dtls, Identity, Progress},
    sdp::{Fingerprint, Hash},
};

const SERVER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);
/// What one association may hold from one datagram to the next.
const MEMORY: i64 = 512 * 1024;
/// What it may hold while it reads one: the stack believes a length of 24 bits for a moment.
const AT_ONCE: u64 = 20 << 20;
/// Flights of a handshake, with repeats.
const ROUNDS: usize = 12;

/// Certificates are drawn once: they cost more than the rest.
static IDENTITY: LazyLock<Identity> = LazyLock::new(|| {
    let certificate = Certificate::generate().expect("randomness");
    Identity::new(&certificate).expect("a certificate that serves")
});

static CLIENT: LazyLock<(Arc<HandshakeConfig>, Fingerprint)> = LazyLock::new(|| {
    let provider = rtc::crypto::default_provider().expect("a provider");
    let crypto = provider.crypto();
    let certificate = ClientCertificate::generate_self_signed(vec!["client".to_owned()], crypto)
        .expect("a certificate");
    let der = certificate.certificate.first().expect("a certificate");
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der);
    let fingerprint = Fingerprint {
        hash: Hash::Sha256,
        bytes: digest.as_ref().to_vec(),
    };
    let config = ConfigBuilder::default()
        .with_crypto_provider(provider)
        .with_certificates(vec![certificate])
        .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
        .with_insecure_skip_verify(true)
        .build(true, None)
        .expect("a configuration");
    (Arc::new(config), fingerprint)
});

/// A story: either datagrams to an association that has heard nothing yet, or a handshake that is interfered with.
pub fn dtls(story: &[u8]) {
    LazyLock::force(&IDENTITY);
    LazyLock::force(&CLIENT);
    let mut story = Script::of(story);
    match story.byte() & 3 {
        0 | 1 => strangers(&mut story),
        2 => assert_outcome(&interfered(&mut story, &CLIENT.1), true),
        _ => {
            let other = Fingerprint {
                bytes: vec![0; 32],
                ..CLIENT.1.clone()
            };
            assert_outcome(&interfered(&mut story, &other), false);
        }
    }
}

/// What a handshake came to.
struct Outcome {
    connected: bool,
    interference: bool,
    received: Vec<BytesMut>,
}

/// Nobody is let in whose certificate is another; undisturbed, everybody is whose it is; and what was not said is
/// not heard.
fn assert_outcome(outcome: &Outcome, genuine: bool) {
    assert!(
        genuine || !outcome.connected,
        "a certificate that was not named"
    );
    assert!(
        !genuine || outcome.connected || outcome.interference,
        "an honest client was refused"
    );
    assert!(
        outcome
            .received
            .iter()
            .all(|heard| heard.as_ref() == b"hello")
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "simulated time must begin somewhere"
)]
fn beginning() -> Instant {
    Instant::now()
}

/// The server's end, and what it holds.
struct Server {
    dtls: Dtls,
    held: i64,
}

impl Server {
    fn new() -> Self {
        Self {
            dtls: Dtls::new(&IDENTITY),
            held: 0,
        }
    }

    fn read(&mut self, now: Instant, datagram: &[u8], fingerprint: &Fingerprint) -> Progress {
        let mut progress = Progress::Nothing;
        let allocated = allocation_counter::measure(|| {
            progress = self
                .dtls
                .read(now, datagram, std::slice::from_ref(fingerprint));
        });
        self.held += allocated.bytes_current;
        assert!(allocated.bytes_max <= AT_ONCE && self.held <= MEMORY);
        assert!(!matches!(
            progress,
            Progress::Closed | Progress::Failed("the DTLS stack gave up")
        ));
        progress
    }
}

fn strangers(story: &mut Script<'_>) {
    let (mut now, mut server) = (beginning(), Server::new());
    while !story.is_over() {
        now += Duration::from_millis(u64::from(story.byte()) * 10);
        let progress = server.read(now, story.bytes(), &CLIENT.1);
        assert!(!matches!(progress, Progress::Connected(_)));
        if server.dtls.poll_timeout().is_some_and(|due| due <= now) {
            server.dtls.handle_timeout(now);
        }
        assert!(std::iter::from_fn(|| server.dtls.poll_transmit()).count() < 64);
        assert!(server.dtls.received().is_empty());
    }
}

fn interfered(story: &mut Script<'_>, fingerprint: &Fingerprint) -> Outcome {
    let (mut now, mut server) = (beginning(), Server::new());
    let mut client = Endpoint::new(SERVER, TransportProtocol::UDP, None);
    client
        .connect(now, SERVER, CLIENT.0.clone(), None)
        .expect("a hello");
    let mut outcome = Outcome {
        connected: false,
        interference: false,
        received: Vec::new(),
    };
    for _ in 0..ROUNDS {
        let flight: Vec<BytesMut> = std::iter::from_fn(|| client.poll_transmit())
            .map(|sent| sent.message)
            .collect();
        for datagram in flight {
            for datagram in interfere(story, &datagram, &mut outcome.interference) {
                let progress = server.read(now, &datagram, fingerprint);
                outcome.connected |= matches!(progress, Progress::Connected(_));
            }
        }
        outcome.received.extend(server.dtls.received());
        let mut complete = false;
        while let Some(datagram) = server.dtls.poll_transmit() {
            let events = client.read(now, SERVER, None, datagram).unwrap_or_default();
            complete |= events
                .iter()
                .any(|event| matches!(event, EndpointEvent::HandshakeComplete));
        }
        if complete {
            let _ = client.write(now, SERVER, b"hello");
        }
        now += Duration::from_millis(1100);
        let _ = client.handle_timeout(SERVER, now);
        server.dtls.handle_timeout(now);
    }
    outcome
}

/// What arrives in place of a datagram.
fn interfere(story: &mut Script<'_>, datagram: &[u8], interference: &mut bool) -> Vec<Vec<u8>> {
    let mut changed = datagram.to_vec();
    let what = story.byte();
    *interference |= what >= 0x80;
    match what {
        0..=0x7F => vec![changed],
        0x80..=0x8F => Vec::new(),
        0x90..=0x9F => vec![changed.clone(), changed],
        0xA0..=0xCF => {
            let at = usize::from(story.number()) % changed.len().max(1);
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= story.byte().max(1);
            }
            vec![changed]
        }
        0xD0..=0xDF => {
            changed.truncate(usize::from(story.number()));
            vec![changed]
        }
        _ => vec![story.bytes().to_vec(), changed],
    }
}
