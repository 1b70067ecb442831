//! For tests: two organisations, a group of two patients with its facilitator, one session, and a
//! media plane whose rooms a test fills by hand.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::mpsc;
use uuid::Uuid;
use wellmet_foundation::events::RecordedEvent;
use wellmet_foundation::{DbError, Ground, Hint, Instant, Tx, on};
use wellmet_vocabulary::{
    DomainEvent, DoorSessionId, Flow, GroupId, MediaError, MediaGrant, MediaIdentity, MediaPlane,
    MediaTicket, MembershipId, OrganisationId, Participant, PrescriptionId, Role, RoomChange,
    RoomEvent, RoomName, SessionId, StaffCaller, StaffId, TrackKind,
};

use crate::outcome::Fact;
use crate::store::presence::Presence;
use crate::{Attendance, CloseSession, store};

macro_rules! insert {
    ($tx:expr, $sql:literal $(, $value:expr)*) => {
        on!($tx, |c| sqlx::query($sql)$(.bind($value))*.execute(c).await.map(drop))
    };
}

/// What a test stands in.
pub(crate) struct World {
    pub(crate) ground: Ground,
    /// This process.
    pub(crate) attendance: Attendance,
    pub(crate) plane: Arc<FakePlane>,
    /// What was asked to be closed, and as of when.
    pub(crate) closed: Arc<Mutex<Vec<(SessionId, Instant)>>>,
    pub(crate) practice: OrganisationId,
    pub(crate) charity: OrganisationId,
    /// Prescribed for both patients.
    pub(crate) prescriber: StaffCaller,
    pub(crate) other_prescriber: StaffCaller,
    pub(crate) link_worker: StaffCaller,
    /// Of the group.
    pub(crate) facilitator: StaffCaller,
    /// Of the same organisation, not of the group.
    pub(crate) other_facilitator: StaffCaller,
    pub(crate) administrator: StaffCaller,
    /// Holds every role, elsewhere.
    pub(crate) stranger: StaffCaller,
    pub(crate) group: GroupId,
    pub(crate) session: SessionId,
    /// Shares her attendance.
    pub(crate) ada: Patient,
    /// Does not.
    pub(crate) ben: Patient,
}

/// One patient in the group, on one device that was admitted.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    pub(crate) membership: MembershipId,
    pub(crate) prescription: PrescriptionId,
    pub(crate) door_session: DoorSessionId,
    pub(crate) identity: MediaIdentity,
}

impl World {
    pub(crate) async fn new(ground: Ground) -> anyhow::Result<Self> {
        let mut tx = ground.db.write().await?;
        let practice = organisation(&mut tx, &ground, "Willow Practice").await?;
        let charity = organisation(&mut tx, &ground, "Common Ground").await?;
        let elsewhere = organisation(&mut tx, &ground, "Elsewhere").await?;
        let every = [
            Role::Prescriber,
            Role::LinkWorker,
            Role::Facilitator,
            Role::Administrator,
        ];
        let facilitator = staff(
            &mut tx,
            &ground,
            charity,
            "Fay Fielding",
            &[Role::Facilitator],
        )
        .await?;
        let prescriber =
            staff(&mut tx, &ground, practice, "Dora Dale", &[Role::Prescriber]).await?;
        let (group, session) = session(&mut tx, &ground, charity, &facilitator).await?;
        let team = Team {
            practice,
            charity,
            prescriber: prescriber.staff,
            group,
            session,
        };
        let ada = patient(&mut tx, &ground, &team, "Ada Example", true).await?;
        let ben = patient(&mut tx, &ground, &team, "Ben Sample", false).await?;
        let (plane, closed) = (Arc::<FakePlane>::default(), Arc::default());
        let world = Self {
            attendance: process(&ground, &plane, &closed, 1),
            other_prescriber: staff(
                &mut tx,
                &ground,
                practice,
                "Olga Other",
                &[Role::Prescriber],
            )
            .await?,
            link_worker: staff(&mut tx, &ground, charity, "Lina Link", &[Role::LinkWorker]).await?,
            other_facilitator: staff(
                &mut tx,
                &ground,
                charity,
                "Fred Further",
                &[Role::Facilitator],
            )
            .await?,
            administrator: staff(
                &mut tx,
                &ground,
                charity,
                "Adam Admin",
                &[Role::Administrator],
            )
            .await?,
            stranger: staff(&mut tx, &ground, elsewhere, "Stan Stranger", &every).await?,
            plane,
            closed,
            practice,
            charity,
            prescriber,
            facilitator,
            group,
            session,
            ada,
            ben,
            ground,
        };
        tx.commit().await?;
        Ok(world)
    }

