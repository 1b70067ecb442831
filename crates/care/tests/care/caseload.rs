//! Finding one's way in a caseload.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{House, id_of};

on_both_databases!(
    names_are_found_by_their_words,
    each_tab_holds_its_part_and_the_counts_say_how_many,
    ones_own_nobodys_and_a_colleagues_are_told_apart,
    what_is_due_is_found_on_its_day,
    what_is_urgent_is_found_and_comes_first,
    each_order_pages_through_everybody_once,
    a_page_after_somebody_elses_referral_is_empty,
    a_view_is_kept_replaced_and_removed,
    views_are_ones_own,
);

async fn names(house: &House, wanted: Value) -> anyhow::Result<Vec<String>> {
    let page = house.search(&house.link_worker, wanted).await?;
    let page = page.expect(StatusCode::OK);
    let rows = page["items"].as_array().unwrap();
    let name = |row: &Value| row["patient_name"].as_str().unwrap().to_owned();
    Ok(rows.iter().map(name).collect())
}

async fn names_are_found_by_their_words(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for name in ["Ada Example", "Zoë Example", "Ben Percent%"] {
        house.prescribed(name, true).await?;
    }
    for (text, found) in [
        ("ADA ex", &["Ada Example"][..]),
        ("zoë", &["Zoë Example"]),
        ("example", &["Ada Example", "Zoë Example"]),
        ("zoe", &["Zoë Example"]),
        ("percent%", &["Ben Percent%"]),
        ("nobody", &[]),
        ("  ", &["Ada Example", "Zoë Example", "Ben Percent%"]),
    ] {
        assert_eq!(
            names(&house, json!({ "text": text })).await?,
            found,
            "{text}"
        );
    }
    Ok(())
}

async fn each_tab_holds_its_part_and_the_counts_say_how_many(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.prescribed("New Example", true).await?;
    house.accepted("Active Example").await?;
    for (name, step) in [("Held Example", "hold"), ("Ended Example", "fail")] {
        let referral = house.accepted(name).await?;
        let path = format!("/api/referrals/{referral}/step");
        let body = json!({ "step": step, "reason": "Because" });
        house
            .post(&house.link_worker, &path, body)
            .await?
            .expect(StatusCode::OK);
    }
    for (tab, found) in [
        (
            "open",
            &["New Example", "Active Example", "Held Example"][..],
        ),
        ("new", &["New Example"]),
        ("active", &["Active Example"]),
        ("on_hold", &["Held Example"]),
        ("ended", &["Ended Example"]),
        (
            "all",
            &[
                "New Example",
                "Active Example",
                "Held Example",
                "Ended Example",
            ],
        ),
    ] {
        assert_eq!(names(&house, json!({ "tab": tab })).await?, found, "{tab}");
    }
    let page = house
        .search(&house.link_worker, json!({ "text": "nobody" }))
        .await?;
    assert_eq!(
        page.expect(StatusCode::OK)["counts"],
        json!({ "open": 3, "new": 1, "active": 1, "on_hold": 1, "ended": 1, "all": 4 })
    );
    Ok(())
}

async fn ones_own_nobodys_and_a_colleagues_are_told_apart(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.prescribed("Nobodys Example", true).await?;
    house.accepted("Lins Example").await?;
    let (_, leas) = house.prescribed("Leas Example", true).await?;
    let path = format!("/api/referrals/{leas}/accept");
    house
        .post(&house.other_link_worker, &path, json!({}))
        .await?;
    let lea = Uuid::from_u128(8);
    for (wanted, found) in [
        (json!({ "whose": "mine" }), "Lins Example"),
        (json!({ "whose": "nobody" }), "Nobodys Example"),
        (json!({ "assigned_to": lea }), "Leas Example"),
        (json!({ "stage": "new", "whose": "mine" }), "Lins Example"),
    ] {
        assert_eq!(names(&house, wanted.clone()).await?, [found], "{wanted}");
    }
    Ok(())
}

async fn what_is_due_is_found_on_its_day(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.accepted("No Day").await?;
    for (name, day) in [("Early Day", "2026-12-01"), ("Late Day", "2026-12-20")] {
        let referral = house.accepted(name).await?;
        let path = format!("/api/referrals/{referral}/log");
        let entry = json!({ "text": "Call again", "next_contact_on": day });
        house.post(&house.link_worker, &path, entry).await?;
    }
    let due = |today: &str| json!({ "due": true, "today": today, "order": "next_contact" });
    assert!(names(&house, due("2026-11-30")).await?.is_empty());
    assert_eq!(names(&house, due("2026-12-01")).await?, ["Early Day"]);
    assert_eq!(
        names(&house, due("2026-12-31")).await?,
        ["Early Day", "Late Day"]
    );
    let by_day = json!({ "order": "next_contact" });
    assert_eq!(
        names(&house, by_day).await?,
        ["Early Day", "Late Day", "No Day"]
    );
    let without = house
        .search(&house.link_worker, json!({ "due": true }))
        .await?;
    assert_eq!(without.fields(), ["today"]);
    Ok(())
}

