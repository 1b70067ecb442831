//! What a prescriber reads of a course, and what never.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::testing::START;
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, TUESDAYS, attended, consent, joined, patient, schedule};

on_both_databases!(
    the_dose_is_counted_against_what_was_prescribed,
    a_patient_who_joined_is_seen_before_any_register,
    the_day_of_the_newest_session_joined_is_told_and_no_moment,
    nothing_is_told_without_consent,
    consent_given_again_brings_the_dose_back,
    neither_group_nor_topic_nor_a_co_member_reaches_the_prescriber,
);

struct Course {
    house: House,
    prescription: String,
    membership: String,
    sessions: Vec<uuid::Uuid>,
}

async fn begun(ground: Ground, share: bool) -> anyhow::Result<Course> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", share).await?;
    let path = format!("/api/referrals/{referral}/accept");
    house
        .post(&house.link_worker, &path, json!({}))
        .await?
        .expect(StatusCode::OK);
    let group = house.group("Walkers", 3).await?;
    let sessions = schedule(&house.ground, &group, 6).await?;
    let membership = house.matched(&referral, &group).await?;
    let other = house.accepted("Ben Otherperson").await?;
    house.matched(&other, &group).await?;
    Ok(Course {
        house,
        prescription,
        membership,
        sessions,
    })
}

impl Course {
    /// Joins the session with this number, of those scheduled.
    async fn joined(&self, number: usize) -> anyhow::Result<()> {
        let (ground, session) = (&self.house.ground, self.sessions[number]);
        joined(ground, session, &self.membership, &self.prescription, START).await
    }

    async fn attended(&self, sessions: i64) -> anyhow::Result<()> {
        attended(
            &self.house.ground,
            &self.membership,
            &self.prescription,
            sessions,
        )
        .await
    }

    async fn detail(&self) -> anyhow::Result<Value> {
        let path = format!("/api/prescriptions/{}", self.prescription);
        let answer = self.house.get(&self.house.prescriber, &path).await?;
        Ok(answer.expect(StatusCode::OK))
    }

    async fn answers(&self, share: bool) -> anyhow::Result<()> {
        let patient = patient(&self.membership, CHARITY)?;
        let answer = self
            .house
            .post(&patient, "/api/door/consent", consent(share))
            .await?;
        answer.expect(StatusCode::OK);
        Ok(())
    }
}

async fn the_dose_is_counted_against_what_was_prescribed(ground: Ground) -> anyhow::Result<()> {
    let course = begun(ground, true).await?;
    assert_eq!(
        course.detail().await?["progress"],
        json!({ "kind": "none_yet" })
    );
    course.attended(1).await?;
    let told = json!({ "kind": "dose", "attended": 1, "of": 6 });
    assert_eq!(course.detail().await?["progress"], told);
    Ok(())
}

async fn a_patient_who_joined_is_seen_before_any_register(ground: Ground) -> anyhow::Result<()> {
    let course = begun(ground, true).await?;
    course.joined(0).await?;
    let told = json!({ "kind": "dose", "attended": 0, "of": 6, "joined_on": TUESDAYS[0] });
    assert_eq!(course.detail().await?["progress"], told);
    Ok(())
}

async fn the_day_of_the_newest_session_joined_is_told_and_no_moment(
    ground: Ground,
) -> anyhow::Result<()> {
    let course = begun(ground, true).await?;
    course.joined(1).await?;
    course.joined(0).await?;
    let told = json!({ "kind": "dose", "attended": 0, "of": 6, "joined_on": TUESDAYS[1] });
    assert_eq!(course.detail().await?["progress"], told);
    Ok(())
}

async fn nothing_is_told_without_consent(ground: Ground) -> anyhow::Result<()> {
    let course = begun(ground, false).await?;
    course.joined(0).await?;
    course.attended(4).await?;
    let detail = course.detail().await?;
    assert_eq!(detail["progress"], json!({ "kind": "not_shared" }));
    assert_eq!(detail["share_attendance"], false);
    Ok(())
}

async fn consent_given_again_brings_the_dose_back(ground: Ground) -> anyhow::Result<()> {
    let course = begun(ground, true).await?;
    course.attended(4).await?;
    course.answers(false).await?;
    assert_eq!(
        course.detail().await?["progress"],
        json!({ "kind": "not_shared" })
    );
    course.answers(true).await?;
    assert_eq!(course.detail().await?["progress"]["attended"], 4);
    Ok(())
}

async fn neither_group_nor_topic_nor_a_co_member_reaches_the_prescriber(
    ground: Ground,
) -> anyhow::Result<()> {
    let course = begun(ground, true).await?;
    course.joined(0).await?;
    course.attended(1).await?;
    let detail = course.detail().await?.to_string();
    let list = course
        .house
        .get(&course.house.prescriber, "/api/prescriptions")
        .await?;
    let list = list.expect(StatusCode::OK);
    let own = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == course.prescription.as_str());
    for told in [detail, own.unwrap().to_string()] {
        for secret in [
            "Walkers",
            "Heart and walking",
            "Otherperson",
            "Lin Example",
            "Every Tuesday",
        ] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        assert!(!told.contains(&course.membership));
    }
    Ok(())
}
