//! The description of the API, as the routes themselves give it.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::routing::get;
use tokio::sync::mpsc;
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use wellmet_foundation::http::Json;
use wellmet_foundation::{Bus, Clock, Db, Ground, Rng};
use wellmet_vocabulary::{
    DoorKey, MediaError, MediaGrant, MediaIdentity, MediaPlane, MediaTicket, Participant,
    RoomEvent, RoomName, TrackKind,
};

use crate::Settings;
use crate::guards;
use crate::live;
use crate::members::{Handed, Members};

/// Every endpoint under `/api`, with its description.
pub(crate) fn endpoints(ground: &Ground, members: &Members) -> OpenApiRouter {
    OpenApiRouter::with_openapi(about())
        .merge(members.routes())
        .merge(live::routes(ground, &members.scheduler))
}

/// Serves the description beside what it describes.
pub(crate) fn served_at(routes: Router, description: OpenApi) -> Router {
    let description = guards::described(description);
    let serve = get(async move || Json(description));
    routes.route("/api/openapi.json", serve)
}

/// The description as JSON, for the file that the web's types are made from. It needs neither data
/// nor media: the members stand on an empty database and a closed plane, and nobody asks them.
pub async fn document() -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let bus = Bus::new();
    let ground = Ground {
        db: Db::open_file(&folder.path().join("nothing.db"), bus.clone()).await?,
        clock: Clock::system(),
        rng: Rng::system(),
        bus,
    };
    let members = members_without_media(&ground)?;
    let description = guards::described(endpoints(&ground, &members).into_openapi());
    ground.db.close().await;
    Ok(description.to_pretty_json()?)
}

/// Members who can open no room, and whose doors have no secret key.
pub(crate) fn members_without_media(ground: &Ground) -> anyhow::Result<Members> {
    let settings = Settings::default();
    let handed = Handed {
        public_url: settings.public_url()?,
        door_key: DoorKey::new(&[0; 32]),
        node: ground.id(),
        plane: Arc::new(ClosedPlane),
        mail: settings.mail(false)?,
        people: settings.people()?,
    };
    Ok(Members::new(ground, handed))
}

fn about() -> OpenApi {
    let mut info = Info::new("Wellmet", env!("CARGO_PKG_VERSION"));
    let description = "Ids are UUIDv7. Instants (`*_at`) are UTC milliseconds since the Unix \
                       epoch. Errors are RFC 9457 problems.";
    info.description = Some(description.to_owned());
    OpenApiBuilder::new().info(info).build()
}

/// A media plane on which no room can be opened.
struct ClosedPlane;

fn closed<T>() -> Result<T, MediaError> {
    Err(MediaError::Unavailable("no media plane runs".to_owned()))
}

#[async_trait]
impl MediaPlane for ClosedPlane {
    async fn open_room(&self, _room: &RoomName) -> Result<(), MediaError> {
        closed()
    }

    async fn close_room(&self, _room: &RoomName) -> Result<(), MediaError> {
        Ok(())
    }

    fn mint(&self, _grant: &MediaGrant) -> Result<MediaTicket, MediaError> {
        closed()
    }

    async fn remove(&self, _: &RoomName, _: &MediaIdentity) -> Result<(), MediaError> {
        Ok(())
    }

    async fn mute(
        &self,
        _room: &RoomName,
        _identity: &MediaIdentity,
        _kind: TrackKind,
    ) -> Result<(), MediaError> {
        closed()
    }

    async fn participants(&self, _room: &RoomName) -> Result<Vec<Participant>, MediaError> {
        Ok(Vec::new())
    }

    fn events(&self) -> mpsc::Receiver<RoomEvent> {
        mpsc::channel(1).1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Merging keeps the first of two schemas with one name, so they had better be the same.
    #[tokio::test]
    async fn members_mean_the_same_by_the_same_name() -> anyhow::Result<()> {
        let test = wellmet_foundation::testing::on_sqlite().await?;
        let members = members_without_media(&test.ground)?;
        let mut meanings = BTreeMap::new();
        for mut routes in [
            members.accounts.routes(),
            members.care.routes(),
            members.scheduler.routes(),
            members.door.routes(),
            members.attendance.routes(),
            members.notify.routes(),
        ] {
            let schemas = routes.to_openapi().components.unwrap_or_default().schemas;
            for (name, schema) in schemas {
                let meaning = serde_json::to_value(&schema)?;
                let first = meanings
                    .entry(name.clone())
                    .or_insert_with(|| meaning.clone());
                assert_eq!(*first, meaning, "{name}");
            }
        }
        Ok(())
    }
}
