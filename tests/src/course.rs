//! A patient's way from prescription to the call, walked over HTTP as the pages walk it.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::participant::{Brings, Participant};
use crate::{Browser, Cast, House};

/// A group with a weekly series whose first session is today, and its staff, signed in.
pub struct Meeting {
    /// The prescriber at the practice.
    pub prescriber: Browser,
    /// The link worker at the charity.
    pub link_worker: Browser,
    /// The group's facilitator.
    pub facilitator: Browser,
    /// The group.
    pub group: String,
    /// Today's session.
    pub session: String,
}

/// One patient's prescription, referral and membership.
#[derive(Debug, Clone)]
pub struct Course {
    /// At the practice.
    pub prescription: String,
    /// What crossed to the charity.
    pub referral: String,
    /// In the group.
    pub membership: String,
    /// The door link's token.
    pub token: String,
}

/// Where the room is, and what opens it.
pub struct Ticket {
    url: String,
    token: String,
}

/// A patient at their browser, beyond the door.
pub struct Patient {
    /// Holds the door cookie.
    pub browser: Browser,
}

impl Meeting {
    /// Signs the staff in, makes a group of `capacity` and schedules six weekly sessions, the
    /// first one an hour after [`START`](wellmet_foundation::testing::START).
    pub async fn plan(house: &House, capacity: u32) -> anyhow::Result<Self> {
        let prescriber = house.signed_in(Cast::PRESCRIBER).await?;
        let link_worker = house.signed_in(Cast::LINK_WORKER).await?;
        let facilitator = house.signed_in(Cast::FACILITATOR).await?;
        let facilitators = [
            staff_id(&facilitator).await?,
            staff_id(&house.signed_in(Cast::SECOND_FACILITATOR).await?).await?,
        ];
        let group = json!({
            "name": "Tuesday group", "topic": "walking", "language": "en",
            "capacity": capacity, "facilitator_ids": facilitators,
        });
        let group = id(&link_worker.post("/api/groups", group).await?.ok()?)?;
        let series = json!({
            "first_date": "2026-12-01", "local_time": "10:00", "zone": "Europe/London",
            "duration_minutes": 60, "rrule": "FREQ=WEEKLY;COUNT=6",
        });
        let series = link_worker
            .post(&format!("/api/groups/{group}/series"), series)
            .await?
            .ok()?;
        let session = id(series
            .pointer("/sessions/0")
            .context("no session was planned")?)?;
        Ok(Self {
            prescriber,
            link_worker,
            facilitator,
            group,
            session,
        })
    }

    /// Prescribes for `name`, accepts, matches, sees the door link mailed, and fetches it too.
    pub async fn enrol(
        &self,
        house: &House,
        name: &str,
        share_attendance: bool,
    ) -> anyhow::Result<Course> {
        let prescription = json!({
            "patient": {
                "full_name": format!("{name} Example"), "preferred_name": name,
                "email": format!("{}@example.org", name.to_lowercase()),
            },
            "reason": "Would like company",
            "dose": { "sessions": 6, "rhythm": "weekly" },
            "to_organisation_id": house.cast().charity.to_string(),
            "consent": {
                "share_attendance": share_attendance, "share_reason": true,
                "share_onward": true, "contact_by_message": true, "text_version": "2026-11", "language": "en",
            },
        });
        let prescribed = self
            .prescriber
            .post("/api/prescriptions", prescription)
            .await?
            .ok()?;
        let referral = self.referral_of(&format!("{name} Example")).await?;
        let accept = format!("/api/referrals/{referral}/accept");
        self.link_worker.post(&accept, json!({})).await?.ok()?;
        let group = json!({ "group_id": self.group });
        let path = format!("/api/referrals/{referral}/match");
        let matched = self.link_worker.post(&path, group).await?.ok()?;
        let membership = id(matched.get("membership").context("no membership")?)?;
        let email = format!("{}@example.org", name.to_lowercase());
        house
            .until("the door link is mailed", || async {
                Ok(house.mails_to(&email).await? == 1)
            })
            .await?;
        let token = self.door_token(&membership).await?;
        Ok(Course {
            prescription: id(&prescribed)?,
            referral,
            membership,
            token,
        })
    }

    /// The token in the membership's door link.
    pub async fn door_token(&self, membership: &str) -> anyhow::Result<String> {
        let link = format!("/api/memberships/{membership}/door-link");
        let link = self.link_worker.get(&link).await?.ok()?;
        let url = link.get("url").and_then(Value::as_str).context("no link")?;
        Ok(url.rsplit('/').next().unwrap_or_default().to_owned())
    }

    async fn referral_of(&self, full_name: &str) -> anyhow::Result<String> {
        let referrals = self
            .link_worker
            .post("/api/referrals/search", json!({ "text": full_name }))
            .await?
            .ok()?;
        let items = referrals
            .get("items")
            .and_then(Value::as_array)
            .context("no list")?;
        let of_patient =
            |row: &&Value| row.pointer("/patient_name").and_then(Value::as_str) == Some(full_name);
        id(items
            .iter()
            .find(of_patient)
            .context("the referral did not arrive")?)
    }

