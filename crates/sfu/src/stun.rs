//! STUN (RFC 8489), as much as a lite agent answers: binding requests with short-term credentials.
//!
//! Invariant: parsing neither allocates nor trusts anything; only [`BindingRequest::is_authentic`] makes a
//! request mean something.

use std::net::{IpAddr, SocketAddr};

use aws_lc_rs::hmac;

use crate::bytes_at::{Writer, u16_at, u32_at};

const HEADER: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const FINGERPRINT_XOR: u32 = 0x5354_554E;
const TAG: usize = 20;

/// The longest response: header, an IPv6 XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT.
pub(crate) const MAX_RESPONSE: usize = HEADER + 24 + 24 + 8;

/// A connectivity check, not yet authenticated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BindingRequest<'a> {
    message: &'a [u8],
    transaction: [u8; 12],
    /// The part of USERNAME before the colon: the answering agent's fragment.
    pub(crate) local_ufrag: &'a [u8],
    /// The sender's PRIORITY (RFC 8445 section 7.1.1).
    pub(crate) priority: u32,
    /// USE-CANDIDATE: the controlling agent nominates this path.
    pub(crate) nominates: bool,
    /// Where MESSAGE-INTEGRITY begins, and its value.
    integrity: (usize, [u8; TAG]),
}

impl<'a> BindingRequest<'a> {
    /// `None` for everything that is not a well-formed binding request with USERNAME and MESSAGE-INTEGRITY.
    pub(crate) fn parse(message: &'a [u8]) -> Option<Self> {
        let length = usize::from(u16_at(message, 2)?);
        let framed = u16_at(message, 0)? == BINDING_REQUEST
            && message.get(4..8)? == COOKIE
            && length + HEADER == message.len()
            && length.is_multiple_of(4);
        if !framed {
            return None;
        }
        let transaction = *message.get(8..)?.first_chunk()?;
        let mut request = Self {
            message,
            transaction,
            local_ufrag: &[],
            priority: 0,
            nominates: false,
            integrity: (0, [0; TAG]),
        };
        request.read_attributes()?;
        (!request.local_ufrag.is_empty() && request.integrity.0 != 0).then_some(request)
    }

    /// Attributes after MESSAGE-INTEGRITY are not covered by it and are ignored, except FINGERPRINT.
    fn read_attributes(&mut self) -> Option<()> {
        let mut at = HEADER;
        while at < self.message.len() {
            let kind = u16_at(self.message, at)?;
            let length = usize::from(u16_at(self.message, at + 2)?);
            let value = self.message.get(at + 4..at + 4 + length)?;
            let covered = self.integrity.0 == 0;
            match kind {
                USERNAME if covered => {
                    self.local_ufrag = value.split(|byte| *byte == b':').next()?;
                }
                PRIORITY if covered => self.priority = u32_at(value, 0)?,
                USE_CANDIDATE if covered => self.nominates = true,
                MESSAGE_INTEGRITY if covered => self.integrity = (at, value.try_into().ok()?),
                FINGERPRINT => self.check_fingerprint(at, value)?,
                _ => {}
            }
            at += 4 + length.next_multiple_of(4);
        }
        Some(())
    }

    fn check_fingerprint(&self, at: usize, value: &[u8]) -> Option<()> {
        let expected = crc32(self.message.get(..at)?) ^ FINGERPRINT_XOR;
        (u32_at(value, 0)? == expected).then_some(())
    }

    /// Whether the sender knew the password (RFC 8489 section 14.5).
    pub(crate) fn is_authentic(&self, password: &hmac::Key) -> bool {
        let (at, tag) = self.integrity;
        let Some(computed) = integrity(password, self.message, at) else {
            return false;
        };
        aws_lc_rs::constant_time::verify_slices_are_equal(computed.as_ref(), &tag).is_ok()
    }

    /// Writes the success response; its length.
    pub(crate) fn answer(
        &self,
        password: &hmac::Key,
        from: SocketAddr,
        buffer: &mut [u8; MAX_RESPONSE],
    ) -> Option<usize> {
        let mut out = Writer::new(buffer);
        out.put(&BINDING_SUCCESS.to_be_bytes())?;
        out.put(&[0, 0])?;
        out.put(&COOKIE)?;
        out.put(&self.transaction)?;
        self.put_mapped_address(&mut out, from)?;
        let at = out.len();
        out.patch_u16(2, u16::try_from(at + 4 + TAG - HEADER).ok()?)?;
        let tag = hmac::sign(password, out.written());
        put_attribute(&mut out, MESSAGE_INTEGRITY, tag.as_ref())?;
        let length = out.len() + 8 - HEADER;
        out.patch_u16(2, u16::try_from(length).ok()?)?;
        let fingerprint = crc32(out.written()) ^ FINGERPRINT_XOR;
        put_attribute(&mut out, FINGERPRINT, &fingerprint.to_be_bytes())?;
        Some(out.len())
    }

    /// RFC 8489 section 14.2.
    fn put_mapped_address(&self, out: &mut Writer<'_>, from: SocketAddr) -> Option<()> {
        let mask = COOKIE.iter().chain(&self.transaction);
        let [c0, c1, ..] = COOKIE;
        let port = from.port() ^ u16::from_be_bytes([c0, c1]);
        let mut value = [0u8; 20];
        let (family, len) = match from.ip().to_canonical() {
            IpAddr::V4(ip) => (1, fill(value.get_mut(4..8)?, &ip.octets())),
            IpAddr::V6(ip) => (2, fill(value.get_mut(4..20)?, &ip.octets())),
        };
        value
            .get_mut(4..4 + len)?
            .iter_mut()
            .zip(mask)
            .for_each(|(byte, mask)| *byte ^= mask);
        value
            .first_chunk_mut::<4>()?
            .copy_from_slice(&[0, family, (port >> 8) as u8, port as u8]);
        put_attribute(out, XOR_MAPPED_ADDRESS, value.get(..4 + len)?)
    }
}

