//! Breaks every rule of `clippy.toml` once. `scripts/check-disallowed-methods` compiles this file
//! and sees each line refused; it is part of no crate.

pub async fn breaks_every_rule() {
    // Time.
    let system = std::time::SystemTime::now();
    let _ = system.elapsed();
    let monotonic = std::time::Instant::now();
    let _ = monotonic.elapsed();
    let runtime = tokio::time::Instant::now();
    let _ = runtime.elapsed();
    let _ = jiff::Timestamp::now();
    let _ = jiff::Zoned::now();
    let _ = jiff::tz::TimeZone::system();
    let _ = chrono::Utc::now();
    let _ = chrono::Local::now();

    // Waiting.
    let moment = std::time::Duration::ZERO;
    std::thread::sleep(moment);
    tokio::time::sleep(moment).await;
    tokio::time::sleep_until(runtime).await;
    let _ = tokio::time::interval(moment);
    let _ = tokio::time::interval_at(runtime, moment);
    let _ = tokio::time::timeout(moment, async {}).await;
    let _ = tokio::time::timeout_at(runtime, async {}).await;

    // Ids.
    let _ = uuid::Uuid::now_v7();
    let _ = uuid::Uuid::new_v4();

    // Randomness.
    let _ = rand::rng();
    let _: u8 = rand::random();
    let _: rand::rngs::StdRng = rand::make_rng();
    let _ = aws_lc_rs::rand::fill(&mut [0]);
    let _ = aws_lc_rs::rand::SystemRandom::new();
}
