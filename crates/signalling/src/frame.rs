//! WebSocket frames: a [`SignalRequest`] in, a [`SignalResponse`] out, in protobuf or in protobuf's
//! JSON. A client is answered in the encoding it writes.

use livekit_protocol::{SignalRequest, SignalResponse, signal_request, signal_response};
use prost::Message as _;
use thiserror::Error;

use crate::wire;

/// The longest message either side may send, in bytes.
pub(crate) const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most fields a message may have, those of messages inside it included.
pub(crate) const MAX_FIELDS: usize = 4096;

/// How a client writes its messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Binary frames.
    #[default]
    Protobuf,
    /// Text frames, protobuf's JSON mapping.
    Json,
}

/// An encoded message, ready to be a WebSocket frame.
#[derive(Debug)]
pub(crate) enum Encoded {
    Binary(Vec<u8>),
    Text(String),
}

/// Why a frame cannot be read.
#[derive(Debug, Error)]
pub(crate) enum FrameError {
    #[error("a message of {0} bytes is longer than 2 MiB")]
    TooLong(usize),
    #[error("the message has more than {MAX_FIELDS} fields")]
    TooManyFields,
    #[error("the message is not a SignalRequest in protobuf")]
    Protobuf(#[from] prost::DecodeError),
    #[error("the message is not a SignalRequest in JSON")]
    Json(#[from] serde_json::Error),
}

/// Reads a binary frame. `None` is a request this build has no name for: newer clients may send
/// them, and protobuf asks to pass over what one does not know.
pub(crate) fn decode(bytes: &[u8]) -> Result<Option<signal_request::Message>, FrameError> {
    bounded(bytes.len())?;
    if !wire::has_at_most(MAX_FIELDS, bytes) {
        return Err(FrameError::TooManyFields);
    }
    Ok(SignalRequest::decode(bytes)?.message)
}

/// Reads a text frame; as [`decode`].
pub(crate) fn decode_json(text: &str) -> Result<Option<signal_request::Message>, FrameError> {
    bounded(text.len())?;
    if values(text) > MAX_FIELDS {
        return Err(FrameError::TooManyFields);
    }
    Ok(serde_json::from_str::<SignalRequest>(text)?.message)
}

/// Writes a response.
pub(crate) fn encode(
    message: signal_response::Message,
    encoding: Encoding,
) -> Result<Encoded, FrameError> {
    let response = SignalResponse {
        message: Some(message),
    };
    Ok(match encoding {
        Encoding::Protobuf => Encoded::Binary(response.encode_to_vec()),
        Encoding::Json => Encoded::Text(serde_json::to_string(&response)?),
    })
}

/// How many values a JSON text has: as many as commas and opening brackets, outside of its strings.
fn values(text: &str) -> usize {
    let (mut values, mut inside, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = inside,
            b'"' => inside = !inside,
            b',' | b'{' | b'[' if !inside => values += 1,
            _ => {}
        }
    }
    values
}

fn bounded(length: usize) -> Result<(), FrameError> {
    if length > MAX_BYTES {
        Err(FrameError::TooLong(length))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use livekit_protocol::{AddTrackRequest, MuteTrackRequest, Pong, VideoLayer};
    use proptest::prelude::*;

    use super::*;

    fn mute() -> signal_request::Message {
        signal_request::Message::Mute(MuteTrackRequest {
            sid: "TR_AMx".into(),
            muted: true,
        })
    }

    #[test]
    fn a_binary_request_reads_back() {
        let bytes = SignalRequest {
            message: Some(mute()),
        }
        .encode_to_vec();
        assert_eq!(decode(&bytes).unwrap(), Some(mute()));
    }

    #[test]
    fn a_text_request_reads_as_protobufs_json_and_unknown_fields_are_passed_over() {
        let text = r#"{"mute":{"sid":"TR_AMx","muted":true,"later":1},"other":{}}"#;
        assert_eq!(decode_json(text).unwrap(), Some(mute()));
    }

    #[test]
    fn a_response_is_written_in_the_clients_encoding() {
        let pong = signal_response::Message::PongResp(Pong {
            last_ping_timestamp: 5,
            timestamp: 7,
        });
        let text = match encode(pong.clone(), Encoding::Json).unwrap() {
            Encoded::Text(text) => text,
            Encoded::Binary(_) => panic!("not text"),
        };
        assert_eq!(
            text,
            r#"{"pongResp":{"lastPingTimestamp":"5","timestamp":"7"}}"#
        );
        assert!(matches!(
            encode(pong, Encoding::Protobuf).unwrap(),
            Encoded::Binary(_)
        ));
    }

    #[test]
    fn an_oversize_frame_is_refused_unread() {
        let long = vec![0; MAX_BYTES + 1];
        assert!(matches!(decode(&long), Err(FrameError::TooLong(_))));
        assert!(matches!(
            decode_json(&" ".repeat(MAX_BYTES + 1)),
            Err(FrameError::TooLong(_))
        ));
    }

    #[test]
    fn a_message_of_countless_fields_is_refused_before_they_are_kept() {
        let layers = vec![VideoLayer::default(); MAX_FIELDS];
        let add = signal_request::Message::AddTrack(AddTrackRequest {
            layers,
            ..Default::default()
        });
        let request = SignalRequest { message: Some(add) };
        let (bytes, text) = (
            request.encode_to_vec(),
            serde_json::to_string(&request).unwrap(),
        );
        assert!(matches!(decode(&bytes), Err(FrameError::TooManyFields)));
        assert!(matches!(decode_json(&text), Err(FrameError::TooManyFields)));
        let commas = format!(r#"{{"mute":{{"sid":"\"{}"}}}}"#, ",{[".repeat(MAX_FIELDS));
        assert!(decode_json(&commas).is_ok(), "text is no structure");
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fall(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
            let _ = decode(&bytes);
            let _ = decode_json(&String::from_utf8_lossy(&bytes));
        }
    }
}