    /// A process that carries media as `node`: the same one after a restart, or another.
    pub(crate) fn process(&self, node: u128) -> Attendance {
        process(&self.ground, &self.plane, &self.closed, node)
    }

    pub(crate) fn now(&self) -> Instant {
        self.ground.clock.now()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.ground.clock.advance(Duration::from_secs(seconds));
    }

    /// Moves the clock on with a heartbeat every 15 s, as `run` does.
    pub(crate) async fn live(&self, seconds: u64) -> anyhow::Result<()> {
        for _ in 0..seconds / 15 {
            self.advance(15);
            self.attendance.heartbeat().await?;
        }
        self.advance(seconds % 15);
        Ok(())
    }

    /// The facilitator's identity on the media plane.
    pub(crate) fn facilitators_identity(&self) -> MediaIdentity {
        MediaIdentity::named("facilitator")
    }

    /// Gives `event` to the consumer, as the dispatcher does.
    pub(crate) async fn deliver(&self, event: &DomainEvent) -> anyhow::Result<RecordedEvent> {
        let recorded = RecordedEvent {
            id: self.ground.id(),
            organisation: self.charity.into(),
            kind: event.kind().to_owned(),
            payload: serde_json::to_string(event)?,
            recorded_at: self.now(),
        };
        self.redeliver(&recorded).await?;
        Ok(recorded)
    }

    pub(crate) async fn redeliver(&self, recorded: &RecordedEvent) -> anyhow::Result<()> {
        let mut tx = self.ground.db.write().await?;
        for consumer in self.attendance.consumers() {
            consumer.consume(&mut tx, recorded).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The facilitator opens the room and presses Start.
    pub(crate) async fn start(&self) -> anyhow::Result<()> {
        let (session, group) = (self.session, self.group);
        self.set_state("started").await?;
        let mut tx = self.ground.db.write().await?;
        insert!(
            &mut tx,
            "UPDATE sessions SET started_at = $1 WHERE id = $2",
            self.now(),
            session
        )?;
        tx.commit().await?;
        self.deliver(&DomainEvent::SessionOpened { session, group })
            .await?;
        Ok(())
    }

    /// The facilitator closes the session: everybody's media ends.
    pub(crate) async fn close(&self) -> anyhow::Result<()> {
        let (session, group, at) = (self.session, self.group, self.now());
        self.set_state("closed").await?;
        let mut tx = self.ground.db.write().await?;
        insert!(
            &mut tx,
            "UPDATE sessions SET closed_at = $1 WHERE id = $2",
            at,
            session
        )?;
        tx.commit().await?;
        let by = Some(self.facilitator.staff);
        self.deliver(&DomainEvent::SessionClosed {
            session,
            group,
            at,
            by,
        })
        .await?;
        self.plane.clear();
        Ok(())
    }

    pub(crate) async fn set_state(&self, state: &str) -> anyhow::Result<()> {
        let mut tx = self.ground.db.write().await?;
        insert!(
            &mut tx,
            "UPDATE sessions SET state = $1 WHERE id = $2",
            state,
            self.session
        )?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn observe(&self, identity: &MediaIdentity, change: RoomChange) {
        let flow = match change {
            RoomChange::Flowing(flow) => Some(flow),
            _ => None,
        };
        if !matches!(change, RoomChange::Spoke) {
            self.plane.set(identity, flow);
        }
        self.attendance.observe(self.event(identity, change)).await;
    }

    pub(crate) fn event(&self, identity: &MediaIdentity, change: RoomChange) -> RoomEvent {
        RoomEvent {
            room: RoomName::of(self.session),
            identity: identity.clone(),
            at: self.now(),
            change,
        }
    }

    pub(crate) async fn flow(&self, identity: &MediaIdentity) {
        self.observe(identity, RoomChange::Flowing(Flow::In)).await;
    }

    pub(crate) async fn stop(&self, identity: &MediaIdentity) {
        self.observe(identity, RoomChange::Stopped).await;
    }

    pub(crate) async fn facts(&self) -> anyhow::Result<Vec<Fact>> {
        let mut tx = self.ground.db.read().await?;
        Ok(store::evidence::facts(&mut tx, self.session).await?)
    }

    pub(crate) async fn open_intervals(&self) -> anyhow::Result<Vec<Presence>> {
        let mut tx = self.ground.db.read().await?;
        Ok(store::presence::in_session(&mut tx, self.session).await?)
    }

    /// The intervals of evidence of `level` in order: source, seconds since the test's start.
    pub(crate) async fn intervals(&self) -> anyhow::Result<Vec<(String, i64, i64)>> {
        let mut tx = self.ground.db.read().await?;
        let rows: Vec<(String, Instant, Instant)> = on!(&mut tx, |c| {
            sqlx::query_as(
            "SELECT source, at, until FROM evidence WHERE level = 'E5' ORDER BY at, until, source"
        )
        .fetch_all(c)
        .await
        })?;
        let seconds =
            |at: Instant| (at.as_millis() - wellmet_foundation::testing::START.as_millis()) / 1_000;
        Ok(rows
            .into_iter()
            .map(|(s, at, until)| (s, seconds(at), seconds(until)))
            .collect())
    }

    /// What the log holds of `kind`.
    pub(crate) async fn logged(&self, kind: &str) -> anyhow::Result<Vec<RecordedEvent>> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_as(
            "SELECT id, organisation_id, kind, payload, recorded_at FROM events
              WHERE kind = $1 ORDER BY id"
        )
        .bind(kind)
        .fetch_all(c)
        .await)?)
    }

