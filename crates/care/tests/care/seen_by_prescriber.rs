//! What a prescriber reads of a course, and what never.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::testing::START;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::fixture::{CHARITY, House, TUESDAYS, attended, consent, joined, patient, schedule};

on_both_databases!(
    the_dose_is_counted_against_what_was_prescribed,
    a_patient_who_joined_is_seen_before_any_register,
    the_day_of_the_newest_session_joined_is_told_and_no_moment,
    nothing_is_told_without_consent,
    consent_given_again_brings_the_dose_back,
    without_consent_a_first_session_attended_leaves_no_trace,
    a_reason_is_shown_with_the_status_it_belongs_to,
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

async fn without_consent_a_first_session_attended_leaves_no_trace(
    ground: Ground,
) -> anyhow::Result<()> {
    let course = begun(ground, false).await?;
    let told = async || {
        let mut detail = course.detail().await?;
        // How often others touched it is no attendance.
        detail["version"] = Value::Null;
        let list = course.house.at_once(
            &course.house.prescriber,
            "/api/prescriptions/search",
            json!({}),
        );
        anyhow::Ok((detail, list.await?.expect(StatusCode::OK)))
    };
    let before = told().await?;
    course.joined(0).await?;
    course.attended(1).await?;
    let mut tx = course.house.ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "UPDATE referrals SET stage = 'first_session_attended', version = version + 1"
    )
    .execute(c)
    .await
    .map(drop))?;
    tx.commit().await?;
    assert_eq!(told().await?, before);
    Ok(())
}

async fn a_reason_is_shown_with_the_status_it_belongs_to(ground: Ground) -> anyhow::Result<()> {
    let course = begun(ground, true).await?;
    let page = json!({});
    let found = course.house.search(&course.house.link_worker, page).await?;
    let found = found.expect(StatusCode::OK);
    let ada = found["items"].as_array().unwrap().iter();
    let ada = ada.clone().find(|row| row["patient_name"] == "Ada Example");
    let path = format!(
        "/api/referrals/{}/step",
        ada.unwrap()["id"].as_str().unwrap()
    );
    let hold = json!({ "step": "hold", "reason": "In hospital" });
    let answer = course.house.post(&course.house.link_worker, &path, hold);
    answer.await?.expect(StatusCode::OK);
    assert_eq!(course.detail().await?["status_reason"], "In hospital");
    let resume = json!({ "step": "resume" });
    let answer = course.house.post(&course.house.link_worker, &path, resume);
    answer.await?.expect(StatusCode::OK);
    let resumed = course.detail().await?;
    assert_eq!(resumed["status"], "in_progress");
    assert_eq!(resumed.get("status_reason"), None);
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
        .own_prescriptions(&course.house.prescriber)
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
