//! Inviting, accepting and ending, as administrators do it.

use std::time::Duration;

use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::fixture::{House, PASSWORD};

on_both_databases!(
    an_organisation_that_is_here_accepts_for_itself,
    an_organisation_that_is_new_joins_with_its_first_administrator,
    a_link_is_good_once_and_for_twenty_eight_days,
    an_invitation_taken_back_is_good_for_nothing,
    nobody_is_their_own_partner,
    what_cannot_be_used_uses_nothing_up,
    either_side_ends_one_way_and_both_trails_tell,
    only_administrators_decide,
);

/// Invites from the charity; gives what stands behind the `#` of the link.
async fn invited(house: &House, ady: &StaffCaller, terms: [bool; 2]) -> anyhow::Result<String> {
    let [to_them, from_them] = terms;
    let input =
        json!({ "organisation": "An allotment", "to_them": to_them, "from_them": from_them });
    let answer = house
        .post(Some(ady), "/api/partner-invitations", &input)
        .await?;
    assert_eq!(answer.status, 201);
    let url = answer.body["invitation_url"].as_str().unwrap_or_default();
    let token = url.strip_prefix("https://meet.example.org/partner#");
    Ok(token.unwrap_or_default().to_owned())
}

async fn charitys(house: &House) -> anyhow::Result<StaffCaller> {
    house.staff(house.charity, "ady", Role::Administrator).await
}

async fn practices(house: &House) -> anyhow::Result<StaffCaller> {
    house
        .staff(house.practice, "pia", Role::Administrator)
        .await
}

async fn partnerships(house: &House, caller: &StaffCaller) -> anyhow::Result<Value> {
    Ok(house.get(Some(caller), "/api/partnerships").await?.body)
}

fn joining(token: &str) -> Value {
    json!({ "token": token, "organisation": "The allotment", "name": "Gil Example",
            "email": "gil@example.org", "password": PASSWORD })
}

async fn an_organisation_that_is_here_accepts_for_itself(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let (ady, pia) = (charitys(&house).await?, practices(&house).await?);
    let token = json!({ "token": invited(&house, &ady, [false, true]).await? });
    let seen = partnerships(&house, &ady).await?;
    assert_eq!(seen["invitations"][0]["name"], "An allotment");
    let looked = house
        .post(None, "/api/partner-invitations/look", &token)
        .await?;
    let told = json!({ "by": "A charity", "organisation": "An allotment",
                       "to_them": false, "from_them": true });
    assert_eq!(looked.body, told);
    let accepted = house
        .post(Some(&pia), "/api/partner-invitations/accept", &token)
        .await?;
    assert_eq!(accepted.status, 204);
    let theirs = partnerships(&house, &pia).await?;
    assert_eq!(theirs["partnerships"][0]["name"], "A charity");
    assert!(theirs["partnerships"][0]["to_them_since"].is_i64());
    assert!(theirs["partnerships"][0]["from_them_since"].is_null());
    let ours = partnerships(&house, &ady).await?;
    assert!(ours["partnerships"][0]["from_them_since"].is_i64());
    assert_eq!(ours["invitations"], json!([]));
    for organisation in [house.charity, house.practice] {
        let trail = house.trail(organisation).await?;
        assert!(trail.contains(&"partnership.begun".to_owned()));
    }
    Ok(())
}

async fn an_organisation_that_is_new_joins_with_its_first_administrator(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let ady = charitys(&house).await?;
    let token = invited(&house, &ady, [true, true]).await?;
    let mut both = joining(&token);
    both["also"] = json!(["link_worker", "administrator"]);
    let joined = house
        .post(None, "/api/partner-invitations/join", &both)
        .await?;
    assert_eq!(joined.status, 200, "{:?}", joined.body);
    assert_eq!(joined.body["organisation"]["name"], "The allotment");
    assert_eq!(
        joined.body["roles"],
        json!(["link_worker", "administrator"])
    );
    assert!(joined.cookie().is_some(), "they are signed in");
    let ours = partnerships(&house, &ady).await?;
    assert_eq!(ours["partnerships"][0]["name"], "The allotment");
    assert!(ours["partnerships"][0]["to_them_since"].is_i64());
    assert!(ours["partnerships"][0]["from_them_since"].is_i64());
    Ok(())
}

async fn a_link_is_good_once_and_for_twenty_eight_days(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let (ady, pia) = (charitys(&house).await?, practices(&house).await?);
    let used = json!({ "token": invited(&house, &ady, [true, false]).await? });
    let late = json!({ "token": invited(&house, &ady, [true, false]).await? });
    let accept = "/api/partner-invitations/accept";
    assert_eq!(house.post(Some(&pia), accept, &used).await?.status, 204);
    let four_weeks = Duration::from_secs(28 * 24 * 3_600);
    house.ground.clock.advance(four_weeks);
    for token in [&used, &late, &json!({ "token": "nonsense" })] {
        let answer = house.post(Some(&pia), accept, token).await?;
        assert_eq!(answer.problem(), "partner-invitation-unknown");
    }
    assert_eq!(partnerships(&house, &ady).await?["invitations"], json!([]));
    Ok(())
}