    /// The actions in the audit trail, oldest first.
    pub(crate) async fn audited(&self) -> anyhow::Result<Vec<String>> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT action FROM audit ORDER BY recorded_at, id"
        )
        .fetch_all(c)
        .await)?)
    }

    /// The patient changes their mind about sharing.
    pub(crate) async fn consents(&self, patient: &Patient, given: bool) -> anyhow::Result<()> {
        let mut tx = self.ground.db.write().await?;
        consent(&mut tx, &self.ground, patient.prescription, given).await?;
        Ok(tx.commit().await?)
    }

    /// The group's next session, with everybody at the door as before.
    pub(crate) async fn sit_again(&mut self) -> anyhow::Result<()> {
        let (next, now): (SessionId, Instant) = (self.ground.id(), self.now());
        let mut tx = self.ground.db.write().await?;
        insert!(
            &mut tx,
            "INSERT INTO sessions (id, organisation_id, group_id, series_id, local_date, zone,
                                   starts_at, ends_at, state)
             SELECT $1, organisation_id, group_id, series_id, '2026-12-08', zone, $2, $3, 'scheduled'
               FROM sessions WHERE id = $4",
            next, now, now + Duration::from_secs(3_600), self.session
        )?;
        insert!(
            &mut tx,
            "UPDATE visits SET session_id = $1 WHERE session_id = $2",
            next,
            self.session
        )?;
        insert!(
            &mut tx,
            "UPDATE staff_visits SET session_id = $1 WHERE session_id = $2",
            next,
            self.session
        )?;
        self.session = next;
        Ok(tx.commit().await?)
    }

    /// A second device of `patient` at the door.
    pub(crate) async fn device(&self, patient: &Patient, state: &str) -> anyhow::Result<Patient> {
        let mut tx = self.ground.db.write().await?;
        let device = Visiting {
            organisation: self.charity,
            session: self.session,
            membership: patient.membership,
            name: "phone",
            new_device: true,
            state,
        };
        let (door_session, identity) = visit(&mut tx, &self.ground, &device).await?;
        tx.commit().await?;
        Ok(Patient {
            door_session,
            identity,
            ..patient.clone()
        })
    }
}

fn process(
    ground: &Ground,
    plane: &Arc<FakePlane>,
    closed: &Arc<Mutex<Vec<(SessionId, Instant)>>>,
    node: u128,
) -> Attendance {
    let closed = closed.clone();
    let close: CloseSession = Arc::new(move |session, at| {
        closed.lock().unwrap().push((session, at));
        Box::pin(async { Ok(()) })
    });
    Attendance::new(ground.clone(), Uuid::from_u128(node), plane.clone(), close)
}

/// What a patient is seeded with.
struct Team {
    practice: OrganisationId,
    charity: OrganisationId,
    prescriber: StaffId,
    group: GroupId,
    session: SessionId,
}

async fn organisation(tx: &mut Tx, ground: &Ground, name: &str) -> Result<OrganisationId, DbError> {
    let id: OrganisationId = ground.id();
    let now = ground.clock.now();
    insert!(
        tx,
        "INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3)",
        id,
        name,
        now
    )?;
    Ok(id)
}

