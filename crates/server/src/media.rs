//! The media plane in this process.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::num::NonZero;
use std::sync::Arc;

use wellmet_foundation::Ground;
use wellmet_sfu::{Config, Sfu};
use wellmet_signalling::{EmbeddedPlane, Settings as PlaneSettings};

use crate::secrets::Secrets;
use crate::settings::{Refusal, Settings};

/// The media threads, and the plane on top of them.
#[derive(Clone)]
pub(crate) struct Media {
    pub(crate) plane: Arc<EmbeddedPlane>,
    sfu: Sfu,
}

impl Media {
    /// Binds the media sockets, one for each media thread, and starts the plane. Call it within a tokio runtime.
    pub(crate) fn start(
        ground: &Ground,
        settings: &Settings,
        secrets: &Secrets,
    ) -> anyhow::Result<Self> {
        let clock = ground.clock.clone();
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let config = Config {
            listen: settings.media_sockets(cores)?,
            announced: announced(settings)?,
            certificate: secrets.certificate.clone(),
            seed: ground.rng.bytes(),
            now: Arc::new(move || clock.monotonic()),
        };
        let (sfu, events) = Sfu::start(config)?;
        let plane = PlaneSettings {
            url: settings.public_url()?.web_socket(),
            key: secrets.media_key.clone(),
        };
        let (clock, rng) = (ground.clock.clone(), ground.rng.clone());
        let plane = EmbeddedPlane::start(plane, sfu.clone(), events, clock, rng);
        Ok(Self {
            plane: Arc::new(plane),
            sfu,
        })
    }

    /// Whether the media threads take work: a thread that ended, or drowns, refuses a room.
    pub(crate) fn is_well(&self) -> bool {
        let room = self.sfu.open_room();
        let is_well = room.is_ok();
        if let Ok(room) = room {
            self.sfu.close_room(room);
        }
        is_well
    }

    /// The media sockets' addresses.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.sfu.addresses()
    }
}

/// What clients are told: the addresses set, or the one listened on, or those this machine has.
fn announced(settings: &Settings) -> Result<Vec<IpAddr>, Refusal> {
    let set = settings.media_addresses()?;
    if !set.is_empty() {
        return Ok(set);
    }
    let listening = settings.media_listen.ip();
    if !listening.is_unspecified() {
        return Ok(vec![listening]);
    }
    let mut found = own_addresses(listening);
    if settings.listen.ip().is_loopback() {
        found.insert(0, IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    Ok(found)
}

/// This machine's addresses, as it would use them to reach the world.
fn own_addresses(listening: IpAddr) -> Vec<IpAddr> {
    // Documentation addresses (RFC 5737, RFC 3849). Connecting a UDP socket sends nothing: it
    // only asks the routing table which of our addresses would be used.
    let v4 = (
        Ipv4Addr::UNSPECIFIED.into(),
        Ipv4Addr::new(192, 0, 2, 1).into(),
    );
    let v6 = (
        Ipv6Addr::UNSPECIFIED.into(),
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
    );
    let families: &[(IpAddr, IpAddr)] = if listening.is_ipv4() {
        &[v4]
    } else {
        &[v4, v6]
    };
    let address_used = |(from, to): &(IpAddr, IpAddr)| {
        let socket = UdpSocket::bind((*from, 0)).ok()?;
        socket.connect((*to, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    families.iter().filter_map(address_used).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listening_on(media_listen: &str, media_addresses: Option<&str>) -> Settings {
        Settings {
            media_listen: media_listen.parse().unwrap(),
            media_addresses: media_addresses.map(str::to_owned),
            ..Settings::default()
        }
    }

    #[test]
    fn addresses_set_replace_those_discovered() {
        let settings = listening_on("0.0.0.0:7882", Some("203.0.113.7"));
        assert_eq!(
            announced(&settings).unwrap(),
            [IpAddr::from([203, 0, 113, 7])]
        );
    }

    #[test]
    fn who_listens_on_one_address_announces_it() {
        let settings = listening_on("127.0.0.1:7882", None);
        assert_eq!(
            announced(&settings).unwrap(),
            [IpAddr::from([127, 0, 0, 1])]
        );
    }

    #[test]
    fn a_house_on_loopback_announces_loopback_first() {
        let found = announced(&listening_on("0.0.0.0:7882", None)).unwrap();
        assert_eq!(found.first(), Some(&IpAddr::from([127, 0, 0, 1])));
    }
}
