//! What stands in the query of a connection's URL: the access token, and what the client says of itself.

use data_encoding::BASE64URL_NOPAD;
use livekit_protocol::WrappedJoinRequest;
use prost::Message as _;
use wellmet_foundation::Instant;

use crate::{join_request, token::ApiKey};

const NOW: Instant = Instant::from_millis(1_800_000_000_000);
/// What reading one request may hold: it unpacks to 2 MiB at most, which is read once more into its fields.
const MEMORY: u64 = 16 << 20;

/// Bytes that are taken for the text of the query's values, for what is in them, and for what is in that.
pub fn join_request(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let key = ApiKey::new("wellmet", b"a secret of at least thirty-two bytes");
    super::within(MEMORY + 64 * bytes.len() as u64, || {
        assert!(key.verify(&text, NOW).is_err(), "a token nobody minted");
        let _ = join_request::parse(Some(&text));
        let _ = join_request::parse(Some(&BASE64URL_NOPAD.encode(bytes)));
    });
    for compression in [0, 1] {
        let wrapped = WrappedJoinRequest {
            compression,
            join_request: bytes.to_vec(),
        };
        let value = BASE64URL_NOPAD.encode(&wrapped.encode_to_vec());
        super::within(MEMORY, || drop(join_request::parse(Some(&value))));
    }
}
