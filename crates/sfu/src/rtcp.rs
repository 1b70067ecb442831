//! RTCP (RFC 3550 section 6, RFC 4585, RFC 5104, transport-wide feedback), read and written without allocation.
//! Tests use `rtc::rtcp` as the second implementation.

mod packet;
mod report;
mod twcc;
mod write;

pub(crate) use packet::{Packet, Packets, ReportBlock, nacked_sequences};
pub(crate) use report::{NtpTime, SenderInfo};
pub(crate) use twcc::{Feedback, Received, write as write_transport_feedback};
pub(crate) use write::Compound;

/// Packet types.
mod kind {
    pub(super) const SENDER_REPORT: u8 = 200;
    pub(super) const RECEIVER_REPORT: u8 = 201;
    pub(super) const SOURCE_DESCRIPTION: u8 = 202;
    pub(super) const GOODBYE: u8 = 203;
    pub(super) const TRANSPORT_FEEDBACK: u8 = 205;
    pub(super) const PAYLOAD_FEEDBACK: u8 = 206;
}

/// Feedback message types.
mod format {
    pub(super) const NACK: u8 = 1;
    pub(super) const TRANSPORT_WIDE: u8 = 15;
    pub(super) const PLI: u8 = 1;
    pub(super) const FIR: u8 = 4;
    pub(super) const APPLICATION: u8 = 15;
}
