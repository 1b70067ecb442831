//! A patient is handed on to a partner and comes back.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE, STRANGER, id_of};

on_both_databases!(
    what_is_handed_on_answers_to_the_partner_once_they_accept,
    what_the_partner_declines_comes_back_with_a_task,
    what_is_taken_back_is_told_to_the_partner,
    what_ends_with_the_partner_ends_for_the_prescriber,
    who_handed_on_cannot_decide_over_the_partners_head,
    only_partners_and_only_with_the_patients_word,
    one_partner_at_a_time,
    who_said_no_is_asked_again_before_they_are_handed_on,
    the_patients_yes_is_written_down_with_who_asked,
    notes_do_not_cross,
);

pub(crate) struct Handed {
    pub(crate) house: House,
    pub(crate) prescription: String,
    pub(crate) referral: String,
}

impl Handed {
    pub(crate) async fn ready(ground: Ground) -> anyhow::Result<Self> {
        let house = House::furnished(ground).await?;
        house.partnership(CHARITY, STRANGER).await?;
        let (prescription, referral) = house.prescribed("Ada Example", true).await?;
        let path = format!("/api/referrals/{referral}/accept");
        house.post(&house.link_worker, &path, json!({})).await?;
        Ok(Self {
            house,
            prescription,
            referral,
        })
    }

    pub(crate) async fn on(ground: Ground) -> anyhow::Result<(Self, String)> {
        let handed = Self::ready(ground).await?;
        let answer = handed.ours("hand-on", hand_on(STRANGER, true)).await?;
        answer.expect(StatusCode::OK);
        let all = json!({ "tab": "all" });
        let page = handed.house.search(&handed.house.stranger, all).await?;
        let child = id_of(&page.expect(StatusCode::OK)["items"][0]);
        Ok((handed, child))
    }

    pub(crate) async fn ours(
        &self,
        verb: &str,
        body: Value,
    ) -> anyhow::Result<crate::asking::Answer> {
        let path = format!("/api/referrals/{}/{verb}", self.referral);
        self.house.post(&self.house.link_worker, &path, body).await
    }

    pub(crate) async fn theirs(
        &self,
        child: &str,
        verb: &str,
        body: Value,
    ) -> anyhow::Result<crate::asking::Answer> {
        let path = format!("/api/referrals/{child}/{verb}");
        self.house.post(&self.house.stranger, &path, body).await
    }

    pub(crate) async fn detail(&self) -> anyhow::Result<Value> {
        let path = format!("/api/referrals/{}", self.referral);
        let answer = self.house.get(&self.house.link_worker, &path).await?;
        Ok(answer.expect(StatusCode::OK))
    }

    pub(crate) async fn told(&self) -> anyhow::Result<Value> {
        let path = format!("/api/prescriptions/{}", self.prescription);
        let answer = self.house.get(&self.house.prescriber, &path).await?;
        Ok(answer.expect(StatusCode::OK))
    }
}

pub(crate) fn hand_on(to: Uuid, agreed: bool) -> Value {
    json!({
        "to_organisation_id": to, "note": "Lives beside you", "patient_agreed": agreed,
        "text_version": "hand-on-2026-11", "language": "de",
    })
}

pub(crate) fn last_words(detail: &Value) -> &str {
    let lines = detail["history"].as_array().unwrap();
    lines.last().unwrap()["what"].as_str().unwrap()
}

async fn what_is_handed_on_answers_to_the_partner_once_they_accept(
    ground: Ground,
) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    let before = handed.detail().await?;
    assert_eq!(
        last_words(&before),
        "Handed on to Example Elsewhere by Lin Example."
    );
    assert_eq!(before["answering"]["ours"], true, "until they accept");
    assert_eq!(before["answering"]["until_taken_on"], true);
    handed
        .theirs(&child, "accept", json!({}))
        .await?
        .expect(StatusCode::OK);
    let after = handed.detail().await?;
    assert_eq!(
        after["answering"]["organisation"]["name"],
        "Example Elsewhere"
    );
    assert_eq!(after["answering"]["person"], Value::Null);
    let path = format!("/api/referrals/{child}");
    let theirs = handed.house.get(&handed.house.stranger, &path).await?;
    let theirs = theirs.expect(StatusCode::OK);
    assert_eq!(theirs["answering"]["person"]["name"], "Sam Example");
    assert_eq!(theirs["handed_on_here"], true);
    assert_eq!(
        theirs["history"][0]["what"],
        "Received from Example Charity."
    );
    assert_eq!(theirs["history"][0]["why"], "Lives beside you");
    assert_eq!(
        handed.house.recorded(CHARITY, "referral.handed_on").await?,
        1
    );
    assert_eq!(
        handed.house.audited(CHARITY, "referral.handed_on").await?,
        1
    );
    Ok(())
}

async fn what_the_partner_declines_comes_back_with_a_task(ground: Ground) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    let full = json!({ "reason": "We are full" });
    handed
        .theirs(&child, "reject", full)
        .await?
        .expect(StatusCode::OK);
    let back = handed.detail().await?;
    assert_eq!(last_words(&back), "Come back from Example Elsewhere.");
    assert_eq!(back["answering"]["person"]["name"], "Lin Example");
    assert_eq!(back["tasks"][0]["kind"], "came_back");
    assert_eq!(back["status"], "accepted");
    assert_eq!(
        handed.told().await?["status"],
        "accepted",
        "nothing to tell"
    );
    // And it can be handed on once more.
    let again = handed.ours("hand-on", hand_on(STRANGER, true)).await?;
    again.expect(StatusCode::OK);
    Ok(())
}