async fn an_invitation_taken_back_is_good_for_nothing(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let (ady, pia) = (charitys(&house).await?, practices(&house).await?);
    let token = invited(&house, &ady, [true, false]).await?;
    let seen = partnerships(&house, &ady).await?;
    let id = seen["invitations"][0]["id"].as_str().unwrap_or_default();
    let withdraw = format!("/api/partner-invitations/{id}/withdraw");
    let foreign = house.post(Some(&pia), &withdraw, &Value::Null).await?;
    assert_eq!(foreign.status, 404, "another organisation's invitation");
    let done = house.post(Some(&ady), &withdraw, &Value::Null).await?;
    assert_eq!(done.status, 204);
    let again = house.post(Some(&ady), &withdraw, &Value::Null).await?;
    assert_eq!(again.status, 404);
    for path in ["look", "join"] {
        let path = format!("/api/partner-invitations/{path}");
        let answer = house.post(None, &path, &joining(&token)).await?;
        assert_eq!(answer.problem(), "partner-invitation-unknown");
    }
    Ok(())
}

async fn nobody_is_their_own_partner(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let ady = charitys(&house).await?;
    let token = json!({ "token": invited(&house, &ady, [true, false]).await? });
    let answer = house
        .post(Some(&ady), "/api/partner-invitations/accept", &token)
        .await?;
    assert_eq!(
        (answer.status.as_u16(), answer.problem()),
        (409, "own-invitation")
    );
    Ok(())
}

async fn what_cannot_be_used_uses_nothing_up(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let ady = charitys(&house).await?;
    let empty = json!({ "organisation": " ", "to_them": false, "from_them": false });
    let answer = house
        .post(Some(&ady), "/api/partner-invitations", &empty)
        .await?;
    assert_eq!(answer.fields(), ["organisation", "terms"]);
    let token = invited(&house, &ady, [true, false]).await?;
    let join = "/api/partner-invitations/join";
    let mut wrong = joining(&token);
    wrong["organisation"] = json!("");
    wrong["email"] = json!("nowhere");
    wrong["password"] = json!("short");
    let answer = house.post(None, join, &wrong).await?;
    assert_eq!(answer.fields(), ["email", "organisation", "password"]);
    let mut taken = joining(&token);
    taken["email"] = json!("ady@example.org");
    let answer = house.post(None, join, &taken).await?;
    assert_eq!(answer.fields(), ["email"]);
    assert_eq!(
        partnerships(&house, &ady).await?["partnerships"],
        json!([]),
        "no organisation is left half made"
    );
    let answer = house.post(None, join, &joining(&token)).await?;
    assert_eq!(answer.status, 200, "the link is still good");
    assert_eq!(answer.body["roles"], json!(["administrator"]));
    Ok(())
}

async fn either_side_ends_one_way_and_both_trails_tell(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let (ady, pia) = (charitys(&house).await?, practices(&house).await?);
    let token = json!({ "token": invited(&house, &ady, [true, true]).await? });
    house
        .post(Some(&pia), "/api/partner-invitations/accept", &token)
        .await?;
    let end = format!("/api/partnerships/{}/end", house.charity);
    let from_them = json!({ "direction": "from_them" });
    assert_eq!(house.post(Some(&pia), &end, &from_them).await?.status, 204);
    assert_eq!(house.post(Some(&pia), &end, &from_them).await?.status, 404);
    let ours = partnerships(&house, &ady).await?;
    assert!(ours["partnerships"][0]["to_them_since"].is_null());
    assert!(ours["partnerships"][0]["from_them_since"].is_i64());
    for organisation in [house.charity, house.practice] {
        let trail = house.trail(organisation).await?;
        assert!(trail.contains(&"partnership.ended".to_owned()));
    }
    Ok(())
}

async fn only_administrators_decide(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground).await?;
    let ady = charitys(&house).await?;
    let token = invited(&house, &ady, [true, false]).await?;
    let invite = json!({ "organisation": "X", "to_them": true, "from_them": false });
    let token = json!({ "token": token });
    let end = format!("/api/partnerships/{}/end", house.charity);
    let id = house.charity;
    let withdraw = format!("/api/partner-invitations/{id}/withdraw");
    let direction = json!({ "direction": "to_them" });
    let asked = [
        ("/api/partner-invitations", &invite),
        ("/api/partner-invitations/accept", &token),
        (end.as_str(), &direction),
        (withdraw.as_str(), &Value::Null),
    ];
    for role in [Role::Prescriber, Role::LinkWorker, Role::Facilitator] {
        let name = format!("{role:?}").to_lowercase();
        let caller = house.staff(house.practice, &name, role).await?;
        for (path, input) in asked {
            let answer = house.post(Some(&caller), path, input).await?;
            assert_eq!(answer.status, 403, "{path} for {role:?}");
        }
    }
    for (path, input) in asked {
        assert_eq!(house.post(None, path, input).await?.status, 401, "{path}");
    }
    Ok(())
}
