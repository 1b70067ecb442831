//! One publisher and N subscribers with everything on: what a forwarded packet costs, beside the floor.

use std::time::Duration;

use crate::{
    child::Server,
    floor,
    hall::Hall,
    pacing::Pacing,
    process::cpu_nanos,
    report::{figure, median},
    subscriber::Counts,
};

/// Of a thousand video packets, how many each subscriber's network loses.
const LOSSY: u32 = 10;
/// Rounds, and how long the load and the floor are measured in each.
const ROUNDS: usize = 3;
const MEASURED: Duration = Duration::from_secs(4);
const FLOOR: Duration = Duration::from_secs(2);
/// Media packets of the largest layer and of audio that a publisher sends in a second.
const PACKETS: f64 = 9.0 * 30.0 + 50.0;
/// The longest that subscribers' estimates may take to rise.
const PATIENCE: u32 = 40;

/// One round's figures.
struct Round {
    cpu: f64,
    floor: f64,
    floor_of_8: f64,
    run_length: f64,
    floor_run_length: f64,
    delivered: f64,
    repaired: f64,
}

/// The worst of the ratios at 50 subscribers.
pub(crate) fn measure() -> f64 {
    let mut worst = 0.0f64;
    for subscribers in [10, 50] {
        let mut hall = Hall::new(Server::start(&["ours", "1"]), LOSSY);
        hall.add_room(subscribers);
        for pacing in Pacing::ALL {
            warm_up(&mut hall, pacing);
            let rounds: Vec<Round> = (0..ROUNDS).map(|_| round(&mut hall, pacing)).collect();
            let ratio = tell(&rounds, &format!("{}_{subscribers}", pacing.name()));
            worst = if subscribers == 50 {
                worst.max(ratio)
            } else {
                worst
            };
        }
        hall.server.stop();
    }
    worst
}

/// Until everybody's estimate carries the largest layer.
fn warm_up(hall: &mut Hall, pacing: Pacing) {
    hall.run(Some(pacing), Duration::from_secs(3));
    for _ in 0..PATIENCE {
        let before = hall.counts();
        hall.run(Some(pacing), Duration::from_secs(1));
        if share_delivered(hall, before, Duration::from_secs(1)) > 0.98 {
            return;
        }
    }
}

fn share_delivered(hall: &Hall, before: Counts, time: Duration) -> f64 {
    let came = (hall.counts().media - before.media) as f64;
    came / (PACKETS * time.as_secs_f64() * hall.subscribers.len() as f64)
}

fn round(hall: &mut Hall, pacing: Pacing) -> Round {
    let pid = hall.server.pid();
    hall.run(Some(pacing), Duration::from_millis(500));
    let (traffic, cpu, before) = (hall.server.traffic(), cpu_nanos(pid), hall.counts());
    hall.run(Some(pacing), MEASURED);
    let (cpu, after, counts) = (cpu_nanos(pid) - cpu, hall.server.traffic(), hall.counts());
    let media = (counts.media - before.media) as f64;
    let run_length = (after.0 - traffic.0) as f64 / (after.1 - traffic.1).max(1) as f64;
    let load = floor::Load {
        subscribers: hall.subscribers.len(),
        groups: pacing.forwarded(),
        run_length,
        packet: ((counts.bytes - before.bytes) as f64 / media) as usize,
    };
    let (floor, floor_run_length) = load.measure(FLOOR);
    let of_8 = floor::Load {
        groups: vec![8],
        run_length: 8.0,
        ..load
    };
    Round {
        cpu: cpu as f64 / 1e3 / media,
        floor,
        floor_of_8: of_8.measure(FLOOR).0,
        run_length,
        floor_run_length,
        delivered: 100.0 * share_delivered(hall, before, MEASURED),
        repaired: 100.0 * (counts.repaired - before.repaired) as f64
            / (counts.thrown - before.thrown).max(1) as f64,
    }
}

/// Prints the medians; the ratio's.
fn tell(rounds: &[Round], load: &str) -> f64 {
    let of = |value: fn(&Round) -> f64| median(rounds.iter().map(value));
    let ratio = of(|round| round.cpu / round.floor);
    figure(format!("cpu_us_per_packet_{load}"), of(|of| of.cpu), "us");
    figure(
        format!("floor_us_per_packet_{load}"),
        of(|of| of.floor),
        "us",
    );
    figure(
        format!("floor_us_per_packet_runs_of_8_{load}"),
        of(|of| of.floor_of_8),
        "us",
    );
    figure(
        format!("run_length_{load}"),
        of(|of| of.run_length),
        "packets",
    );
    figure(
        format!("floor_run_length_{load}"),
        of(|of| of.floor_run_length),
        "packets",
    );
    figure(
        format!("delivered_{load}"),
        of(|of| of.delivered),
        "percent",
    );
    figure(format!("repaired_{load}"), of(|of| of.repaired), "percent");
    figure(format!("cpu_per_packet_over_floor_{load}"), ratio, "ratio");
    ratio
}
