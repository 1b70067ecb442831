//! Compound packets out. Each begins with a report (RFC 3550 section 6.1), so that any receiver takes it.

use super::{ReportBlock, SenderInfo, format, kind, packet::BLOCK};

/// Report blocks one packet can hold.
const MAX_BLOCKS: usize = 31;

/// A compound being written; the buffer is reused from packet to packet.
#[derive(Debug, Default)]
pub(crate) struct Compound {
    bytes: Vec<u8>,
    sender: u32,
}

impl Compound {
    /// What fits a datagram beside SRTCP's overhead.
    const LIMIT: usize = 1150;

    /// Starts anew as `sender`.
    pub(crate) fn begin(&mut self, sender: u32) {
        self.bytes.clear();
        self.sender = sender;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// No more should be added before sending.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= Self::LIMIT
    }

    /// The packet; it stays until [`Compound::begin`].
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn receiver_report(&mut self, blocks: &[ReportBlock]) {
        for blocks in blocks.chunks(MAX_BLOCKS) {
            self.head(
                blocks.len() as u8,
                kind::RECEIVER_REPORT,
                1 + blocks.len() * BLOCK / 4,
            );
            self.word(self.sender);
            blocks.iter().for_each(|block| self.block(block));
        }
    }

    /// `ssrc` sent `packets` packets and `octets` payload octets so far.
    pub(crate) fn sender_report(&mut self, ssrc: u32, info: SenderInfo, packets: u32, octets: u32) {
        self.head(0, kind::SENDER_REPORT, 6);
        self.word(ssrc);
        self.bytes.extend_from_slice(&info.ntp.0.to_be_bytes());
        for word in [info.timestamp, packets, octets] {
            self.word(word);
        }
    }

    /// RFC 3550 section 6.5: the stream's canonical name, which ties audio to video.
    pub(crate) fn canonical_name(&mut self, ssrc: u32, name: &str) {
        let name = name.as_bytes();
        let name = name.get(..name.len().min(255)).unwrap_or_default();
        // Item type, length, text, then at least one zero up to the next word.
        let chunk = (4 + 2 + name.len() + 1).next_multiple_of(4);
        self.head(1, kind::SOURCE_DESCRIPTION, chunk / 4);
        let end = self.bytes.len() + chunk;
        self.word(ssrc);
        self.bytes.extend_from_slice(&[1, name.len() as u8]);
        self.bytes.extend_from_slice(name);
        self.bytes.resize(end, 0);
    }

    /// RFC 3550 section 6.6: the stream `ssrc` has ended.
    pub(crate) fn goodbye(&mut self, ssrc: u32) {
        self.report_first();
        self.head(1, kind::GOODBYE, 1);
        self.word(ssrc);
    }

    pub(crate) fn picture_loss(&mut self, media: u32) {
        self.report_first();
        self.head(format::PLI, kind::PAYLOAD_FEEDBACK, 2);
        self.word(self.sender);
        self.word(media);
    }

    /// RFC 4585 section 6.2.1. `missing` is in rising order.
    pub(crate) fn nack(&mut self, media: u32, missing: &[u16]) {
        let Some((&first, rest)) = missing.split_first() else {
            return;
        };
        self.report_first();
        let at = self.bytes.len();
        self.head(format::NACK, kind::TRANSPORT_FEEDBACK, 0);
        self.word(self.sender);
        self.word(media);
        let (mut pid, mut mask) = (first, 0u16);
        for &sequence in rest {
            match sequence.wrapping_sub(pid) {
                0 => {}
                ahead @ 1..=16 => mask |= 1 << (ahead - 1),
                _ => {
                    self.pair(pid, mask);
                    (pid, mask) = (sequence, 0);
                }
            }
        }
        self.pair(pid, mask);
        self.set_length(at);
    }

    /// Transport-wide feedback; `content` is whole words from the base sequence number on.
    pub(crate) fn transport_feedback(&mut self, media: u32, content: &[u8]) {
        self.report_first();
        self.head(
            format::TRANSPORT_WIDE,
            kind::TRANSPORT_FEEDBACK,
            2 + content.len() / 4,
        );
        self.word(self.sender);
        self.word(media);
        self.bytes.extend_from_slice(content);
    }

    fn report_first(&mut self) {
        if self.bytes.is_empty() {
            self.head(0, kind::RECEIVER_REPORT, 1);
            self.word(self.sender);
        }
    }

    fn head(&mut self, count: u8, kind: u8, words: usize) {
        let [high, low] = (words as u16).to_be_bytes();
        self.bytes
            .extend_from_slice(&[0x80 | count, kind, high, low]);
    }

    fn set_length(&mut self, at: usize) {
        let words = (self.bytes.len() - at) / 4 - 1;
        if let Some(length) = self.bytes.get_mut(at + 2..at + 4) {
            length.copy_from_slice(&(words as u16).to_be_bytes());
        }
    }

