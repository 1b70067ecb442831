//! SRTP and SRTCP (RFC 3711, RFC 7714) in place, without allocation.
//!
//! `rtc-srtp` keeps state for every SSRC it is shown, before authentication, and allocates for every packet;
//! here the caller owns the rollover counter and nothing is remembered but keys and the SRTCP replay window.
//! Tests use `rtc-srtp` as the second implementation.
//!
//! Invariant: a buffer holds plaintext only after its tag was verified.

mod cipher;
mod key_derivation;
mod protect;
mod replay;
mod rtcp;
mod unprotect;

pub(crate) use key_derivation::{MasterKeys, Profile};
pub(crate) use protect::Protect;
pub(crate) use replay::{SequenceIndex, nearest};
pub(crate) use rtcp::{ProtectRtcp, UnprotectRtcp};
pub(crate) use unprotect::Unprotect;

/// The most either profile adds to an RTCP packet, in bytes.
pub(crate) const MAX_RTCP_OVERHEAD: usize = 20;

#[cfg(test)]
mod tests;
