//! The parameters inside chunks (RFC 9260 section 3.2.1).

use crate::bytes_at::{u16_at, u32_at};

const HEARTBEAT_INFO: u16 = 1;
/// RFC 6525 sections 4.1 and 4.4.
const OUTGOING_RESET: u16 = 13;
const RESET_RESPONSE: u16 = 16;
/// RFC 4895 section 3.3: numbers of two bytes each.
const HMAC_ALGORITHMS: u16 = 0x8004;
/// RFC 3758 section 3.1.
const FORWARD_TSN_SUPPORTED: u16 = 0xC000;
const HEADER: usize = 4;
/// More than any client sends.
const MAX_PARAMETERS: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    HeartbeatInfo,
    ResetRequest { until: u32 },
    ResetResponse,
    Other,
}

/// The parameters of a chunk; `None`, as the last one, for whatever is unreadable.
pub(super) fn all(value: &[u8]) -> impl Iterator<Item = Option<Parameter>> {
    let mut rest = Some(value).filter(|value| !value.is_empty());
    let parameters = std::iter::from_fn(move || {
        let read = split(rest?).and_then(|(kind, value, after)| Some((read(kind, value)?, after)));
        rest = read
            .map(|(_, after)| after)
            .filter(|after| !after.is_empty());
        Some(read.map(|(parameter, _)| parameter))
    });
    let bounded = parameters.enumerate();
    bounded.map(|(at, parameter)| parameter.filter(|_| at < MAX_PARAMETERS))
}

/// Type, value, and what follows; the last parameter of a chunk may go without its padding.
fn split(parameters: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let len = usize::from(u16_at(parameters, 2)?);
    let value = parameters.get(HEADER..len)?;
    let after = parameters
        .get(len.next_multiple_of(4)..)
        .unwrap_or_default();
    Some((u16_at(parameters, 0)?, value, after))
}

fn read(kind: u16, value: &[u8]) -> Option<Parameter> {
    match kind {
        HEARTBEAT_INFO => Some(Parameter::HeartbeatInfo),
        OUTGOING_RESET => {
            let until = u32_at(value, 8)?;
            value
                .len()
                .is_multiple_of(2)
                .then_some(Parameter::ResetRequest { until })
        }
        // The longer form the stack would take for the shorter one.
        RESET_RESPONSE => (value.len() == 8).then_some(Parameter::ResetResponse),
        HMAC_ALGORITHMS => value.len().is_multiple_of(2).then_some(Parameter::Other),
        FORWARD_TSN_SUPPORTED => value.is_empty().then_some(Parameter::Other),
        _ => Some(Parameter::Other),
    }
}