async fn staff(
    tx: &mut Tx,
    ground: &Ground,
    organisation: OrganisationId,
    name: &str,
    roles: &[Role],
) -> Result<StaffCaller, DbError> {
    let id: StaffId = ground.id();
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    insert!(
        tx,
        "INSERT INTO staff (id, organisation_id, name, email, created_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        organisation,
        name,
        email.as_str(),
        ground.clock.now()
    )?;
    for role in roles {
        insert!(
            tx,
            "INSERT INTO staff_roles (staff_id, role) VALUES ($1, $2)",
            id,
            *role
        )?;
    }
    Ok(StaffCaller {
        staff: id,
        organisation,
        roles: roles.to_vec(),
        session: ground.id(),
    })
}

async fn session(
    tx: &mut Tx,
    ground: &Ground,
    charity: OrganisationId,
    facilitator: &StaffCaller,
) -> Result<(GroupId, SessionId), DbError> {
    let (group, series, session): (GroupId, Uuid, SessionId) =
        (ground.id(), ground.id(), ground.id());
    let now = ground.clock.now();
    insert!(
        tx,
        "INSERT INTO groups (id, organisation_id, name, topic, language, capacity, created_at)
         VALUES ($1, $2, 'Tuesday group', 'Walking', 'en', 12, $3)",
        group,
        charity,
        now
    )?;
    insert!(
        tx,
        "INSERT INTO group_facilitators (group_id, staff_id) VALUES ($1, $2)",
        group,
        facilitator.staff
    )?;
    insert!(
        tx,
        "INSERT INTO series (id, organisation_id, group_id, first_date, local_time, zone,
                             duration_minutes, rrule, created_at)
         VALUES ($1, $2, $3, '2026-12-01', '09:00', 'Europe/London', 60, 'FREQ=WEEKLY;COUNT=6', $4)",
        series, charity, group, now
    )?;
    insert!(
        tx,
        "INSERT INTO sessions (id, organisation_id, group_id, series_id, local_date, zone,
                               starts_at, ends_at, state)
         VALUES ($1, $2, $3, $4, '2026-12-01', 'Europe/London', $5, $6, 'scheduled')",
        session,
        charity,
        group,
        series,
        now,
        now + Duration::from_secs(3_600)
    )?;
    insert!(
        tx,
        "INSERT INTO staff_visits (session_id, staff_id, identity, created_at)
         VALUES ($1, $2, 'facilitator', $3)",
        session,
        facilitator.staff,
        now
    )?;
    Ok((group, session))
}

async fn patient(
    tx: &mut Tx,
    ground: &Ground,
    team: &Team,
    name: &str,
    shares: bool,
) -> Result<Patient, DbError> {
    let (patient, prescription, referral, membership): (Uuid, PrescriptionId, Uuid, MembershipId) =
        (ground.id(), ground.id(), ground.id(), ground.id());
    let (now, first) = (ground.clock.now(), name.split(' ').next().unwrap_or(name));
    insert!(
        tx,
        "INSERT INTO patients (id, organisation_id, full_name, preferred_name, created_at)
         VALUES ($1, $2, $3, $4, $5)",
        patient,
        team.practice,
        name,
        first,
        now
    )?;
    insert!(
        tx,
        "INSERT INTO prescriptions (id, organisation_id, patient_id, prescriber_id, reason,
                                    dose_sessions, dose_rhythm, prescribed_at)
         VALUES ($1, $2, $3, $4, 'A reason', 6, 'weekly', $5)",
        prescription,
        team.practice,
        patient,
        team.prescriber,
        now
    )?;
    insert!(
        tx,
        "INSERT INTO referrals (id, prescription_id, from_organisation_id, to_organisation_id, status,
                                card_full_name, card_preferred_name, card_reason, requested_at)
         VALUES ($1, $2, $3, $4, 'in_progress', $5, $6, 'A reason', $7)",
        referral, prescription, team.practice, team.charity, name, first, now
    )?;
    insert!(
        tx,
        "INSERT INTO memberships (id, organisation_id, group_id, referral_id, prescription_id, alias,
                                  status, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7)",
        membership, team.charity, team.group, referral, prescription, first, now
    )?;
    consent(tx, ground, prescription, shares).await?;
    let visiting = Visiting {
        organisation: team.charity,
        session: team.session,
        membership,
        name: first,
        new_device: false,
        state: "admitted",
    };
    let (door_session, identity) = visit(tx, ground, &visiting).await?;
    Ok(Patient {
        membership,
        prescription,
        door_session,
        identity,
    })
}

