//! RTCP: compounds, reports, requests, transport-wide feedback.

use rtc::rtcp::{
    goodbye::Goodbye,
    payload_feedbacks::{
        picture_loss_indication::PictureLossIndication,
        receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate,
    },
    receiver_report::ReceiverReport,
    sender_report::SenderReport,
    transport_feedbacks::transport_layer_nack::TransportLayerNack,
};

use crate::{
    bytes_at::u32_at,
    rtcp::{
        Compound, Feedback, Packet, Packets, Received, nacked_sequences, write_transport_feedback,
    },
};

/// The most statuses one feedback may have, as its reader documents.
const MAX_STATUSES: usize = 4096;

/// One compound, as it stands after deciphering.
pub fn rtcp(compound: &[u8]) {
    super::within(0, || {
        for packet in Packets::of(compound) {
            if let Packet::TransportFeedback { content } = packet {
                let _ = Feedback::parse(content).map(|feedback| feedback.statuses(0).count());
            }
        }
    });
    for packet in Packets::of(compound) {
        bounded(packet, compound.len());
    }
    if let Ok(read) = rtc::rtcp::packet::unmarshal(&mut &*compound) {
        assert_eq!(Packets::of(compound).count(), read.len());
        let both = Packets::of(compound).zip(&read);
        both.for_each(|(ours, theirs)| read_alike(ours, theirs.as_ref()));
    }
}

/// What a packet asks for is bounded by its length, and what is written of it reads the same.
fn bounded(packet: Packet<'_>, len: usize) {
    match packet {
        Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks } => {
            assert!(blocks.count() <= 31);
        }
        Packet::Nack { media, pairs } => {
            let missing: Vec<u16> = nacked_sequences(pairs).collect();
            assert!(missing.len() <= 17 * len / 4);
            asked_again(media, missing);
        }
        Packet::TransportFeedback { content } => {
            if let Some(feedback) = Feedback::parse(content) {
                fed_back_again(&feedback);
            }
        }
        _ => {}
    }
}

fn asked_again(media: u32, mut missing: Vec<u16>) {
    missing.sort_unstable();
    missing.dedup();
    let mut compound = Compound::default();
    compound.begin(1);
    compound.nack(media, &missing);
    let asked = Packets::of(compound.bytes()).find_map(|packet| match packet {
        Packet::Nack { media: of, pairs } if of == media => {
            Some(nacked_sequences(pairs).collect::<Vec<u16>>())
        }
        _ => None,
    });
    assert_eq!(asked.unwrap_or_default(), missing);
}

fn fed_back_again(feedback: &Feedback<'_>) {
    let reference = feedback.reference_near(1 << 30);
    let statuses: Vec<Received> = feedback.statuses(reference).collect();
    assert!(statuses.len() <= MAX_STATUSES);
    // Only who has received something sends feedback, beginning with it.
    let arrived: Vec<Received> = statuses.into_iter().skip_while(Option::is_none).collect();
    let mut buffer = [0; 4 * MAX_STATUSES];
    let Some(len) = write_transport_feedback(feedback.base, &arrived, 0, &mut buffer) else {
        return;
    };
    let again = buffer
        .get(..len)
        .and_then(Feedback::parse)
        .expect("what was written can be read");
    let reread: Vec<Received> = again.statuses(again.reference_near(reference)).collect();
    assert_eq!(reread, arrived);
}

fn read_alike(ours: Packet<'_>, theirs: &dyn rtc::rtcp::Packet) {
    let theirs = theirs.as_any();
    match ours {
        Packet::SenderReport { ssrc, info, blocks } => {
            let read: &SenderReport = theirs.downcast_ref().expect("a sender report");
            assert_eq!(
                (ssrc, info.ntp.0, info.timestamp),
                (read.ssrc, read.ntp_time, read.rtp_time)
            );
            assert!(
                blocks
                    .map(|block| block.ssrc)
                    .eq(read.reports.iter().map(|block| block.ssrc))
            );
        }
        Packet::ReceiverReport { blocks } => {
            let read: &ReceiverReport = theirs.downcast_ref().expect("a receiver report");
            let told = read.reports.iter();
            let told = told.map(|block| {
                (
                    block.ssrc,
                    block.last_sequence_number,
                    block.jitter,
                    block.delay,
                )
            });
            assert!(
                blocks
                    .map(|block| (block.ssrc, block.highest, block.jitter, block.delay))
                    .eq(told)
            );
        }
        Packet::Nack { media, pairs } => {
            let read: &TransportLayerNack =
                theirs.downcast_ref().expect("a negative acknowledgement");
            assert_eq!(media, read.media_ssrc);
            let missing = read.nacks.iter().flat_map(|pair| pair.packet_list());
            assert!(nacked_sequences(pairs).eq(missing));
        }
        Packet::Pli { media } => {
            let read: &PictureLossIndication = theirs.downcast_ref().expect("a picture loss");
            assert_eq!(media, read.media_ssrc);
        }
        Packet::ReceiverEstimate { bits } => {
            let read: &ReceiverEstimatedMaximumBitrate =
                theirs.downcast_ref().expect("an estimate");
            // The second reader takes a mantissa of 0 for a large one.
            let close = (read.bitrate - bits as f32).abs() <= 0.001 * read.bitrate;
            assert!(
                close || bits == 0 || bits == u64::MAX,
                "{bits} and {}",
                read.bitrate
            );
        }
        Packet::Goodbye { ssrcs } => {
            let read: &Goodbye = theirs.downcast_ref().expect("a goodbye");
            let named = ssrcs.chunks_exact(4).filter_map(|ssrc| u32_at(ssrc, 0));
            assert!(named.eq(read.sources.iter().copied()));
        }
        Packet::Fir { .. } | Packet::TransportFeedback { .. } | Packet::Other => {}
    }
}
