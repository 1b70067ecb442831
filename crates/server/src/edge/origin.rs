//! Whence a request comes: from the address that connected, or, behind a declared proxy, from the
//! one that proxy names.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use wellmet_foundation::http::ClientAddress;

use crate::network::Network;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who connected to us, before any proxy's word is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// The connection's other end.
    pub(crate) peer: IpAddr,
    /// Whether that is a declared proxy.
    pub(crate) proxied: bool,
}

/// Puts [`ClientAddress`] and [`Origin`] into the request's extensions.
pub(super) async fn find_out(
    State(proxies): State<Arc<[Network]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = connected {
        let peer = peer.ip().to_canonical();
        let client = client(peer, request.headers(), &proxies);
        let proxied = is_trusted(peer, &proxies);
        request.extensions_mut().insert(ClientAddress(client));
        request.extensions_mut().insert(Origin { peer, proxied });
    }
    next.run(request).await
}

/// Proxies append, so the list is read from its end: the first address that is no proxy of ours
/// is the client's. What stands before it anybody could have written.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let mut client = peer;
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    for named in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(client, proxies) {
            break;
        }
        match named.trim().parse::<IpAddr>() {
            Ok(named) => client = named.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

fn is_trusted(address: IpAddr, proxies: &[Network]) -> bool {
    proxies.iter().any(|network| network.contains(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str]) -> String {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn a_proxy_is_asked_for_whom_it_asks() {
        assert_eq!(client_of("10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        assert_eq!(
            client_of("10.0.0.1", &["203.0.113.5, 10.0.0.2"]),
            "203.0.113.5"
        );
        assert_eq!(
            client_of("10.0.0.1", &["203.0.113.5", "10.0.0.2"]),
            "203.0.113.5"
        );
        assert_eq!(client_of("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn nobody_else_is_believed() {
        assert_eq!(client_of("198.51.100.7", &["203.0.113.5"]), "198.51.100.7");
        assert_eq!(
            client_of("10.0.0.1", &["192.0.2.1, 203.0.113.5"]),
            "203.0.113.5"
        );
        assert_eq!(client_of("10.0.0.1", &["nonsense"]), "10.0.0.1");
    }
}