async fn consent(
    tx: &mut Tx,
    ground: &Ground,
    prescription: PrescriptionId,
    given: bool,
) -> Result<(), DbError> {
    let id: Uuid = ground.id();
    insert!(
        tx,
        "INSERT INTO consents (id, prescription_id, question, given, text_version, language,
                               recorded_by, recorded_at)
         VALUES ($1, $2, 'share_attendance', $3, '2026-11', 'en', 'patient', $4)",
        id,
        prescription,
        given,
        ground.clock.now()
    )
}

/// A device at the door.
struct Visiting<'a> {
    organisation: OrganisationId,
    session: SessionId,
    membership: MembershipId,
    name: &'a str,
    new_device: bool,
    state: &'a str,
}

async fn visit(
    tx: &mut Tx,
    ground: &Ground,
    device: &Visiting<'_>,
) -> Result<(DoorSessionId, MediaIdentity), DbError> {
    let id: DoorSessionId = ground.id();
    let (now, hash) = (ground.clock.now(), format!("hash of {id}"));
    let identity = MediaIdentity::random(&ground.rng);
    insert!(
        tx,
        "INSERT INTO door_sessions (id, organisation_id, membership_id, generation, cookie_hash,
                                    display_name, party, new_device, created_at, expires_at)
         VALUES ($1, $2, $3, 1, $4, $5, 1, $6, $7, $8)",
        id,
        device.organisation,
        device.membership,
        hash.as_str(),
        device.name,
        device.new_device,
        now,
        now + Duration::from_secs(86_400)
    )?;
    let admitted_at = (device.state == "admitted").then_some(now);
    insert!(
        tx,
        "INSERT INTO visits (door_session_id, session_id, membership_id, identity, state,
                             waiting_since, admitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        device.session,
        device.membership,
        &identity,
        device.state,
        now,
        admitted_at
    )?;
    Ok((id, identity))
}

/// Rooms that a test fills by hand. Everybody is in every room asked for: there is one session.
#[derive(Default)]
pub(crate) struct FakePlane {
    people: Mutex<BTreeMap<MediaIdentity, Option<Flow>>>,
    unreachable: Mutex<bool>,
}

impl FakePlane {
    pub(crate) fn set(&self, identity: &MediaIdentity, flow: Option<Flow>) {
        self.people.lock().unwrap().insert(identity.clone(), flow);
    }

    pub(crate) fn clear(&self) {
        self.people.lock().unwrap().clear();
    }

    pub(crate) fn set_unreachable(&self, unreachable: bool) {
        *self.unreachable.lock().unwrap() = unreachable;
    }
}

#[async_trait]
impl MediaPlane for FakePlane {
    async fn open_room(&self, _room: &RoomName) -> Result<(), MediaError> {
        Ok(())
    }

    async fn close_room(&self, _room: &RoomName) -> Result<(), MediaError> {
        Ok(())
    }

    fn mint(&self, _grant: &MediaGrant) -> Result<MediaTicket, MediaError> {
        Err(MediaError::Unavailable(
            "attendance mints nothing".to_owned(),
        ))
    }

    async fn remove(&self, _room: &RoomName, _identity: &MediaIdentity) -> Result<(), MediaError> {
        Ok(())
    }

    async fn mute(
        &self,
        _room: &RoomName,
        _identity: &MediaIdentity,
        _kind: TrackKind,
    ) -> Result<(), MediaError> {
        Ok(())
    }

    async fn participants(&self, _room: &RoomName) -> Result<Vec<Participant>, MediaError> {
        if *self.unreachable.lock().unwrap() {
            return Err(MediaError::Unavailable("a cable was cut".to_owned()));
        }
        let people = self.people.lock().unwrap();
        let participant = |(identity, flow): (&MediaIdentity, &Option<Flow>)| Participant {
            identity: identity.clone(),
            connected: true,
            flow: *flow,
        };
        Ok(people.iter().map(participant).collect())
    }

    fn events(&self) -> mpsc::Receiver<RoomEvent> {
        mpsc::channel(1).1
    }
}

/// Every hint that `hints` holds now.
pub(crate) fn drain(hints: &mut tokio::sync::broadcast::Receiver<Hint>) -> Vec<Hint> {
    std::iter::from_fn(|| hints.try_recv().ok()).collect()
}
