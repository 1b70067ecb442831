//! A lite agent (RFC 8445 section 2.5) for one peer: its credentials, and the paths that proved them.
//!
//! Invariant: an address is in `paths` only if a check from it carried a valid MESSAGE-INTEGRITY.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use rand::{Rng, RngExt};

use crate::stun::{self, BindingRequest};

/// Addresses kept per peer; the longest unchecked makes room for a new one.
const MAX_PATHS: usize = 8;
/// A selected path without checks for this long yields to any other nominated one.
const STALE: Duration = Duration::from_millis(2500);

pub(crate) type Ufrag = [u8; 8];

/// One generation of local credentials.
pub(crate) struct Credentials {
    pub(crate) ufrag: Ufrag,
    pub(crate) pwd: String,
    key: hmac::Key,
}

impl Credentials {
    /// 40 bits of fragment and 144 of password; the first character names the media thread.
    pub(crate) fn draw(rng: &mut impl Rng, thread: u8) -> Self {
        const CHARS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut draw = || {
            CHARS
                .get(rng.random_range(0..64usize))
                .copied()
                .unwrap_or(b'A')
        };
        let mut ufrag: Ufrag = std::array::from_fn(|_| draw());
        let pwd: String = (0..24).map(|_| char::from(draw())).collect();
        if let (Some(first), Some(name)) = (ufrag.first_mut(), CHARS.get(usize::from(thread % 64)))
        {
            *first = *name;
        }
        let key = stun::password_key(&pwd);
        Self { ufrag, pwd, key }
    }

    pub(crate) fn ufrag_text(&self) -> &str {
        std::str::from_utf8(&self.ufrag).unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug)]
struct Path {
    address: SocketAddr,
    priority: u32,
    nominated: bool,
    checked: Instant,
}

/// What an authentic check changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// Newly proved.
    pub(crate) added: Option<SocketAddr>,
    /// Forgotten to make room.
    pub(crate) dropped: Option<SocketAddr>,
}

pub(crate) struct Ice {
    pub(crate) local: Credentials,
    /// Before a restart; valid until the new ones are used (RFC 8445 section 9: media goes on meanwhile).
    pub(crate) previous: Option<Credentials>,
    paths: Vec<Path>,
    selected: Option<SocketAddr>,
}

impl Ice {
    pub(crate) fn new(local: Credentials) -> Self {
        Self {
            local,
            previous: None,
            paths: Vec::new(),
            selected: None,
        }
    }

    /// New credentials; returns the ones that fell out of use altogether.
    pub(crate) fn restart(&mut self, fresh: Credentials) -> Option<Credentials> {
        let replaced = std::mem::replace(&mut self.local, fresh);
        self.previous.replace(replaced)
    }

    /// Where to send: the nominated path, or before nomination the first that proved itself.
    pub(crate) fn destination(&self) -> Option<SocketAddr> {
        self.selected
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.paths.iter().map(|path| path.address)
    }

    /// The key under which `request` is authentic, if any.
    pub(crate) fn authenticate(&self, request: &BindingRequest<'_>) -> Option<&hmac::Key> {
        let known = std::iter::once(&self.local).chain(&self.previous);
        let named = known
            .into_iter()
            .find(|credentials| credentials.ufrag == request.local_ufrag)?;
        request.is_authentic(&named.key).then_some(&named.key)
    }

    /// Takes an authentic check from `from` into account.
    pub(crate) fn checked(
        &mut self,
        now: Instant,
        from: SocketAddr,
        request: &BindingRequest<'_>,
    ) -> Checked {
        let mut outcome = Checked {
            added: None,
            dropped: None,
        };
        match self.paths.iter_mut().find(|path| path.address == from) {
            Some(path) => {
                path.checked = now;
                path.priority = request.priority;
                path.nominated |= request.nominates;
            }
            None => {
                outcome.dropped = self.make_room();
                outcome.added = Some(from);
                let (priority, nominated) = (request.priority, request.nominates);
                self.paths.push(Path {
                    address: from,
                    priority,
                    nominated,
                    checked: now,
                });
            }
        }
        if self.yields_to(now, from, request) {
            self.selected = Some(from);
        }
        outcome
    }