    /// Presses a button of the facilitator's session page.
    pub async fn press(&self, button: &str) -> anyhow::Result<Value> {
        let path = format!("/api/sessions/{}/{button}", self.session);
        self.facilitator.post(&path, json!({})).await?.ok()
    }

    /// Admits everybody who waits on the first device their link was opened on.
    pub async fn admit_all(&self) -> anyhow::Result<()> {
        let path = format!("/api/sessions/{}/admit", self.session);
        self.facilitator
            .post(&path, json!({ "all": true }))
            .await?
            .ok()?;
        Ok(())
    }

    /// Admits each device that waits by name, flagged or not.
    pub async fn admit_waiting(&self) -> anyhow::Result<()> {
        let people = self.people().await?;
        let waiting = people.get("waiting").and_then(Value::as_array);
        let devices: Vec<&Value> = waiting
            .context("no waiting list")?
            .iter()
            .filter_map(|person| person.get("door_session_id"))
            .collect();
        let path = format!("/api/sessions/{}/admit", self.session);
        let named = json!({ "door_session_ids": devices });
        self.facilitator.post(&path, named).await?.ok()?;
        Ok(())
    }

    /// The people page, by list.
    pub async fn people(&self) -> anyhow::Result<Value> {
        self.facilitator
            .get(&format!("/api/sessions/{}/people", self.session))
            .await?
            .ok()
    }

    /// The register page.
    pub async fn register(&self) -> anyhow::Result<Value> {
        self.facilitator
            .get(&format!("/api/sessions/{}/register", self.session))
            .await?
            .ok()
    }

    /// Confirms the register as proposed.
    pub async fn confirm(&self) -> anyhow::Result<Value> {
        let version = self
            .register()
            .await?
            .get("version")
            .cloned()
            .unwrap_or(Value::Null);
        let path = format!("/api/sessions/{}/register/confirm", self.session);
        let body = json!({ "version": version, "changes": [] });
        self.facilitator.post(&path, body).await?.ok()
    }

    /// The facilitator in the call.
    pub async fn facilitate(&self, house: &House, brings: Brings) -> anyhow::Result<Participant> {
        let path = format!("/api/sessions/{}/media-token", self.session);
        let answer = self.facilitator.post(&path, json!({})).await?.ok()?;
        Ticket::read(&answer)?.enter(house, brings).await
    }

    /// The prescriber's view of a course.
    pub async fn course(&self, course: &Course) -> anyhow::Result<Value> {
        let path = format!("/api/prescriptions/{}/course", course.prescription);
        self.prescriber.get(&path).await?.ok()
    }
}

impl Patient {
    /// Opens the link, reads, and presses Join.
    pub async fn arrive(house: &House, token: &str) -> anyhow::Result<Self> {
        let browser = house.browser();
        browser
            .post("/api/door/look", json!({ "token": token }))
            .await?
            .ok()?;
        browser
            .post("/api/door/join", json!({ "token": token, "party": 1 }))
            .await?
            .ok()?;
        Ok(Self { browser })
    }

    /// Where the patient stands: `waiting`, `admitted`, ...
    pub async fn state(&self) -> anyhow::Result<String> {
        let visit = self.browser.get("/api/door/visit").await?.ok()?;
        Ok(visit
            .get("state")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned())
    }

    /// What opens the room.
    pub async fn ticket(&self) -> anyhow::Result<Ticket> {
        let answer = self.browser.post("/api/door/media-token", json!({}));
        Ticket::read(&answer.await?.ok()?)
    }

    /// Enters the call.
    pub async fn enter(&self, house: &House, brings: Brings) -> anyhow::Result<Participant> {
        self.ticket().await?.enter(house, brings).await
    }
}

impl Ticket {
    fn read(answer: &Value) -> anyhow::Result<Self> {
        let text = |name| {
            let part = answer.get(name).and_then(Value::as_str);
            part.map(ToOwned::to_owned).context("a ticket lacks a part")
        };
        let (url, token) = (text("url")?, text("token")?);
        ensure!(
            url.starts_with("ws://127.0.0.1"),
            "a ticket leads elsewhere: {url}"
        );
        Ok(Self { url, token })
    }

    /// The same token at a house that was opened again, elsewhere.
    #[must_use]
    pub fn at(self, house: &House) -> Self {
        Self {
            url: house.rooms_url(),
            ..self
        }
    }

    /// Enters the call with it.
    pub async fn enter(&self, house: &House, brings: Brings) -> anyhow::Result<Participant> {
        Participant::join(&self.url, &self.token, brings, house.clock.clone()).await
    }
}

async fn staff_id(browser: &Browser) -> anyhow::Result<String> {
    id(&browser.get("/api/me").await?.ok()?)
}

/// The `id` of what was answered.
fn id(answer: &Value) -> anyhow::Result<String> {
    let id = answer.get("id").and_then(Value::as_str);
    id.map(ToOwned::to_owned)
        .with_context(|| format!("no id in {answer}"))
}
