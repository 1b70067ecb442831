//! RTP: headers, their extensions, and what VP8 and H264 say of themselves at the payload's beginning.

use bytes::Bytes;
use rtc::{
    rtp::{codec::vp8::Vp8Packet, header::Header as SecondReading, packetizer::Depacketizer},
    shared::marshal::Unmarshal,
};

use crate::rtp::{
    Header, HeaderWriter, begins_h264_key_frame,
    vp8::{self, Descriptor},
};

const MAX_DATAGRAM: usize = 1600;

/// One packet, as it stands after deciphering.
pub fn rtp(packet: &[u8]) {
    super::within(0, || {
        let _ = Header::parse(packet);
    });
    let Some(header) = Header::parse(packet) else {
        return;
    };
    read_alike(packet, &header);
    written_again(&header);
    let payload = packet.get(header.len..).unwrap_or_default();
    let _ = begins_h264_key_frame(payload);
    described_alike(payload);
    renumbered(payload, header.sequence);
}

fn read_alike(packet: &[u8], header: &Header<'_>) {
    // The second reader goes on past the block's end with an extension that is cut short.
    let Ok(read) = SecondReading::unmarshal(&mut &*packet) else {
        return;
    };
    assert_eq!(
        (
            header.marker,
            header.payload_type,
            header.sequence,
            header.timestamp,
            header.ssrc,
            header.padded
        ),
        (
            read.marker,
            read.payload_type,
            read.sequence_number,
            read.timestamp,
            read.ssrc,
            read.padding
        )
    );
    // RFC 8285 section 4.3 leaves four bits of the two-byte form to applications; the second reader does not.
    let same_form = matches!(read.extension_profile, 0xBEDE | 0x1000);
    for id in (1..=14).filter(|_| same_form) {
        if let Some(value) = header.extensions.get(id) {
            assert_eq!(
                read.get_extension(id).as_deref(),
                Some(value),
                "extension {id}"
            );
        }
    }
}

/// What it carries in extensions is the same after the header was written anew, as it is for each subscriber.
fn written_again(header: &Header<'_>) {
    let mut buffer = [0; MAX_DATAGRAM];
    let mut written = HeaderWriter::begin(
        &mut buffer,
        header.marker,
        header.payload_type,
        header.sequence,
        header.timestamp,
        header.ssrc,
    )
    .expect("space");
    let values = || (1..=14).filter_map(|id| Some((id, header.extensions.get(id)?)));
    let values = || values().filter(|(_, value)| (1..=16).contains(&value.len()));
    for (id, value) in values() {
        written
            .extension(id, value)
            .expect("what was read can be written");
    }
    let len = written.finish().expect("space");
    let again = buffer
        .get(..len)
        .and_then(Header::parse)
        .expect("what was written can be read");
    assert_eq!(
        (
            again.marker,
            again.payload_type,
            again.sequence,
            again.timestamp,
            again.ssrc,
            again.len
        ),
        (
            header.marker,
            header.payload_type,
            header.sequence,
            header.timestamp,
            header.ssrc,
            len
        )
    );
    for (id, value) in values() {
        assert_eq!(again.extensions.get(id), Some(value), "extension {id}");
    }
}

fn described_alike(payload: &[u8]) {
    let Some(ours) = Descriptor::read(payload) else {
        return;
    };
    let mut read = Vp8Packet::default();
    if read.depacketize(&Bytes::copy_from_slice(payload)).is_err() {
        return;
    }
    let picture = (read.i == 1).then_some(read.picture_id);
    assert_eq!(ours.picture.map(vp8::PictureId::number), picture);
    assert_eq!(ours.base, (read.l == 1).then_some(read.tl0_pic_idx));
    assert_eq!((ours.temporal, ours.synchronises), (read.tid, read.y == 1));
}

/// Renumbering moves two numbers and nothing else.
fn renumbered(payload: &[u8], by: u16) {
    let mut moved = payload.to_vec();
    let Some(before) =
        vp8::renumber(&mut moved, by, by as u8).and_then(|()| Descriptor::read(payload))
    else {
        return;
    };
    let after = Descriptor::read(&moved).expect("as readable as before");
    assert_eq!(
        after.picture,
        before.picture.map(|picture| picture.moved(by))
    );
    assert_eq!(
        after.base,
        before.base.map(|base| base.wrapping_add(by as u8))
    );
    assert_eq!(
        (after.temporal, after.key_frame),
        (before.temporal, before.key_frame)
    );
    vp8::renumber(&mut moved, by.wrapping_neg(), (by as u8).wrapping_neg()).expect("as before");
    assert_eq!(moved, payload, "moved there and back");
}
