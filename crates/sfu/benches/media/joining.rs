//! What joining costs, and being there: a room of 50, before anybody publishes and while one does.

use std::time::Duration;

use crate::{
    child::Server,
    hall::Hall,
    pacing::Pacing,
    process::{cpu_nanos, rss_kb},
    report::figure,
};

const PARTICIPANTS: usize = 50;
/// Rooms filled one after another: four hundred joins, and never so many idle that they count.
const ROOMS: usize = 8;
/// Publishers whose history is weighed.
const PUBLISHERS: usize = 10;

pub(crate) fn measure() {
    figure("join_cpu_ms", joins(), "ms");
    let mut hall = Hall::new(Server::start(&["ours", "1"]), 0);
    let pid = hall.server.pid();
    hall.rest(Duration::from_millis(500));
    let rest = rss_kb(pid);
    hall.add_room(PARTICIPANTS - 1);
    let connected = rss_kb(pid);
    let each = |kb: u64| (kb - rest) as f64 / PARTICIPANTS as f64;
    figure("rss_kb_rest", rest as f64, "kB");
    figure("rss_kb_per_participant", each(connected), "kB");
    hall.rest(Duration::from_secs(3));
    let before = cpu_nanos(pid);
    hall.rest(Duration::from_secs(2));
    let idle = (cpu_nanos(pid) - before) as f64 / 2e6;
    figure("idle_cpu_ms_per_s", idle, "ms");
    hall.run(Some(Pacing::Bursts), Duration::from_secs(12));
    let flowing = rss_kb(pid);
    hall.server.stop();
    let history = history();
    figure("history_kb_per_publisher", history, "kB");
    let apart = each(flowing) - history / PARTICIPANTS as f64;
    figure("rss_kb_per_participant_flowing", apart, "kB");
}

/// The server's CPU for one join, in milliseconds: of the rooms, the one in the middle.
fn joins() -> f64 {
    let mut hall = Hall::new(Server::start(&["ours", "1"]), 0);
    let pid = hall.server.pid();
    let mut fill = || {
        let before = cpu_nanos(pid);
        hall.add_room(PARTICIPANTS - 1);
        (cpu_nanos(pid) - before) as f64 / 1e6 / PARTICIPANTS as f64
    };
    let mut each: Vec<f64> = (0..ROOMS).map(|_| fill()).collect();
    hall.server.stop();
    each.sort_by(f64::total_cmp);
    each[ROOMS / 2]
}

/// Of a publisher of three layers whom nobody receives, once a second of it is kept.
fn history() -> f64 {
    let mut hall = Hall::new(Server::start(&["ours", "1"]), 0);
    let pid = hall.server.pid();
    for _ in 0..PUBLISHERS {
        hall.add_room(0);
    }
    let before = rss_kb(pid);
    hall.run(Some(Pacing::Paced), Duration::from_secs(4));
    let history = (rss_kb(pid) - before) as f64 / PUBLISHERS as f64;
    hall.server.stop();
    history
}
