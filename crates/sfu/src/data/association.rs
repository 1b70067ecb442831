//! One SCTP association (RFC 9260, in DTLS as of RFC 8261), with the client as the one who begins.
//!
//! Everything the stack is asked to do is asked through `contained`: should it fail after all, the association is
//! over, and nothing else is.

use std::{
    net::{Ipv4Addr, SocketAddr},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock},
    time::Instant,
};

use bytes::{Bytes, BytesMut};
use rtc::{
    sctp::{
        self, DatagramEvent, Endpoint, EndpointConfig, Event, Payload, PayloadProtocolIdentifier,
        ReliabilityType, ServerConfig, StreamEvent, StreamId, TimerConfig, TransportConfig,
    },
    shared::TransportProtocol,
};

use super::{
    DataChannel, MAX_MESSAGE, RECEIVE_WINDOW,
    guard::{self, Guard, Verdict},
};

/// SCTP knows no addresses here.
const PLACEHOLDER: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 0)), 9);

/// Settings all associations share.
static CONFIG: LazyLock<(Arc<EndpointConfig>, Arc<ServerConfig>)> = LazyLock::new(|| {
    let timers = TimerConfig {
        // Who is unreachable is found out by ICE; until then what is reliable is repeated.
        max_t3_rtx_retrans: usize::MAX,
        ..TimerConfig::default()
    };
    let transport = TransportConfig::default()
        .with_max_receive_buffer_size(RECEIVE_WINDOW)
        .with_max_message_size(MAX_MESSAGE as u32)
        .with_max_num_inbound_streams(1024)
        .with_max_num_outbound_streams(1024)
        .with_timer_config(timers);
    (
        Arc::new(EndpointConfig::new()),
        Arc::new(ServerConfig::new(transport)),
    )
});

/// Why an association cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over(pub(super) &'static str);

/// What the association tells.
#[derive(Debug)]
pub(super) enum Sign {
    Established,
    Readable(StreamId),
    /// So many bytes of a stream were acknowledged or given up.
    Released(StreamId, usize),
    Closed(StreamId),
}

/// A message as it was read.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) kind: PayloadProtocolIdentifier,
    pub(super) bytes: BytesMut,
}

pub(super) struct Association {
    endpoint: Endpoint,
    inner: sctp::Association,
    guard: Guard,
    /// The client's first packet and the answer to it, which is repeated when the packet is.
    first: Bytes,
    answer: Option<Bytes>,
    answer_again: bool,
    established: bool,
}

impl Association {
    /// Answers an INIT; `None` for any other packet.
    pub(super) fn accept(now: Instant, packet: &Bytes) -> Option<Self> {
        let first = guard::initiates(packet)?;
        let begin = AssertUnwindSafe(|| {
            let (endpoint, server) = &*CONFIG;
            let protocol = TransportProtocol::UDP;
            let server = Some(Arc::clone(server));
            let mut endpoint = Endpoint::new(PLACEHOLDER, protocol, Arc::clone(endpoint), server);
            match endpoint.handle(now, PLACEHOLDER, None, packet.clone())? {
                (_, DatagramEvent::NewAssociation(inner)) => Some((endpoint, inner)),
                _ => None,
            }
        });
        let (mut endpoint, inner) = catch_unwind(begin).ok().flatten()?;
        // One association is all there will be: what further INITs would leave behind is not made.
        endpoint.reject_new_associations();
        Some(Self {
            endpoint,
            inner,
            guard: Guard::new(first),
            first: packet.clone(),
            answer: None,
            answer_again: false,
            established: false,
        })
    }

    /// Takes a packet.
    pub(super) fn receive(&mut self, now: Instant, packet: Bytes) -> Result<(), Over> {
        if guard::initiates(&packet).is_some() {
            self.answer_again = packet == self.first;
            return Ok(());
        }
        match self.guard.judge(&packet) {
            Verdict::Drop => return Ok(()),
            Verdict::Aborted => return Err(Over("ended by the client")),
            Verdict::Violation(reason) => return Err(Over(reason)),
            Verdict::Pass => {}
        }
        self.contained(|association| {
            let handled = association.endpoint.handle(now, PLACEHOLDER, None, packet);
            if let Some((_, DatagramEvent::AssociationEvent(event))) = handled {
                association.inner.handle_event(event);
            }
        })?;
        self.check()
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.inner.poll_timeout()
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) -> Result<(), Over> {
        self.contained(|association| association.inner.handle_timeout(now))?;
        self.check()
    }