async fn what_is_taken_back_is_told_to_the_partner(ground: Ground) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    handed
        .theirs(&child, "accept", json!({}))
        .await?
        .expect(StatusCode::OK);
    let back = handed
        .ours("take-back", json!({}))
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        last_words(&back),
        "Taken back from Example Elsewhere by Lin Example."
    );
    assert_eq!(back["answering"]["ours"], true);
    let path = format!("/api/referrals/{child}");
    let theirs = handed.house.get(&handed.house.stranger, &path).await?;
    let theirs = theirs.expect(StatusCode::OK);
    assert_eq!(theirs["status"], "cancelled");
    assert_eq!(theirs["tasks"][0]["kind"], "cancelled_by_sender");
    let again = handed.ours("take-back", json!({})).await?;
    assert_eq!(
        (again.status, again.slug()),
        (StatusCode::CONFLICT, "not-now")
    );
    Ok(())
}

async fn what_ends_with_the_partner_ends_for_the_prescriber(ground: Ground) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    handed
        .theirs(&child, "accept", json!({}))
        .await?
        .expect(StatusCode::OK);
    let hold = json!({ "step": "hold", "reason": "In hospital" });
    let act = async { handed.theirs(&child, "step", hold).await };
    let hints = handed.house.hinted(PRACTICE, act).await?;
    assert_eq!(hints, [PATS_PRESCRIPTIONS]);
    assert_eq!(handed.told().await?["status"], "on_hold");
    let done = json!({ "step": "complete", "reason": "Found a choir" });
    handed
        .theirs(&child, "step", done)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(handed.detail().await?["status"], "completed");
    assert_eq!(handed.told().await?["status"], "completed");
    Ok(())
}

async fn who_handed_on_cannot_decide_over_the_partners_head(ground: Ground) -> anyhow::Result<()> {
    let (handed, _) = Handed::on(ground).await?;
    for step in ["hold", "complete", "fail", "cancel"] {
        let body = json!({ "step": step, "reason": "Because" });
        let answer = handed.ours("step", body).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(told, (StatusCode::CONFLICT, "handed-on"), "{step}");
    }
    Ok(())
}

async fn only_partners_and_only_with_the_patients_word(ground: Ground) -> anyhow::Result<()> {
    let handed = Handed::ready(ground).await?;
    let refused = handed.ours("hand-on", hand_on(PRACTICE, true)).await?;
    assert_eq!(refused.fields(), ["to_organisation_id"]);
    let refused = handed.ours("hand-on", hand_on(STRANGER, false)).await?;
    assert_eq!(refused.fields(), ["patient_agreed"]);
    Ok(())
}

async fn who_said_no_is_asked_again_before_they_are_handed_on(
    ground: Ground,
) -> anyhow::Result<()> {
    let handed = Handed::ready(ground).await?;
    assert_eq!(handed.detail().await?["onward"]["given"], true);
    let path = format!("/api/prescriptions/{}/consents", handed.prescription);
    let no = json!({
        "question": "share_onward", "given": false, "text_version": "1", "language": "en",
    });
    let answer = handed
        .house
        .post(&handed.house.prescriber, &path, no)
        .await?;
    answer.expect(StatusCode::OK);
    let shown = handed.detail().await?["onward"].clone();
    assert_eq!(
        (&shown["given"], &shown["by"]),
        (&json!(false), &json!("Example Practice"))
    );
    // A page that did not show the no has the box ticked, and nobody has asked again.
    let refused = handed.ours("hand-on", hand_on(STRANGER, true)).await?;
    assert_eq!(refused.fields(), ["patient_agreed"]);
    let said = refused.body.to_string();
    assert!(
        said.contains("said no to this when Example Practice asked"),
        "{said}"
    );
    assert_eq!(handed.detail().await?["handed_on_to"], Value::Null);
    let mut again = hand_on(STRANGER, true);
    again["asked_again"] = json!(true);
    let on = handed.ours("hand-on", again).await?.expect(StatusCode::OK);
    assert_eq!(on["handed_on_to"]["name"], "Example Elsewhere");
    assert_eq!(on["onward"]["given"], true);
    Ok(())
}

async fn the_patients_yes_is_written_down_with_who_asked(ground: Ground) -> anyhow::Result<()> {
    let (handed, _) = Handed::on(ground).await?;
    let told = handed.told().await?;
    let newest = told["consents"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(newest["question"], "share_onward");
    assert_eq!(newest["given"], true);
    assert_eq!(newest["by"], "Lin Example");
    assert_eq!(newest["text_version"], "hand-on-2026-11");
    assert_eq!(newest["language"], "de");
    assert_eq!(handed.house.audited(CHARITY, "consent.given").await?, 1);
    Ok(())
}

async fn one_partner_at_a_time(ground: Ground) -> anyhow::Result<()> {
    let handed = Handed::ready(ground).await?;
    handed.house.opened_every_connection().await?;
    let (one, other) = tokio::join!(
        handed.ours("hand-on", hand_on(STRANGER, true)),
        handed.ours("hand-on", hand_on(STRANGER, true)),
    );
    let mut answers = [one?.status, other?.status];
    answers.sort_unstable();
    assert_eq!(answers, [StatusCode::OK, StatusCode::CONFLICT]);
    Ok(())
}

async fn notes_do_not_cross(ground: Ground) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    handed
        .ours("log", json!({ "text": "Afraid of dogs" }))
        .await?;
    let path = format!("/api/referrals/{child}/log");
    let theirs = handed.house.get(&handed.house.stranger, &path).await?;
    assert_eq!(theirs.expect(StatusCode::OK)["items"], json!([]));
    Ok(())
}
