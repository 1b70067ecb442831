//! Who is slow holds nothing for ever.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wellmet_foundation::Clock;
use wellmet_server::Patience;

use crate::house::House;

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);

/// Sends `beginning`, and gives what comes back until the house hangs up.
async fn answered(house: &House, beginning: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(house.running.address).await?;
    stream.write_all(beginning.as_bytes()).await?;
    let mut answer = Vec::new();
    let clock = Clock::system();
    tokio::select! {
        read = stream.read_to_end(&mut answer) => drop(read?),
        () = clock.sleep(Duration::from_secs(10)) => panic!("still connected after ten seconds"),
    }
    Ok(String::from_utf8(answer)?)
}

#[tokio::test]
async fn who_never_finishes_their_headers_is_hung_up_on() -> anyhow::Result<()> {
    let house = House::impatient(Patience {
        headers: SHORT,
        request: LONG,
    })
    .await?;
    let answer = answered(&house, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await?;
    assert!(!answer.contains(" 200 "), "{answer}");
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn who_never_finishes_their_body_is_told_in_a_problem() -> anyhow::Result<()> {
    let house = House::impatient(Patience {
        headers: LONG,
        request: SHORT,
    })
    .await?;
    let beginning = "POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                     Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n\
                     Content-Length: 100\r\n\r\n{";
    let answer = answered(&house, beginning).await?;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    for part in [
        "application/problem+json",
        "/problems/took-too-long",
        "retry-after: 5",
    ] {
        assert!(answer.contains(part), "{part} in {answer}");
    }
    house.close().await;
    Ok(())
}
