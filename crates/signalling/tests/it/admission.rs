//! Who may connect, and what those who may not are told.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use wellmet_vocabulary::MediaPlane as _;

use crate::{
    client::{Client, Refused},
    server::{Server, room},
};

/// Either generation of the protocol: nobody comes in by one who may not by the other.
const PATHS: [&str; 2] = ["/rtc/v1", "/rtc"];

#[tokio::test]
async fn a_bad_token_is_refused_before_the_upgrade() {
    let server = Server::start().await;
    let good = server.token("ann");
    let changed = good.get(..good.len() - 2).unwrap().to_owned() + "xx";
    for (path, token) in PATHS
        .into_iter()
        .flat_map(|path| ["", "garbage", &changed].map(|token| (path, token)))
    {
        let refused = server.connect_at(path, token).await.err().unwrap();
        assert_eq!(refused.0, 401, "{path} {token}");
        let told = server.validate(&format!("{path}/validate"), token).await;
        assert_eq!(told.0, 401);
    }
}

#[tokio::test]
async fn no_token_is_refused_too() {
    let server = Server::start().await;
    for path in PATHS {
        let refused = Client::connect(&server.url("ws", path, ""))
            .await
            .err()
            .unwrap();
        assert_eq!(refused, Refused(401, "no access token was given".into()));
    }
}

#[tokio::test]
async fn a_token_opens_the_door_for_ten_minutes_and_a_minute_of_leeway() {
    let server = Server::start().await;
    let token = server.token("ann");
    server.clock.advance(Duration::from_secs(659));
    for path in PATHS {
        let told = server.validate(&format!("{path}/validate"), &token).await;
        assert_eq!(told, (200, "success".into()));
    }
    server.clock.advance(Duration::from_secs(1));
    for path in PATHS {
        let refused = server.connect_at(path, &token).await.err().unwrap();
        assert_eq!(refused, Refused(401, "the access token has expired".into()));
    }
}

#[tokio::test]
async fn a_token_for_a_room_that_is_not_open_is_answered_in_livekits_words() {
    let server = Server::start().await;
    let token = server.token("ann");
    server.plane.close_room(&room()).await.unwrap();
    let expected = "requested room does not exist";
    for path in PATHS {
        assert_eq!(
            server.connect_at(path, &token).await.err(),
            Some(Refused(404, expected.into()))
        );
        let told = server.validate(&format!("{path}/validate"), &token).await;
        assert_eq!(told, (404, expected.into()));
    }
}

#[tokio::test]
async fn a_token_opens_only_the_room_it_names() {
    let server = Server::start().await;
    let other = wellmet_vocabulary::RoomName::named("other");
    server.plane.open_room(&other).await.unwrap();
    let mut ann = server.join("ann").await;
    let mut ben = server.connect(&server.token("ben")).await.unwrap();
    assert_eq!(ben.join().await.room.unwrap().name, "room");
    assert!(server.plane.participants(&other).await.unwrap().is_empty());
    let seen = ann.read().await;
    assert!(format!("{seen:?}").contains("ben"));
}

#[tokio::test]
async fn the_token_may_come_in_a_header() {
    let server = Server::start().await;
    for path in PATHS {
        let url = server.url("ws", path, "");
        let mut client = Client::connect_with_header(&url, &server.token("ann"))
            .await
            .unwrap();
        assert_eq!(client.join().await.participant.unwrap().identity, "ann");
    }
}

#[tokio::test]
async fn an_unreadable_join_request_is_refused_before_the_upgrade() {
    let server = Server::start().await;
    let query = format!("access_token={}&join_request=%21%21", server.token("ann"));
    let refused = Client::connect(&server.url("ws", "/rtc/v1", &query))
        .await
        .err()
        .unwrap();
    assert_eq!(refused.0, 400);
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_token_that_was_taken_back_opens_neither() {
    let server = Server::start().await;
    let token = server.token("ann");
    let ann = wellmet_vocabulary::MediaIdentity::named("ann");
    server.plane.remove(&room(), &ann).await.unwrap();
    for path in PATHS {
        let refused = server.connect_at(path, &token).await.err().unwrap();
        assert_eq!(refused.0, 403);
        let told = server.validate(&format!("{path}/validate"), &token).await;
        assert_eq!(told.0, 403);
    }
}

#[tokio::test]
async fn no_token_is_logged_however_much_is() {
    let log = Log::default();
    let written = log.clone();
    let logging = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || log.clone())
        .finish();
    // The test's runtime has one thread, so the server logs here too.
    let _logging = tracing::subscriber::set_default(logging);
    let server = Server::start().await;
    let token = server.token("ann");
    for path in PATHS {
        server.connect_at(path, &token).await.unwrap().join().await;
    }
    let mut client = server.connect(&token).await.unwrap();
    client.join().await;
    server
        .plane
        .remove(&room(), &wellmet_vocabulary::MediaIdentity::named("ann"))
        .await
        .unwrap();
    client.read_to_end().await;
    for path in PATHS {
        server.connect_at(path, &token).await.err().unwrap();
    }
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("wellmet_signalling"), "nothing was logged");
    let signature = token.rsplit('.').next().unwrap();
    // The test's own client logs its requests; the server must not.
    let served = text
        .lines()
        .filter(|line| !line.contains("tungstenite::handshake::client"));
    for line in served {
        assert!(!line.contains(signature), "{line}");
    }
}
