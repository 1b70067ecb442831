//! The DTLS identity: one self-signed certificate, which clients know by its fingerprint in the answer.

use aws_lc_rs::digest;
use rtc::dtls::crypto::Certificate as DtlsCertificate;
use thiserror::Error;

/// A certificate with its private key.
#[derive(Clone)]
pub struct Certificate {
    inner: DtlsCertificate,
    fingerprint: String,
}

/// The certificate could not be made, read or written.
#[derive(Debug, Error)]
#[error("DTLS certificate: {0}")]
pub struct CertificateError(String);

impl Certificate {
    /// A fresh self-signed ECDSA P-256 certificate, from the system's randomness.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, CertificateError> {
        let provider = rtc::crypto::default_provider().map_err(refused)?;
        let names = vec!["wellmet".to_owned()];
        DtlsCertificate::generate_self_signed(names, provider.crypto())
            .map_err(refused)
            .and_then(Self::of)
    }

    /// Reads what [`Certificate::to_pem`] wrote: the PKCS#8 key first, then the certificate.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_pem(text: &str) -> Result<Self, CertificateError> {
        let provider = rtc::crypto::default_provider().map_err(refused)?;
        DtlsCertificate::from_pem(text, provider.crypto())
            .map_err(refused)
            .and_then(Self::of)
    }

    /// Key and certificate as PEM. Keep it 0600.
    ///
    /// # Errors
    /// When the key cannot be exported (never for keys made here).
    pub fn to_pem(&self) -> Result<String, CertificateError> {
        self.inner.serialize_pem().map_err(refused)
    }

    /// SHA-256 of the certificate as `a=fingerprint` has it (RFC 8122): upper-case hex pairs joined by colons.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    pub(crate) fn dtls(&self) -> DtlsCertificate {
        self.inner.clone()
    }

    fn of(inner: DtlsCertificate) -> Result<Self, CertificateError> {
        let der = inner
            .certificate
            .first()
            .ok_or_else(|| refused("no certificate in it"))?;
        let fingerprint = colon_hex(digest::digest(&digest::SHA256, der).as_ref());
        Ok(Self { inner, fingerprint })
    }
}

impl std::fmt::Debug for Certificate {
    /// The key stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

pub(crate) fn colon_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>()
        .join(":")
}

fn refused(cause: impl std::fmt::Display) -> CertificateError {
    CertificateError(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_survives_being_written_and_read() {
        let made = Certificate::generate().unwrap();
        let read = Certificate::from_pem(&made.to_pem().unwrap()).unwrap();
        assert_eq!(read.fingerprint(), made.fingerprint());
        assert_eq!(made.fingerprint().len(), 95);
        assert!(Certificate::from_pem("nonsense").is_err());
    }
}