fn fill(to: &mut [u8], from: &[u8]) -> usize {
    to.iter_mut()
        .zip(from)
        .map(|(to, from)| *to = *from)
        .count()
}

/// `value` must be a multiple of four bytes long.
fn put_attribute(out: &mut Writer<'_>, kind: u16, value: &[u8]) -> Option<()> {
    out.put(&kind.to_be_bytes())?;
    out.put(&u16::try_from(value.len()).ok()?.to_be_bytes())?;
    out.put(value)
}

/// The HMAC over everything before the attribute at `at`, with the header's length ending after it.
fn integrity(password: &hmac::Key, message: &[u8], at: usize) -> Option<hmac::Tag> {
    let length = u16::try_from(at + 4 + TAG - HEADER).ok()?;
    let mut context = hmac::Context::with_key(password);
    context.update(message.get(..2)?);
    context.update(&length.to_be_bytes());
    context.update(message.get(4..at)?);
    Some(context.sign())
}

/// CRC-32 of ITU V.42, as FINGERPRINT has it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// The key of short-term credentials (RFC 8489 section 9.1.1).
pub(crate) fn password_key(password: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// RFC 5769 section 2.1.
    const SAMPLE: &str = "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74\
        002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5\
        b2d3f249c1b571a280280004e57a3bcf";
    const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";

    fn sample() -> Vec<u8> {
        let hex: String = SAMPLE.split_whitespace().collect();
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    /// A check as a full agent sends it.
    pub(crate) fn check(username: &str, password: &str, nominates: bool) -> Vec<u8> {
        let mut buffer = [0; 256];
        let mut out = Writer::new(&mut buffer);
        out.put(&[0, 1, 0, 0]).unwrap();
        out.put(&COOKIE).unwrap();
        out.put(&[7; 12]).unwrap();
        let padded = username.len().next_multiple_of(4);
        out.put(&USERNAME.to_be_bytes()).unwrap();
        out.put(&(username.len() as u16).to_be_bytes()).unwrap();
        out.put(username.as_bytes()).unwrap();
        out.put(&vec![0; padded - username.len()]).unwrap();
        put_attribute(&mut out, PRIORITY, &1_000u32.to_be_bytes()).unwrap();
        if nominates {
            put_attribute(&mut out, USE_CANDIDATE, &[]).unwrap();
        }
        let length = (out.len() + 24 - HEADER) as u16;
        out.patch_u16(2, length).unwrap();
        let tag = hmac::sign(&password_key(password), out.written());
        put_attribute(&mut out, MESSAGE_INTEGRITY, tag.as_ref()).unwrap();
        out.written().to_vec()
    }

    #[test]
    fn the_sample_of_rfc_5769_is_authentic_only_under_its_password() {
        let message = sample();
        let request = BindingRequest::parse(&message).unwrap();
        assert_eq!(request.local_ufrag, b"evtj");
        assert_eq!(request.priority, 0x6e00_01ff);
        assert!(request.is_authentic(&password_key(PASSWORD)));
        assert!(!request.is_authentic(&password_key("another")));
    }

    #[test]
    fn a_changed_byte_anywhere_is_refused() {
        let message = sample();
        // FINGERPRINT's own type is beyond what MESSAGE-INTEGRITY covers: changed, it is an unknown attribute.
        let fingerprint_type = message.len() - 8..message.len() - 6;
        for at in (0..message.len()).filter(|at| !fingerprint_type.contains(at)) {
            let mut forged = message.clone();
            forged[at] ^= 1;
            let accepted = BindingRequest::parse(&forged)
                .is_some_and(|request| request.is_authentic(&password_key(PASSWORD)));
            assert!(!accepted, "byte {at}");
        }
    }

    #[test]
    fn the_answer_tells_the_client_its_address_and_is_itself_authentic() {
        let message = check("ours:theirs", PASSWORD, true);
        let request = BindingRequest::parse(&message).unwrap();
        assert!(request.nominates);
        let mut buffer = [0; MAX_RESPONSE];
        for from in ["192.0.2.1:32853", "[2001:db8::1]:32853"] {
            let from: SocketAddr = from.parse().unwrap();
            let len = request
                .answer(&password_key(PASSWORD), from, &mut buffer)
                .unwrap();
            let mut read = rtc::stun::message::Message {
                raw: buffer[..len].to_vec(),
                ..Default::default()
            };
            read.decode().unwrap();
            let mut mapped = rtc::stun::xoraddr::XorMappedAddress::default();
            rtc::stun::message::Getter::get_from(&mut mapped, &read).unwrap();
            assert_eq!((mapped.ip, mapped.port), (from.ip(), from.port()));
            assert_eq!(
                u32_at(&buffer, len - 4),
                Some(crc32(&buffer[..len - 8]) ^ FINGERPRINT_XOR)
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_parser_fail(bytes in proptest::collection::vec(0u8.., 0..200)) {
            let mut framed = sample();
            let keep = bytes.len().min(framed.len() - HEADER);
            framed[HEADER..HEADER + keep].copy_from_slice(&bytes[..keep]);
            let _ = BindingRequest::parse(&bytes);
            let _ = BindingRequest::parse(&framed);
        }
    }
}
