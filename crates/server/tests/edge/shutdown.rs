//! A house closes within its five seconds, whoever still listens.

use std::time::Duration;

use reqwest::Method;
use wellmet_vocabulary::Role;

use crate::house::House;

#[tokio::test]
async fn an_open_page_does_not_hold_the_house_up() -> anyhow::Result<()> {
    let house = House::open().await?;
    let token = house.sign_in(Role::Facilitator).await?;
    let stream = house.request(Method::GET, "/api/live");
    let cookie = format!("__Host-staff={token}");
    let mut stream = stream.header("cookie", cookie).send().await?;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(stream.headers().get("content-encoding").is_none());

    let closing = tokio::spawn(house.close());
    while stream.chunk().await?.is_some() {}
    let patience = wellmet_foundation::Clock::system();
    tokio::select! {
        closed = closing => closed?,
        () = patience.sleep(Duration::from_secs(5)) => panic!("still open after five seconds"),
    }
    Ok(())
}