async fn what_is_urgent_is_found_and_comes_first(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for (name, urgency) in [
        ("First Routine", "routine"),
        ("First Urgent", "urgent"),
        ("Soon Possible", "asap"),
        ("Second Urgent", "urgent"),
    ] {
        let mut order = crate::fixture::order(name, true);
        order["urgency"] = json!(urgency);
        house
            .post(&house.prescriber, "/api/prescriptions", order)
            .await?
            .expect(StatusCode::CREATED);
    }
    assert_eq!(
        names(&house, json!({ "order": "urgency" })).await?,
        [
            "Soon Possible",
            "First Urgent",
            "Second Urgent",
            "First Routine"
        ]
    );
    assert_eq!(
        names(&house, json!({ "urgent": true })).await?,
        ["First Urgent", "Soon Possible", "Second Urgent"]
    );
    let page = house.search(&house.link_worker, json!({})).await?;
    let page = page.expect(StatusCode::OK);
    assert_eq!(page["items"][2]["urgency"], "asap");
    Ok(())
}

async fn each_order_pages_through_everybody_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for number in 0..103_usize {
        // Few different names, and some in one moment, so that ids must part them.
        let mut order = crate::fixture::order(&format!("Name{} Example", number % 7), true);
        order["urgency"] = json!(["routine", "urgent", "asap"][number % 3]);
        let prescribed = if number % 3 == 0 {
            house
                .at_once(&house.prescriber, "/api/prescriptions", order)
                .await?
        } else {
            house
                .post(&house.prescriber, "/api/prescriptions", order)
                .await?
        };
        prescribed.expect(StatusCode::CREATED);
    }
    for order in ["oldest", "newest", "urgency", "name", "next_contact"] {
        let mut seen = Vec::new();
        let mut after = Value::Null;
        for expected in [50, 50, 3] {
            let wanted = json!({ "order": order, "after": after });
            let page = house.search(&house.link_worker, wanted).await?;
            let page = page.expect(StatusCode::OK);
            let rows = page["items"].as_array().unwrap();
            assert_eq!(rows.len(), expected, "{order}");
            seen.extend(rows.iter().map(id_of));
            after = page["next"].clone();
        }
        assert_eq!(after, Value::Null, "{order}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 103, "{order}");
    }
    Ok(())
}

async fn a_page_after_somebody_elses_referral_is_empty(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let wanted = json!({ "after": referral });
    let page = house.search(&house.stranger, wanted).await?;
    assert_eq!(page.expect(StatusCode::OK)["items"], json!([]));
    Ok(())
}

async fn a_view_is_kept_replaced_and_removed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = "/api/caseload-views";
    for tab in ["new", "on_hold"] {
        let view = json!({ "name": " Resting ", "filters": { "tab": tab, "whose": "mine" } });
        let kept = house.post(&house.link_worker, path, view).await?;
        assert_eq!(kept.status, StatusCode::NO_CONTENT);
    }
    let views = house
        .get(&house.link_worker, path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(views["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(views["items"][0]["name"], "Resting");
    assert_eq!(views["items"][0]["filters"]["tab"], "on_hold");
    let remove = format!("{path}/{}/remove", id_of(&views["items"][0]));
    house.post(&house.link_worker, &remove, json!({})).await?;
    let views = house
        .get(&house.link_worker, path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(views["items"], json!([]));
    let nameless = json!({ "name": " ", "filters": {} });
    let refused = house.post(&house.link_worker, path, nameless).await?;
    assert_eq!(refused.fields(), ["name"]);
    Ok(())
}

async fn views_are_ones_own(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = "/api/caseload-views";
    let view = json!({ "name": "Mine", "filters": {} });
    house.post(&house.link_worker, path, view).await?;
    let views = house
        .get(&house.link_worker, path)
        .await?
        .expect(StatusCode::OK);
    let remove = format!("{path}/{}/remove", id_of(&views["items"][0]));
    let others = house.get(&house.other_link_worker, path).await?;
    assert_eq!(others.expect(StatusCode::OK)["items"], json!([]));
    let refused = house
        .post(&house.other_link_worker, &remove, json!({}))
        .await?;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    Ok(())
}
