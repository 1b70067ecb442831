//! What the media threads are started with.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Instant,
};

use crate::certificate::Certificate;

/// Settings of [`crate::Sfu::start`].
#[derive(Clone)]
pub struct Config {
    /// One UDP socket and one media thread per address; port 0 lets the system choose.
    pub listen: Vec<SocketAddr>,
    /// Announced to clients as host candidates, each with every thread's own port.
    pub announced: Vec<IpAddr>,
    /// The DTLS identity.
    pub certificate: Certificate,
    /// Seeds SSRCs, initial sequence numbers, ICE credentials. Draw it from the system's randomness in
    /// production: ICE passwords follow from it. (`rtc-dtls` draws its own randomness.)
    pub seed: [u8; 32],
    /// The time source; tests hand in a mock clock.
    pub now: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl std::fmt::Debug for Config {
    /// The seed and the key stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("announced", &self.announced)
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}
