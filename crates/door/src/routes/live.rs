//! `GET /api/door/live`: hints to an open patient's page, as server-sent events.
//!
//! `changed` means: fetch the visit again. `replaced` means that a newer tab of this device has
//! opened its stream. A stream that reconnects says so by `Last-Event-ID` and replaces nobody.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};
use wellmet_foundation::Hint;
use wellmet_foundation::http::{Problem, Who};
use wellmet_foundation::secret::Token;
use wellmet_vocabulary::{DoorSessionId, OrganisationId, PatientCaller, SessionId};

use crate::Door;
use crate::door::patient_topic;

/// Below the minute after which proxies close idle connections.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[utoipa::path(
    get, path = "/api/door/live", tag = "door",
    responses(
        (status = 200, content_type = "text/event-stream", description = "`changed`, `replaced`"),
        (status = 401, body = Problem)
    )
)]
pub(crate) async fn live(
    State(door): State<Door>,
    Who(caller): Who<PatientCaller>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let visiting = door.visit(&caller).await?;
    let session = visiting.standing.meeting.map(|meeting| meeting.id);
    let tab = Tab::opened(&door, caller, session);
    let hints = BroadcastStream::new(door.ground.bus.subscribe());
    if !headers.contains_key("last-event-id") {
        door.ground.bus.publish(tab.takes_over());
    }
    let first = tokio_stream::once(Event::default().id(&tab.name));
    let later = hints.filter_map(move |received| match received {
        Ok(hint) => tab.told_by(&hint),
        Err(_missed) => Some(changed()),
    });
    let events = first.chain(later).map(Ok);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// One open page.
struct Tab {
    caller: PatientCaller,
    /// The session shown when the page opened its stream.
    session: Option<SessionId>,
    /// Random: tells tabs of one device apart.
    name: String,
}

impl Tab {
    fn opened(door: &Door, caller: PatientCaller, session: Option<SessionId>) -> Self {
        Self {
            caller,
            session,
            name: Token::random(&door.ground.rng).expose().to_owned(),
        }
    }

    /// The hint that makes the older tabs of this device let go.
    fn takes_over(&self) -> Hint {
        let topic = format!("{}{}", tabs_of(self.caller.door_session), self.name);
        Hint::new(self.caller.organisation, topic)
    }

    /// The event for this page, if the hint is its business.
    fn told_by(&self, hint: &Hint) -> Option<Event> {
        if OrganisationId::from(hint.organisation) != self.caller.organisation {
            return None;
        }
        let topic = hint.topic.as_ref();
        if let Some(newest) = topic.strip_prefix(&tabs_of(self.caller.door_session)) {
            return (newest != self.name).then(replaced);
        }
        let of_session = self.session.map(|session| format!("session:{session}"));
        let mine =
            topic == patient_topic(self.caller.membership) || of_session.as_deref() == Some(topic);
        mine.then(changed)
    }
}

fn tabs_of(device: DoorSessionId) -> String {
    format!("door-tab:{device}:")
}

fn changed() -> Event {
    Event::default().event("changed").data("visit")
}

fn replaced() -> Event {
    Event::default().event("replaced").data("visit")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wellmet_foundation::Hint;
    use wellmet_foundation::testing::on_sqlite;

    use crate::door::patient_topic;
    use crate::fixture::House;

    #[tokio::test]
    async fn a_page_hears_of_its_own_membership_and_session_and_of_nothing_else()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        let mut page = house.listen(&cookie).await?;
        let say = |organisation: uuid::Uuid, topic: String| {
            house.ground.bus.publish(Hint::new(organisation, topic));
        };
        say(house.charity.into(), patient_topic(house.ben));
        say(
            house.charity.into(),
            format!("session:{}", house.next_session),
        );
        say(house.practice.into(), patient_topic(house.ada));
        say(house.charity.into(), patient_topic(house.ada));
        say(house.charity.into(), format!("session:{}", house.session));
        assert_eq!(page.next().await?, "changed");
        assert_eq!(page.next().await?, "changed");
        assert!(page.is_quiet().await);
        Ok(())
    }

    #[tokio::test]
    async fn a_newer_tab_replaces_the_older_one() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        let mut older = house.listen(&cookie).await?;
        let mut newer = house.listen(&cookie).await?;
        assert_eq!(older.next().await?, "replaced");
        assert!(newer.is_quiet().await);
        Ok(())
    }

    #[tokio::test]
    async fn a_reconnecting_tab_replaces_nobody() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        let mut page = house.listen(&cookie).await?;
        let _reconnected = house.listen_again(&cookie).await?;
        assert!(page.is_quiet().await);
        Ok(())
    }

    #[tokio::test]
    async fn admission_is_hinted_to_the_page() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let mut page = house.listen(&cookie).await?;
        house.admit_all().await?;
        assert_eq!(page.next().await?, "changed");
        Ok(())
    }

    #[tokio::test]
    async fn listening_needs_a_cookie() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.ground.clock.advance(Duration::ZERO);
        let answer = house.get("/api/door/live", None).await?;
        assert_eq!((answer.status, answer.slug()), (401, "door-required"));
        Ok(())
    }
}
