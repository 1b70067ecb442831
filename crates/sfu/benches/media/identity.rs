//! One DTLS identity for all clients: its making would only slow the measurement down.

use std::sync::Arc;

use aws_lc_rs::digest;
use rtc::dtls::{
    config::{ConfigBuilder, HandshakeConfig},
    crypto::Certificate,
    extension::extension_use_srtp::SrtpProtectionProfile,
};

pub(crate) struct Identity {
    pub(crate) config: Arc<HandshakeConfig>,
    /// SHA-256 of the certificate, as offers name it.
    pub(crate) fingerprint: String,
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
}
