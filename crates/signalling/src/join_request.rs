//! What a client says of itself in the query of its WebSocket URL: LiveKit's `join_request` (v1),
//! base64url of a WrappedJoinRequest, which may be compressed.

use std::io::Read as _;

use data_encoding::BASE64URL_NOPAD;
use flate2::read::GzDecoder;
use livekit_protocol::{JoinRequest, WrappedJoinRequest, wrapped_join_request::Compression};
use prost::Message as _;
use thiserror::Error;

use crate::{
    frame::{MAX_BYTES, MAX_FIELDS},
    wire,
};

/// Why a `join_request` cannot be read.
#[derive(Debug, Error)]
pub(crate) enum JoinRequestError {
    #[error("join_request is not base64url")]
    Base64(#[from] data_encoding::DecodeError),
    #[error("join_request is not a WrappedJoinRequest")]
    Wrapped(#[source] prost::DecodeError),
    #[error("join_request names an unknown compression")]
    UnknownCompression,
    #[error("join_request does not unpack: {0}")]
    Compression(#[from] std::io::Error),
    #[error("join_request unpacks to more than 2 MiB")]
    TooLong,
    #[error("join_request has more than {MAX_FIELDS} fields")]
    TooManyFields,
    #[error("join_request holds no JoinRequest")]
    Inner(#[source] prost::DecodeError),
}

/// Reads the query's value; an absent one is an empty request.
pub(crate) fn parse(value: Option<&str>) -> Result<JoinRequest, JoinRequestError> {
    let Some(value) = value else {
        return Ok(JoinRequest::default());
    };
    let bytes = BASE64URL_NOPAD.decode(value.trim_end_matches('=').as_bytes())?;
    let wrapped =
        WrappedJoinRequest::decode(bytes.as_slice()).map_err(JoinRequestError::Wrapped)?;
    let inner = match Compression::try_from(wrapped.compression) {
        Ok(Compression::None) => wrapped.join_request,
        Ok(Compression::Gzip) => unpack(&wrapped.join_request)?,
        Err(_) => return Err(JoinRequestError::UnknownCompression),
    };
    if !wire::has_at_most(MAX_FIELDS, &inner) {
        return Err(JoinRequestError::TooManyFields);
    }
    JoinRequest::decode(inner.as_slice()).map_err(JoinRequestError::Inner)
}

/// Unpacks gzip (RFC 1952), never more than a frame may hold: a few bytes can name gigabytes.
fn unpack(packed: &[u8]) -> Result<Vec<u8>, JoinRequestError> {
    let mut unpacked = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    GzDecoder::new(packed)
        .take(limit.saturating_add(1))
        .read_to_end(&mut unpacked)?;
    if unpacked.len() > MAX_BYTES {
        Err(JoinRequestError::TooLong)
    } else {
        Ok(unpacked)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use data_encoding::BASE64URL;
    use flate2::{Compression as Level, write::GzEncoder};
    use livekit_protocol::ConnectionSettings;
    use proptest::prelude::*;

    use super::*;

    fn request() -> JoinRequest {
        JoinRequest {
            connection_settings: Some(ConnectionSettings {
                auto_subscribe: true,
                ..Default::default()
            }),
            participant_sid: "PA_x".into(),
            ..Default::default()
        }
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Level::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn wrapped(compression: i32, join_request: Vec<u8>) -> Vec<u8> {
        WrappedJoinRequest {
            compression,
            join_request,
        }
        .encode_to_vec()
    }

    #[test]
    fn plain_and_compressed_requests_read_alike_with_or_without_padding() {
        let plain = wrapped(Compression::None.into(), request().encode_to_vec());
        let gzip = wrapped(Compression::Gzip.into(), packed(&request().encode_to_vec()));
        for bytes in [plain, gzip] {
            for value in [BASE64URL.encode(&bytes), BASE64URL_NOPAD.encode(&bytes)] {
                assert_eq!(parse(Some(&value)).unwrap(), request());
            }
        }
    }

    #[test]
    fn an_absent_request_is_an_empty_one() {
        assert_eq!(parse(None).unwrap(), JoinRequest::default());
    }

    #[test]
    fn a_small_request_that_unpacks_to_gigabytes_is_refused() {
        let bomb = wrapped(Compression::Gzip.into(), packed(&vec![0; 64 * 1024 * 1024]));
        let value = BASE64URL_NOPAD.encode(&bomb);
        assert!(matches!(
            parse(Some(&value)),
            Err(JoinRequestError::TooLong)
        ));
    }

    #[test]
    fn a_small_request_that_names_countless_tracks_is_refused() {
        // Field 5, empty: two bytes that would take hundreds to keep.
        let bomb = wrapped(Compression::Gzip.into(), packed(&[0x2A, 0].repeat(1 << 20)));
        let value = BASE64URL_NOPAD.encode(&bomb);
        assert!(value.len() < 16 * 1024);
        assert!(matches!(
            parse(Some(&value)),
            Err(JoinRequestError::TooManyFields)
        ));
    }

    #[test]
    fn an_unknown_compression_is_refused() {
        let value = BASE64URL_NOPAD.encode(&wrapped(7, Vec::new()));
        assert!(matches!(
            parse(Some(&value)),
            Err(JoinRequestError::UnknownCompression)
        ));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fall(bytes in prop::collection::vec(any::<u8>(), 0..256), text in ".{0,64}") {
            let _ = parse(Some(&BASE64URL_NOPAD.encode(&bytes)));
            let _ = parse(Some(&BASE64URL_NOPAD.encode(&wrapped(1, bytes))));
            let _ = parse(Some(&text));
        }
    }
}