    /// Some clients nominate every path at once (aggressive nomination) and mean the one of highest priority;
    /// others nominate the one they use, and may move to a worse one when the better has died.
    fn yields_to(&self, now: Instant, from: SocketAddr, request: &BindingRequest<'_>) -> bool {
        let current = self
            .selected
            .and_then(|selected| self.paths.iter().find(|path| path.address == selected));
        let Some(current) = current else { return true };
        let better = !current.nominated || request.priority >= current.priority;
        current.address != from
            && request.nominates
            && (better || now.duration_since(current.checked) >= STALE)
    }

    /// Authenticated media or DTLS from a nominated path: the client uses it now, whatever its priority.
    pub(crate) fn media_from(&mut self, from: SocketAddr) {
        if self.selected != Some(from)
            && self
                .paths
                .iter()
                .any(|path| path.address == from && path.nominated)
        {
            self.selected = Some(from);
        }
    }

    fn make_room(&mut self) -> Option<SocketAddr> {
        if self.paths.len() < MAX_PATHS {
            return None;
        }
        let unselected = self
            .paths
            .iter()
            .enumerate()
            .filter(|(_, path)| Some(path.address) != self.selected);
        let (oldest, _) = unselected.min_by_key(|(_, path)| path.checked)?;
        Some(self.paths.swap_remove(oldest).address)
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use rand::{SeedableRng, rngs::ChaCha12Rng};

    use super::*;

    fn agent() -> (Ice, Instant) {
        let mut rng = ChaCha12Rng::seed_from_u64(1);
        (Ice::new(Credentials::draw(&mut rng, 0)), Instant::now())
    }

    fn check(ice: &mut Ice, now: Instant, port: u16, nominates: bool) -> Checked {
        let username = format!("{}:them", ice.local.ufrag_text());
        let message = stun::tests::check(&username, &ice.local.pwd, nominates);
        let request = BindingRequest::parse(&message).unwrap();
        assert!(ice.authenticate(&request).is_some());
        ice.checked(now, address(port), &request)
    }

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    #[test]
    fn media_follows_the_nominated_path() {
        let (mut ice, now) = agent();
        check(&mut ice, now, 1, false);
        assert_eq!(ice.destination(), Some(address(1)));
        check(&mut ice, now, 2, false);
        assert_eq!(ice.destination(), Some(address(1)));
        check(&mut ice, now, 2, true);
        assert_eq!(ice.destination(), Some(address(2)));
    }

    #[test]
    fn media_is_sent_back_where_the_client_sends_it_from() {
        let (mut ice, now) = agent();
        check(&mut ice, now, 1, true);
        check(&mut ice, now, 2, false);
        ice.media_from(address(2));
        assert_eq!(ice.destination(), Some(address(1)), "not nominated");
        ice.media_from(address(3));
        assert_eq!(ice.destination(), Some(address(1)), "never proved");
    }

    #[test]
    fn old_credentials_live_on_for_one_restart_only() {
        let (mut ice, _) = agent();
        let mut rng = ChaCha12Rng::seed_from_u64(2);
        let username = format!("{}:them", ice.local.ufrag_text());
        let message = stun::tests::check(&username, &ice.local.pwd, false);
        let old = BindingRequest::parse(&message).unwrap();
        assert!(ice.restart(Credentials::draw(&mut rng, 0)).is_none());
        assert!(ice.authenticate(&old).is_some());
        assert!(ice.restart(Credentials::draw(&mut rng, 0)).is_some());
        assert!(ice.authenticate(&old).is_none());
    }

    #[test]
    fn paths_are_bounded_and_the_one_in_use_stays() {
        let (mut ice, now) = agent();
        for port in 1..=100 {
            check(
                &mut ice,
                now + Duration::from_secs(u64::from(port)),
                port,
                port == 1,
            );
        }
        assert_eq!(ice.addresses().count(), MAX_PATHS);
        assert_eq!(ice.destination(), Some(address(1)));
    }
}