    fn word(&mut self, word: u32) {
        self.bytes.extend_from_slice(&word.to_be_bytes());
    }

    fn pair(&mut self, pid: u16, mask: u16) {
        self.word(u32::from(pid) << 16 | u32::from(mask));
    }

    fn block(&mut self, block: &ReportBlock) {
        self.word(block.ssrc);
        self.word(
            u32::from(block.fraction_lost) << 24
                | (block.lost.clamp(-0x80_0000, 0x7F_FFFF) as u32 & 0xFF_FFFF),
        );
        for word in [block.highest, block.jitter, block.last_report, block.delay] {
            self.word(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use rtc::rtcp::{
        payload_feedbacks::picture_loss_indication::PictureLossIndication,
        receiver_report::ReceiverReport, sender_report::SenderReport,
        source_description::SourceDescription,
        transport_feedbacks::transport_layer_nack::TransportLayerNack,
    };

    use super::{
        super::{NtpTime, Packet, Packets, nacked_sequences},
        *,
    };

    fn sample() -> Compound {
        let mut compound = Compound::default();
        compound.begin(1);
        let block = ReportBlock {
            ssrc: 9,
            fraction_lost: 3,
            lost: -2,
            highest: 70_000,
            jitter: 5,
            last_report: 6,
            delay: 7,
        };
        compound.receiver_report(&[block]);
        compound.sender_report(
            5,
            SenderInfo {
                ntp: NtpTime(77),
                timestamp: 8,
            },
            10,
            11,
        );
        compound.canonical_name(5, "wellmet");
        compound.nack(9, &[65_534, 65_535, 3, 40]);
        compound.picture_loss(9);
        compound
    }

    #[test]
    fn the_second_implementation_reads_every_packet() {
        let compound = sample();
        let mut bytes = compound.bytes();
        let packets = rtc::rtcp::packet::unmarshal(&mut bytes).unwrap();
        let is = |at: usize| packets[at].as_any();
        let report = is(0).downcast_ref::<ReceiverReport>().unwrap();
        assert_eq!(
            (
                report.reports[0].last_sequence_number,
                report.reports[0].jitter
            ),
            (70_000, 5)
        );
        let sent = is(1).downcast_ref::<SenderReport>().unwrap();
        assert_eq!(
            (sent.ssrc, sent.ntp_time, sent.rtp_time, sent.packet_count),
            (5, 77, 8, 10)
        );
        let named = is(2).downcast_ref::<SourceDescription>().unwrap();
        assert_eq!(named.chunks[0].items[0].text, "wellmet");
        let nack = is(3).downcast_ref::<TransportLayerNack>().unwrap();
        let missing: Vec<u16> = nack
            .nacks
            .iter()
            .flat_map(|pair| pair.packet_list())
            .collect();
        assert_eq!(missing, [65_534, 65_535, 3, 40]);
        assert_eq!(
            is(4)
                .downcast_ref::<PictureLossIndication>()
                .unwrap()
                .media_ssrc,
            9
        );
    }

    #[test]
    fn a_goodbye_is_read_by_both() {
        let mut compound = Compound::default();
        compound.begin(1);
        compound.goodbye(9);
        let mut bytes = compound.bytes();
        let packets = rtc::rtcp::packet::unmarshal(&mut bytes).unwrap();
        let goodbye = packets[1]
            .as_any()
            .downcast_ref::<rtc::rtcp::goodbye::Goodbye>();
        assert_eq!(goodbye.unwrap().sources, [9]);
        let ours = Packets::of(compound.bytes()).nth(1);
        assert_eq!(
            ours,
            Some(Packet::Goodbye {
                ssrcs: &[0, 0, 0, 9]
            })
        );
    }

    #[test]
    fn a_receivers_estimate_is_read_as_the_second_implementation_writes_it() {
        use rtc::{
            rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate,
            shared::marshal::Marshal,
        };
        let told = ReceiverEstimatedMaximumBitrate {
            sender_ssrc: 1,
            bitrate: 1_500_000.0,
            ssrcs: vec![7, 8],
        };
        let bytes = told.marshal().unwrap();
        let Some(Packet::ReceiverEstimate { bits }) = Packets::of(&bytes).next() else {
            panic!("{bytes:?}")
        };
        assert!((1_499_900..=1_500_000).contains(&bits), "{bits}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let compound = sample();
        let packets: Vec<Packet<'_>> = Packets::of(compound.bytes()).collect();
        let [
            Packet::ReceiverReport { mut blocks },
            Packet::SenderReport { ssrc: 5, .. },
            Packet::Other,
            Packet::Nack { media: 9, pairs },
            Packet::Pli { media: 9 },
        ] = packets[..]
        else {
            panic!("{packets:?}")
        };
        assert_eq!(blocks.next().unwrap().lost, -2);
        assert_eq!(
            nacked_sequences(pairs).collect::<Vec<_>>(),
            [65_534, 65_535, 3, 40]
        );
    }
}
