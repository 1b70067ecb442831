//! Lists that name patients leave a trace when they are read: who, which, how many; nobody's name.

use http::StatusCode;
use serde_json::json;
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, PRACTICE};

on_both_databases!(
    reading_the_caseload_is_audited_once_for_each_request,
    reading_ones_prescriptions_is_audited_once_for_each_request,
    who_may_not_read_a_list_leaves_no_reading,
);

async fn reading_the_caseload_is_audited_once_for_each_request(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    // Prescribing here reads the whole caseload once.
    house.prescribed("Ada Example", true).await?;
    house.accepted("Ben Example").await?;
    for wanted in [json!({}), json!({ "text": "ben" })] {
        let page = house.search(&house.link_worker, wanted).await?;
        page.expect(StatusCode::OK);
    }
    let read = house.listed(CHARITY, "referrals.read").await?;
    let mut items: Vec<_> = read.into_iter().collect();
    items.sort();
    let page = |items| ("caseload".to_owned(), Some(items));
    assert_eq!(items, [page(1), page(1), page(2), page(2)]);
    Ok(())
}

async fn reading_ones_prescriptions_is_audited_once_for_each_request(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house
        .own_prescriptions(&house.prescriber)
        .await?
        .expect(StatusCode::OK);
    house.prescribed("Ada Example", false).await?;
    house
        .own_prescriptions(&house.prescriber)
        .await?
        .expect(StatusCode::OK);
    let read = house.listed(PRACTICE, "prescriptions.read").await?;
    let own = "own_prescriptions".to_owned();
    assert_eq!(read, [(own.clone(), Some(0)), (own, Some(1))]);
    Ok(())
}

async fn who_may_not_read_a_list_leaves_no_reading(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let answer = house.search(&house.facilitator, json!({})).await?;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(house.listed(CHARITY, "referrals.read").await?.is_empty());
    Ok(())
}
