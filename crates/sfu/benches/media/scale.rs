//! One node as it is meant to be used: a media thread for each core, a hundred rooms of twelve, a room of fifty.
//!
//! Each participant has two peer connections, one to publish with and one to receive with. What clients of this
//! many would need does not fit beside the server on a small machine, so rooms begin to talk one after another until
//! packets are lost or half of all cores is the server's; the rest is told as what a room costs.

use std::time::{Duration, Instant};

use crate::{
    child::Server,
    hall::Hall,
    offer::Sections,
    pacing::Pacing,
    process::{cpu_nanos, rss_kb, thread_nanos},
    publisher::Publisher,
    report::figure,
    subscriber::Subscriber,
};

const ROOMS: usize = 100;
const GROUP: usize = 12;
const LARGE: usize = 50;
const CAMERAS: usize = 9;
/// The share of what should come below which a load counts as too much.
const ENOUGH: f64 = 0.98;

pub(crate) fn measure() {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    idle(cores);
    groups(cores);
    large_room(cores);
}

/// Everybody is there, and nobody sends.
fn idle(cores: usize) {
    let mut hall = Hall::new(Server::start(&["ours", &cores.to_string()]), 0);
    let pid = hall.server.pid();
    let rest = rss_kb(pid);
    for _ in 0..ROOMS {
        let room = hall.server.open_room();
        for _ in 0..GROUP {
            let peer = hall.server.join(room);
            let client = hall.connect(peer, Sections::PUBLISHER);
            hall.publishers
                .push(Publisher::new(client, hall.epoch, true));
        }
    }
    hall.rest(Duration::from_secs(3));
    let before = cpu_nanos(pid);
    hall.rest(Duration::from_secs(5));
    let idle = (cpu_nanos(pid) - before) as f64 / 5e6;
    let rss = (rss_kb(pid) - rest) as f64 / (ROOMS * GROUP) as f64;
    hall.server.stop();
    figure("scale_idle_1200_cpu_ms_per_s", idle, "ms");
    figure("scale_idle_1200_rss_kb_per_participant", rss, "kB");
}

/// Adds a room in which `people` speak, the first `cameras` of them are seen, and each receives all others.
/// Packets each second that all of them together are to receive.
fn add_group(hall: &mut Hall, people: usize, cameras: usize) -> f64 {
    let room = hall.server.open_room();
    let mut publishers = Vec::new();
    for number in 0..people {
        let (peer, camera) = (hall.server.join(room), number < cameras);
        let sections = Sections {
            microphone: true,
            camera,
            ..Sections::default()
        };
        let client = hall.connect(peer, sections);
        hall.publishers
            .push(Publisher::new(client, hall.epoch, camera));
        publishers.push(peer);
    }
    for own in 0..people {
        let peer = hall.server.join(room);
        let (mut audios, mut videos) = (0, 0);
        for (other, publisher) in publishers.iter().enumerate().filter(|(at, _)| *at != own) {
            hall.server.subscribe(peer, *publisher, 0);
            audios += 1;
            if other < cameras {
                hall.server.subscribe(peer, *publisher, 1);
                hall.server.wish_small(peer, *publisher, 1);
                videos += 1;
            }
        }
        let sections = Sections {
            audios,
            videos,
            ..Sections::default()
        };
        let client = hall.connect(peer, sections);
        let offset = own as f64 / people as f64;
        hall.subscribers
            .push(Subscriber::new(client, hall.epoch, 0, offset));
    }
    // In a large room the five loudest are heard, two of whom may be oneself and nobody else.
    let voices = if people > GROUP {
        5.0
    } else {
        people as f64 - 1.0
    };
    let each = 50.0 * voices;
    let seen = people as f64 * cameras as f64 - cameras as f64;
    people as f64 * each + 30.0 * seen
}

fn groups(cores: usize) {
    let mut hall = Hall::new(Server::start(&["ours", &cores.to_string()]), 0);
    let (mut rooms, mut wanted, mut told) = (0, 0.0, None);
    while rooms < ROOMS {
        for _ in 0..4 {
            wanted += add_group(&mut hall, GROUP, GROUP);
        }
        rooms += 4;
        hall.run(Some(Pacing::Paced), Duration::from_secs(3));
        let run = measured(&mut hall, Duration::from_secs(3));
        let enough = run.packets >= ENOUGH * wanted;
        if enough || told.is_none() {
            told = Some((rooms, run));
        }
        if !enough {
            break;
        }
    }
    hall.server.stop();
    let Some((rooms, run)) = told else { return };
    figure("scale_rooms_of_12_driven", rooms as f64, "rooms");
    figure("scale_rooms_of_12_packets_per_s", run.packets, "packets/s");
    figure("scale_rooms_of_12_server_cores", run.cores, "cores");
    figure(
        "scale_rooms_of_12_busiest_thread",
        100.0 * run.busiest,
        "percent",
    );
    figure(
        "scale_rooms_of_12_per_core",
        rooms as f64 / run.cores,
        "rooms",
    );
    figure(
        "scale_cores_for_100_rooms_of_12",
        run.cores * ROOMS as f64 / rooms as f64,
        "cores",
    );
}

fn large_room(cores: usize) {
    let mut hall = Hall::new(Server::start(&["ours", &cores.to_string()]), 0);
    let wanted = add_group(&mut hall, LARGE, CAMERAS);
    hall.run(Some(Pacing::Paced), Duration::from_secs(5));
    let run = measured(&mut hall, Duration::from_secs(4));
    hall.server.stop();
    figure("scale_room_of_50_packets_per_s", run.packets, "packets/s");
    figure(
        "scale_room_of_50_delivered",
        100.0 * run.packets / wanted,
        "percent",
    );
    figure("scale_room_of_50_server_cores", run.cores, "cores");
}

struct Run {
    packets: f64,
    cores: f64,
    /// The share of a core that the busiest media thread takes.
    busiest: f64,
}

fn measured(hall: &mut Hall, time: Duration) -> Run {
    let pid = hall.server.pid();
    let (before, threads, start) = (hall.counts(), thread_nanos(pid), Instant::now());
    hall.run(Some(Pacing::Paced), time);
    let nanos = start.elapsed().as_nanos() as f64;
    let after = thread_nanos(pid);
    let of = |(thread, cpu): (&u32, &u64)| cpu - threads.get(thread).copied().unwrap_or(0);
    let shares: Vec<f64> = after.iter().map(|each| of(each) as f64 / nanos).collect();
    Run {
        packets: (hall.counts().media - before.media) as f64 * 1e9 / nanos,
        cores: shares.iter().sum(),
        busiest: shares.into_iter().fold(0.0, f64::max),
    }
}
