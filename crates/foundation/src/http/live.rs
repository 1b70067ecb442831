//! Hints to an open page, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};

use crate::{Bus, Hint};

/// Below the minute after which proxies close idle connections.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A stream of `changed` events for the hints that `topic_of` lets through.
///
/// `topic_of` gives the topic a page may see, or `None` for what is not its business. After
/// hints were missed one event with the topic `*` says: look at everything again.
pub fn live<F, Topic>(
    bus: &Bus,
    topic_of: F,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<F, Topic>>
where
    F: Fn(Hint) -> Topic + Send + 'static,
    Topic: Future<Output = Option<String>> + Send + 'static,
{
    let topics = BroadcastStream::new(bus.subscribe()).then(move |received| {
        let topic = received.map(&topic_of);
        async move {
            match topic {
                Ok(topic) => topic.await,
                Err(_missed) => Some("*".to_owned()),
            }
        }
    });
    let events = topics.filter_map(|topic| {
        let data = serde_json::json!({ "topic": topic? }).to_string();
        Some(Ok(Event::default().event("changed").data(data)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
