//! What the server does with what it cannot read, and with silence.

use std::time::Duration;

use livekit_protocol::{signal_request, signal_response::Message};
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::server::Server;

#[tokio::test]
async fn a_malformed_message_closes_the_connection_with_a_reason() {
    let server = Server::start().await;
    let frames = [
        (Frame::binary(vec![0x0a, 0xff, 0xff]), "protobuf"),
        (Frame::binary(vec![0xff; 64]), "protobuf"),
        (Frame::text("not json"), "JSON"),
    ];
    for (frame, format) in frames {
        let mut ann = server.join("ann").await;
        ann.send_frame(frame).await;
        let (_, close) = ann.read_to_end().await;
        let close = close.expect("a close frame");
        assert_eq!(u16::from(close.code), 1007);
        assert!(close.reason.contains(format), "{}", close.reason);
    }
}

#[tokio::test]
async fn an_oversize_frame_closes_the_connection() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    ann.send_frame(Frame::binary(vec![0; 2 * 1024 * 1024 + 1]))
        .await;
    let (_, close) = ann.read_to_end().await;
    // A client still writing may see the connection reset before it reads the reason.
    if let Some(close) = close {
        assert_eq!(u16::from(close.code), 1009);
    }
    let mut ben = server.join("ben").await;
    ben.send(signal_request::Message::Ping(1)).await;
    assert!(matches!(ben.read().await, Message::Pong(_)));
}

#[tokio::test]
async fn a_request_without_a_name_here_is_passed_over() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    // Field 200, a string: a request of some later protocol.
    ann.send_frame(Frame::binary(vec![0xc2, 0x0c, 0x01, b'x']))
        .await;
    ann.send(signal_request::Message::Ping(1)).await;
    assert!(matches!(ann.read().await, Message::Pong(_)));
}

#[tokio::test]
async fn fifteen_seconds_of_silence_end_the_connection() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    for _ in 0..3 {
        server.clock.advance(Duration::from_secs(10));
        ann.send(signal_request::Message::Ping(1)).await;
        assert!(
            matches!(ann.read().await, Message::Pong(_)),
            "a ping keeps it open"
        );
    }
    server.clock.advance(Duration::from_secs(15));
    let (_, close) = ann.read_to_end().await;
    let close = close.expect("a close frame");
    assert_eq!(u16::from(close.code), 1001);
    assert!(close.reason.contains("silent"), "{}", close.reason);
}
