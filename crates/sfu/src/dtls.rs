//! DTLS 1.2 (RFC 6347) as server, the keys for SRTP out of it (RFC 5764), and the one check that makes it
//! mean something: the client's certificate has the fingerprint its offer named.
//!
//! Invariant: keys leave this module only after that check.

mod flight;
mod guard;
mod record;

use std::{
    collections::VecDeque,
    net::{Ipv4Addr, SocketAddr},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Instant,
};

use aws_lc_rs::digest;
use bytes::BytesMut;
use rtc::{
    dtls::{
        config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig},
        endpoint::{Endpoint, EndpointEvent},
        extension::extension_use_srtp::SrtpProtectionProfile,
        state::State,
    },
    shared::TransportProtocol,
};

use flight::Flight;
use guard::Guard;

use crate::{
    certificate::Certificate,
    error::StartError,
    sdp::{Fingerprint, Hash},
    srtp::{MasterKeys, Profile},
};

/// The association keeps one placeholder address, so that the client's network may change under it.
const PLACEHOLDER: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 0)), 9);

/// The server's DTLS settings, shared by all peers.
#[derive(Clone)]
pub(crate) struct Identity {
    config: Arc<HandshakeConfig>,
}

impl Identity {
    pub(crate) fn new(certificate: &Certificate) -> Result<Self, StartError> {
        let refused = |cause: rtc::shared::error::Error| StartError::Dtls(cause.to_string());
        let provider =
            rtc::crypto::default_provider().map_err(|cause| StartError::Dtls(cause.to_string()))?;
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate.dtls()])
            .with_srtp_protection_profiles(vec![
                SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
                SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
            ])
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            // No authority signs these certificates: `Dtls::keys` compares the fingerprint instead.
            .with_insecure_skip_verify(true)
            .build(false, None)
            .map_err(refused)?;
        Ok(Self {
            config: Arc::new(config),
        })
    }
}

/// What came of a datagram or a timeout.
#[derive(Debug)]
pub(crate) enum Progress {
    Nothing,
    /// The handshake is complete and the certificate is the offer's.
    Connected(MasterKeys),
    /// The peer sent `close_notify`.
    Closed,
    /// The handshake failed, or the certificate is not the offer's.
    Failed(&'static str),
}

/// One peer's association.
pub(crate) struct Dtls {
    endpoint: Endpoint,
    connected: bool,
    /// The certificate is the offer's: application data counts from here on.
    verified: bool,
    guard: Guard,
    flight: Flight,
    /// To be sent before whatever the stack has.
    outbox: VecDeque<BytesMut>,
    received: Vec<BytesMut>,
}

impl Dtls {
    pub(crate) fn new(identity: &Identity) -> Self {
        let config = Some(identity.config.clone());
        Self {
            endpoint: Endpoint::new(PLACEHOLDER, TransportProtocol::UDP, config),
            connected: false,
            verified: false,
            guard: Guard::default(),
            flight: Flight::default(),
            outbox: VecDeque::new(),
            received: Vec::new(),
        }
    }

    /// Takes a datagram from an address that ICE has proved.
    pub(crate) fn read(
        &mut self,
        now: Instant,
        datagram: &[u8],
        fingerprints: &[Fingerprint],
    ) -> Progress {
        if !self.guard.admits(datagram, self.connected) {
            return Progress::Nothing;
        }
        let handshakes = !self.connected;
        let progress = self.take(now, datagram, fingerprints);
        let repeats = self.flight.is_repeat(flight::furthest(datagram));
        let next: Vec<_> = std::iter::from_fn(|| self.poll_stack()).collect();
        if next.is_empty() && repeats {
            self.outbox.extend(self.flight.again(now).iter().cloned());
        }
        self.outbox.extend(next.iter().cloned());
        if handshakes && !next.is_empty() {
            self.flight.begin(now, next);
        }
        progress
    }

