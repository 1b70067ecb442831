//! Whence a request came.

use std::net::{IpAddr, Ipv6Addr};

/// The address of whoever asked, as the server's edge found out; behind a declared proxy it is
/// what that proxy says. Handlers take `Option<Extension<ClientAddress>>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// Bits of an IPv6 address that one household or phone is given (RFC 6177).
const HOUSEHOLD_BITS: u32 = 64;

impl ClientAddress {
    /// What counts as one party when tries are counted: an IPv4 address, or an IPv6 /64.
    pub fn party(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(address) => IpAddr::V4(address),
                None => IpAddr::V6(Ipv6Addr::from_bits(
                    address.to_bits() & (u128::MAX << HOUSEHOLD_BITS),
                )),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_party() {
        let party = |text: &str| ClientAddress(text.parse().unwrap()).party();
        assert_eq!(party("2001:db8::1"), party("2001:db8::2"));
        assert_ne!(party("2001:db8::1"), party("2001:db8:0:1::1"));
        assert_eq!(party("::ffff:192.0.2.1"), party("192.0.2.1"));
    }
}
