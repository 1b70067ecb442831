//! STUN: connectivity checks, forged and genuine.

use std::net::SocketAddr;

use aws_lc_rs::hmac;
use rtc::stun::{fingerprint::fingerprint_value, message::Message};

use crate::{
    bytes_at::u16_at,
    stun::{BindingRequest, MAX_RESPONSE, password_key},
};

/// The password of RFC 5769's samples.
const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";
const HEADER: usize = 20;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;

/// One datagram. It is also read with its length and FINGERPRINT put right, which no fuzzer guesses, and with the
/// MESSAGE-INTEGRITY of somebody who has the password.
pub fn stun(datagram: &[u8]) {
    super::within(0, || {
        let _ = BindingRequest::parse(datagram);
    });
    forged(datagram);
    let mut message = datagram.to_vec();
    if complete(&mut message, None).is_some() {
        forged(&message);
    }
    if let Some(covered) = complete(&mut message, Some(&password_key(PASSWORD)))
        && let Some(request) = BindingRequest::parse(&message)
    {
        genuine(&message, covered, &request);
    }
}

fn forged(message: &[u8]) {
    let Some(request) = BindingRequest::parse(message) else {
        return;
    };
    assert!(!request.is_authentic(&password_key("another's password")));
    let read = second_reading(message).expect("what is well-formed here is so everywhere");
    let named = |name: &[u8]| name.split(|byte| *byte == b':').next() == Some(request.local_ufrag);
    let names = read.attributes.0.iter();
    assert!(
        names
            .filter(|one| one.typ.0 == USERNAME)
            .any(|one| named(&one.value))
    );
}

/// Who knows the password is answered; who changes a byte of what they said is not.
fn genuine(message: &[u8], covered: usize, request: &BindingRequest<'_>) {
    let key = password_key(PASSWORD);
    assert!(request.is_authentic(&key));
    let mut buffer = [0; MAX_RESPONSE];
    for from in ["192.0.2.1:32853", "[2001:db8::1]:32853"] {
        let from: SocketAddr = from.parse().expect("an address");
        let len = request
            .answer(&key, from, &mut buffer)
            .expect("an answer that fits");
        let answer = buffer
            .get(..len)
            .and_then(second_reading)
            .expect("an answer that can be read");
        let mut mapped = rtc::stun::xoraddr::XorMappedAddress::default();
        rtc::stun::message::Getter::get_from(&mut mapped, &answer).expect("an address");
        assert_eq!((mapped.ip, mapped.port), (from.ip(), from.port()));
    }
    let at = usize::from(u16_at(message, HEADER - 2).unwrap_or_default()) % covered;
    let mut changed = message.to_vec();
    if let Some(byte) = changed.get_mut(at) {
        *byte ^= 0x10;
    }
    let accepted =
        BindingRequest::parse(&changed).is_some_and(|request| request.is_authentic(&key));
    assert!(!accepted, "byte {at} may be changed");
}

fn second_reading(message: &[u8]) -> Option<Message> {
    let mut read = Message {
        raw: message.to_vec(),
        ..Default::default()
    };
    read.decode().ok().map(|()| read)
}

/// A connectivity check as a full agent sends it.
pub(super) fn check(username: &str, password: &str, nominates: bool) -> Vec<u8> {
    let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    message.resize(HEADER, 7);
    let mut attribute = |kind: u16, value: &[u8]| {
        message.extend(kind.to_be_bytes());
        message.extend((value.len() as u16).to_be_bytes());
        message.extend(value);
        message.resize(message.len().next_multiple_of(4), 0);
    };
    attribute(USERNAME, username.as_bytes());
    attribute(PRIORITY, &1_000u32.to_be_bytes());
    if nominates {
        attribute(USE_CANDIDATE, &[]);
    }
    attribute(MESSAGE_INTEGRITY, &[0; 20]);
    complete(&mut message, Some(&password_key(password))).expect("a whole message");
    message
}

/// Puts the length and every FINGERPRINT right and, with a key, the first MESSAGE-INTEGRITY; how many bytes that
/// covers, or `HEADER`. `None` when the attributes do not fill the message.
fn complete(message: &mut [u8], key: Option<&hmac::Key>) -> Option<usize> {
    let length = u16::try_from(message.len().checked_sub(HEADER)?).ok()?;
    message
        .get_mut(2..4)?
        .copy_from_slice(&length.to_be_bytes());
    let (mut at, mut covered) = (HEADER, HEADER);
    while at < message.len() {
        let (kind, length) = (u16_at(message, at)?, u16_at(message, at + 2)?);
        if let Some(key) =
            key.filter(|_| kind == MESSAGE_INTEGRITY && length == 20 && covered == HEADER)
        {
            let tag = integrity(key, message, at)?;
            message
                .get_mut(at + 4..at + 24)?
                .copy_from_slice(tag.as_ref());
            covered = at;
        }
        if kind == FINGERPRINT && length == 4 {
            let value = fingerprint_value(message.get(..at)?).to_be_bytes();
            message.get_mut(at + 4..at + 8)?.copy_from_slice(&value);
        }
        at += 4 + usize::from(length).next_multiple_of(4);
    }
    Some(covered)
}

/// RFC 8489 section 14.5: over what stands before it, with the length ending after it.
fn integrity(key: &hmac::Key, message: &[u8], at: usize) -> Option<hmac::Tag> {
    let mut covered = message.get(..at)?.to_vec();
    let length = u16::try_from(at + 24 - HEADER).ok()?;
    covered
        .get_mut(2..4)?
        .copy_from_slice(&length.to_be_bytes());
    Some(hmac::sign(key, &covered))
}
