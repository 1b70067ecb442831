//! The letter at the end of a course.

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::fixture::{CHARITY, House, PRACTICE, attended};

on_both_databases!(
    a_completed_course_is_a_letter_to_read_and_one_to_send,
    there_is_no_letter_before_the_end,
);

struct Course {
    house: House,
    prescription: String,
    referral: String,
}

impl Course {
    async fn begun(ground: Ground) -> anyhow::Result<Self> {
        let house = House::furnished(ground).await?;
        let (prescription, referral) = house.prescribed("Ada Example", true).await?;
        let path = format!("/api/referrals/{referral}/accept");
        house
            .post(&house.link_worker, &path, json!({}))
            .await?
            .expect(StatusCode::OK);
        let group = house.group("Walkers", 3).await?;
        let membership = house.matched(&referral, &group).await?;
        attended(&house.ground, &membership, &prescription, 4).await?;
        Ok(Self {
            house,
            prescription,
            referral,
        })
    }

    /// The two letters' addresses: to who prescribed, and to who looked after the patient.
    fn letters(&self) -> [String; 2] {
        [
            format!("/api/prescriptions/{}/summary.pdf", self.prescription),
            format!("/api/referrals/{}/summary.pdf", self.referral),
        ]
    }

    async fn completed(&self) -> anyhow::Result<()> {
        let ground = &self.house.ground;
        let referral: Uuid = self.referral.parse()?;
        let mut tx = ground.db.write().await?;
        on!(&mut tx, |c| sqlx::query(
            "UPDATE referrals SET status = 'completed' WHERE id = $1"
        )
        .bind(referral)
        .execute(c)
        .await
        .map(drop))?;
        on!(&mut tx, |c| sqlx::query(
            "INSERT INTO referral_history (id, referral_id, status, changed_at)
             VALUES ($1, $2, 'completed', $3)"
        )
        .bind(ground.id::<Uuid>())
        .bind(referral)
        .bind(ground.clock.now())
        .execute(c)
        .await
        .map(drop))?;
        Ok(tx.commit().await?)
    }
}

async fn a_completed_course_is_a_letter_to_read_and_one_to_send(
    ground: Ground,
) -> anyhow::Result<()> {
    let course = Course::begun(ground).await?;
    course.completed().await?;
    let [to_read, to_send] = course.letters();
    let house = &course.house;
    let letter = house.get(&house.prescriber, &to_read).await?;
    assert_eq!(letter.expect(StatusCode::OK), "%PDF");
    let letter = house.get(&house.link_worker, &to_send).await?;
    assert_eq!(letter.expect(StatusCode::OK), "%PDF");
    let read = house.audited(PRACTICE, "prescription_summary.read").await?;
    let sent = house.audited(CHARITY, "referral_summary.read").await?;
    assert_eq!((read, sent), (1, 1));
    Ok(())
}

async fn there_is_no_letter_before_the_end(ground: Ground) -> anyhow::Result<()> {
    let course = Course::begun(ground).await?;
    let [to_read, to_send] = course.letters();
    let house = &course.house;
    for (asker, path) in [(&house.prescriber, to_read), (&house.link_worker, to_send)] {
        let answer = house.get(asker, &path).await?;
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::CONFLICT, "not-completed")
        );
    }
    Ok(())
}