    /// What it has to tell, until there is nothing left.
    pub(super) fn sign(&mut self) -> Option<Sign> {
        loop {
            return Some(match self.inner.poll()? {
                Event::Connected => {
                    self.established = true;
                    Sign::Established
                }
                Event::Stream(StreamEvent::Readable { id }) => Sign::Readable(id),
                Event::Stream(StreamEvent::BufferedAmountReleased { id, n_bytes }) => {
                    Sign::Released(id, n_bytes)
                }
                Event::AssociationLost { id, .. } => {
                    self.guard.closed(id);
                    Sign::Closed(id)
                }
                _ => continue,
            });
        }
    }

    /// The next message of a stream.
    pub(super) fn read(&mut self, stream: StreamId) -> Result<Option<Message>, Over> {
        let read = self.contained(|association| {
            let mut stream = association.inner.stream(stream).ok()?;
            stream.read_sctp().ok().flatten()
        })?;
        let Some(parts) = read else { return Ok(None) };
        self.guard.taken(parts.chunks.len(), parts.len());
        match parts.to_payload(MAX_MESSAGE) {
            Ok(bytes) => Ok(Some(Message {
                kind: parts.ppi,
                bytes,
            })),
            Err(_) => Err(Over("a message longer than was agreed")),
        }
    }

    pub(super) fn write(
        &mut self,
        now: Instant,
        stream: StreamId,
        bytes: &Bytes,
        kind: PayloadProtocolIdentifier,
    ) -> Result<(), Over> {
        let written = self.contained(|association| {
            let mut stream = association.inner.stream(stream).ok()?;
            stream.write_sctp(now, bytes, kind).ok()
        })?;
        if written.is_none() {
            tracing::debug!(stream, "data channel closed before it was written to");
        }
        Ok(())
    }

    /// Makes a stream behave as `channel` is to; opens it if need be.
    pub(super) fn adapt(&mut self, stream: StreamId, channel: DataChannel) -> Result<(), Over> {
        let (unordered, kind, value) = match channel {
            DataChannel::Reliable => (false, ReliabilityType::Reliable, 0),
            DataChannel::Lossy | DataChannel::DataTrack => (true, ReliabilityType::Rexmit, 0),
        };
        self.contained(|association| {
            let binary = PayloadProtocolIdentifier::Binary;
            // It is there already when the client opened it.
            let _ = association.inner.open_stream(stream, binary);
            if let Ok(mut stream) = association.inner.stream(stream) {
                let _ = stream.set_reliability_params(unordered, kind, value);
            }
        })
    }

    /// Resets a stream (RFC 8831 section 6.7).
    pub(super) fn close(&mut self, now: Instant, stream: StreamId) -> Result<(), Over> {
        self.contained(|association| {
            if let Ok(mut stream) = association.inner.stream(stream) {
                let _ = stream.close(now);
            }
        })
    }

    /// Says that it ends, as far as the stack still can.
    pub(super) fn abort(&mut self) {
        let _ = self.contained(|association| association.inner.abort().is_ok());
    }

    /// Hands out the packets that wait.
    pub(super) fn transmit(
        &mut self,
        now: Instant,
        mut send: impl FnMut(&[u8]),
    ) -> Result<(), Over> {
        if std::mem::take(&mut self.answer_again)
            && let Some(answer) = &self.answer
        {
            send(answer);
        }
        while let Some(packets) =
            self.contained(|association| association.inner.poll_transmit(now))?
        {
            let Payload::RawEncode(packets) = packets.message else {
                continue;
            };
            for packet in packets {
                self.guard.sent(&packet);
                send(&packet);
                self.answer.get_or_insert(packet);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Over> {
        if self.established && self.inner.is_closed() {
            return Err(Over("ended by the stack"));
        }
        Ok(())
    }

    fn contained<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Result<T, Over> {
        catch_unwind(AssertUnwindSafe(|| work(self))).map_err(|_| Over("the SCTP stack gave up"))
    }
}