    fn take(&mut self, now: Instant, datagram: &[u8], fingerprints: &[Fingerprint]) -> Progress {
        let read = AssertUnwindSafe(|| {
            self.endpoint
                .read(now, PLACEHOLDER, None, BytesMut::from(datagram))
        });
        // A panic in the stack's parser must end this peer, not every room of the thread.
        let events = match catch_unwind(read) {
            Ok(Ok(events)) => events,
            Ok(Err(_)) if self.connected => return Progress::Nothing,
            Ok(Err(cause)) => {
                tracing::debug!(%cause, "DTLS refused");
                return if is_fatal(&cause) {
                    Progress::Failed("handshake")
                } else {
                    Progress::Nothing
                };
            }
            Err(_) => return Progress::Failed("the DTLS stack gave up"),
        };
        let mut progress = Progress::Nothing;
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => progress = self.keys(fingerprints),
                EndpointEvent::PeerClosed => return Progress::Closed,
                EndpointEvent::ApplicationData(data) if self.verified => self.received.push(data),
                _ => {}
            }
        }
        progress
    }

    /// Application data that has come.
    pub(crate) fn received(&mut self) -> Vec<BytesMut> {
        std::mem::take(&mut self.received)
    }

    /// Queues application data.
    pub(crate) fn write(&mut self, now: Instant, data: &[u8]) {
        if let Err(cause) = self.endpoint.write(now, PLACEHOLDER, data) {
            tracing::debug!(%cause, "DTLS takes no data");
        }
    }

    fn keys(&mut self, fingerprints: &[Fingerprint]) -> Progress {
        self.connected = true;
        let Some(state) = self.endpoint.get_connection_state(PLACEHOLDER) else {
            return Progress::Failed("no association");
        };
        if !state
            .peer_certificates
            .first()
            .is_some_and(|der| matches(der, fingerprints))
        {
            return Progress::Failed("the certificate is not the one the offer named");
        }
        match export(state) {
            Some(keys) => {
                self.verified = true;
                Progress::Connected(keys)
            }
            None => Progress::Failed("no SRTP profile in common"),
        }
    }

    /// Repeats a flight that was lost.
    pub(crate) fn handle_timeout(&mut self, now: Instant) -> Progress {
        match self.endpoint.handle_timeout(PLACEHOLDER, now) {
            Err(_) if !self.connected => Progress::Failed("handshake timed out"),
            _ => Progress::Nothing,
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.endpoint.poll_timeout(&PLACEHOLDER)
    }

    /// The next datagram for the peer.
    pub(crate) fn poll_transmit(&mut self) -> Option<BytesMut> {
        self.outbox.pop_front().or_else(|| self.poll_stack())
    }

    fn poll_stack(&mut self) -> Option<BytesMut> {
        let transmit = self.endpoint.poll_transmit();
        transmit.map(|transmit| transmit.message)
    }

    /// Queues a `close_notify`.
    pub(crate) fn close(&mut self, now: Instant) {
        if self.endpoint.close(now).is_err() {
            tracing::debug!("DTLS association was not open");
        }
    }
}

/// A stray or malformed record is dropped (RFC 6347 section 4.1.2.7); a handshake that cannot go on ends.
fn is_fatal(cause: &rtc::shared::error::Error) -> bool {
    use rtc::shared::error::Error;
    matches!(
        cause,
        Error::ErrAlertFatalOrClose
            | Error::ErrServerNoMatchingSrtpProfile
            | Error::ErrCipherSuiteNoIntersection
            | Error::ErrClientCertificateRequired
            | Error::ErrKeySignatureMismatch
            | Error::ErrVerifyDataMismatch
    )
}

fn matches(der: &[u8], fingerprints: &[Fingerprint]) -> bool {
    fingerprints.iter().any(|fingerprint| {
        let algorithm = match fingerprint.hash {
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, der).as_ref() == fingerprint.bytes
    })
}

fn export(state: &State) -> Option<MasterKeys> {
    let profile = match state.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Profile::AeadAes128Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Profile::Aes128CmSha1,
        _ => return None,
    };
    let exported = state
        .export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.keying_material())
        .ok()?;
    MasterKeys::split(profile, exported.as_ref())
}

#[cfg(test)]
mod tests {
    use super::{record::tests::record, *};

    fn dtls() -> Dtls {
        Dtls::new(&Identity::new(&Certificate::generate().unwrap()).unwrap())
    }

    #[test]
    fn what_the_stack_would_keep_for_later_is_bounded_before_the_handshake_ends_and_none_after() {
        let mut guard = Guard::default();
        let mut admitted = |epoch, connected| {
            let records = std::iter::repeat_n(record(23, epoch, &[]), 100);
            records
                .filter(|record| guard.admits(record, connected))
                .count()
        };
        assert_eq!(admitted(0, false), 100);
        assert_eq!(admitted(1, false), 32);
        assert_eq!(admitted(2, false), 0);
        assert!(!Guard::default().admits(&record(23, 2, &[]), true));
        assert!(Guard::default().admits(&record(23, 1, &[]), true));
    }

    #[test]
    fn an_alert_in_the_clear_ends_nothing() {
        for alert in [[1, 0], [2, 40]] {
            assert!(!Guard::default().admits(&record(21, 0, &alert), false));
            assert!(!Guard::default().admits(&record(21, 0, &alert), true));
            assert!(Guard::default().admits(&record(21, 1, &alert), true));
        }
    }

    /// The stack would put a message together by as many calls inside each other, and overflow its thread's memory.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    fn a_message_in_countless_fragments_is_not_put_together() {
        const LEN: u32 = 100_000;
        let (mut dtls, now) = (dtls(), Instant::now());
        for at in (1..LEN).chain([0]) {
            let mut fragment = vec![1];
            let [_, len @ ..] = LEN.to_be_bytes();
            let [_, offset @ ..] = at.to_be_bytes();
            fragment.extend(len);
            fragment.extend([0, 0]);
            fragment.extend(offset);
            fragment.extend([0, 0, 1, 7]);
            let progress = dtls.read(now, &record(22, 0, &fragment), &[]);
            assert!(matches!(progress, Progress::Nothing));
        }
    }

    /// Fragments without content, of a message that never comes: the stack would keep each.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    fn fragments_of_nothing_are_not_kept() {
        let (mut dtls, now) = (dtls(), Instant::now());
        let empty = [1, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0].repeat(100);
        let held = allocation_counter::measure(|| {
            for _ in 0..1_000 {
                dtls.read(now, &record(22, 0, &empty), &[]);
            }
        });
        assert!(held.bytes_current < 100_000, "{} bytes", held.bytes_current);
    }
}
