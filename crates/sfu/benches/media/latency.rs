//! How long a packet takes from who sends it to who receives it, at 60 % of one core, and how long until a hundred
//! who join at once have media: ours beside another's. Clients of so many share the cores with the server and
//! report late at times; so that nobody takes that for a full link, these give no transport-wide feedback.

use std::time::{Duration, Instant};

use crate::{
    child::Server,
    client::{Arrived, Client},
    hall::Hall,
    offer::{Sections, VIDEO_PT},
    pacing::Pacing,
    process::cpu_nanos,
    publisher::STAMP,
    report::{figure, median},
    subscriber::Subscriber,
};

/// Subscribers of each room, so many rooms that the share is reached.
const SUBSCRIBERS: usize = 50;
const SHARE: f64 = 0.6;
const MOST_ROOMS: usize = 24;
const MEASURED: Duration = Duration::from_secs(4);
/// Who join at once, and how often that is measured.
const CROWD: usize = 100;
const CROWDS: usize = 3;

pub(crate) fn measure() {
    for (name, which) in [("ours", &["ours", "1"][..]), ("str0m", &["str0m"])] {
        crowds(name, which);
    }
    for pacing in Pacing::ALL {
        for (name, which) in [("ours", &["ours", "1"]), ("str0m", &["str0m", "unlimited"])] {
            at_share(name, which, pacing);
        }
    }
}

fn at_share(name: &str, which: &[&str], pacing: Pacing) {
    let mut hall = Hall::new(Server::start(which), 0);
    let mut share = 0.0;
    while hall.publishers.len() < MOST_ROOMS && share < SHARE {
        // At least one more, and as many as the share so far foretells.
        let rooms = hall.publishers.len() as f64;
        let more = if share > 0.0 {
            (0.95 * rooms * (SHARE / share - 1.0)) as usize
        } else {
            2
        };
        for _ in 0..more.clamp(1, MOST_ROOMS - hall.publishers.len()) {
            hall.add_room_of(SUBSCRIBERS, Sections::UNLIMITED);
        }
        hall.run(Some(pacing), Duration::from_secs(4));
        share = measured(&mut hall, pacing, Duration::from_secs(2)).share;
    }
    let run = measured(&mut hall, pacing, MEASURED);
    hall.server.stop();
    let load = format!("{}_{name}", pacing.name());
    figure(
        format!("latency_core_share_{load}"),
        100.0 * run.share,
        "percent",
    );
    figure(
        format!("latency_packets_per_s_{load}"),
        run.packets,
        "packets/s",
    );
    figure(format!("latency_p50_{load}"), run.p50, "us");
    figure(format!("latency_p99_{load}"), run.p99, "us");
}

struct Run {
    share: f64,
    packets: f64,
    p50: f64,
    p99: f64,
}

/// Latencies are those of one subscriber of the first room, in the middle, who waits for its packets.
fn measured(hall: &mut Hall, pacing: Pacing, time: Duration) -> Run {
    let pid = hall.server.pid();
    let at = SUBSCRIBERS / 2;
    let mut witness = hall.subscribers.remove(at);
    let (cpu, before, start) = (cpu_nanos(pid), hall.counts(), Instant::now());
    let (epoch, mut latencies) = (hall.epoch, Vec::new());
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| watch(&mut witness, epoch, time));
        hall.run(Some(pacing), time);
        latencies = watch.join().expect("a witness");
    });
    let elapsed = start.elapsed().as_secs_f64();
    let share = (cpu_nanos(pid) - cpu) as f64 / 1e9 / elapsed;
    let packets = (hall.counts().media - before.media) as f64 / elapsed;
    hall.subscribers.insert(at, witness);
    latencies.sort_by(f64::total_cmp);
    let part = |of: usize| latencies.get(latencies.len() * of / 100).copied();
    Run {
        share,
        packets,
        p50: part(50).unwrap_or(f64::NAN),
        p99: part(99).unwrap_or(f64::NAN),
    }
}

/// Microseconds from sending to receiving, for as long as told.
fn watch(witness: &mut Subscriber, epoch: Instant, time: Duration) -> Vec<f64> {
    let (end, mut latencies) = (Instant::now() + time, Vec::new());
    let mut buffer = [0; 2048];
    witness.client.wait_for_packets(true);
    while Instant::now() < end {
        while let Some(arrived) = witness.client.read(&mut buffer) {
            let now = Instant::now();
            if let Arrived::Rtp(packet) = arrived {
                witness.take(packet, now);
                let sent =
                    (packet[1] & 0x7F == VIDEO_PT).then(|| stamp(&mut witness.client, packet));
                let sent = sent
                    .flatten()
                    .map(|nanos| epoch + Duration::from_nanos(nanos));
                latencies.extend(sent.map(|sent| (now - sent).as_secs_f64() * 1e6));
            }
            witness.answer(now);
        }
        witness.answer(Instant::now());
    }
    witness.client.wait_for_packets(false);
    latencies
}

/// When the packet was sent, as its payload says.
fn stamp(client: &mut Client, packet: &[u8]) -> Option<u64> {
    let plain = client.open_rtp(packet)?;
    let header = 16 + 4 * usize::from(u16::from_be_bytes([plain[14], plain[15]]));
    let stamp = plain.get(header..)?.get(STAMP)?;
    Some(u64::from_be_bytes(stamp.try_into().ok()?))
}

/// A hundred join a room in which somebody publishes.
fn crowds(name: &str, which: &[&str]) {
    let times: Vec<(f64, f64)> = (0..CROWDS).map(|_| crowd(which)).collect();
    let name = |what: &str| format!("join_burst_{CROWD}_{what}_{name}");
    figure(name("wall"), median(times.iter().map(|of| of.0)), "ms");
    figure(name("cpu"), median(times.iter().map(|of| of.1)), "ms");
}

/// Milliseconds until all have media, and of the server's CPU meanwhile.
fn crowd(which: &[&str]) -> (f64, f64) {
    let mut hall = Hall::new(Server::start(which), 0);
    hall.add_room(0);
    hall.run(Some(Pacing::Bursts), Duration::from_secs(1));
    let pid = hall.server.pid();
    let (cpu, start) = (cpu_nanos(pid), Instant::now());
    for number in 0..CROWD {
        let peer = hall.server.join(0);
        hall.server.subscribe(peer, 0, 0);
        hall.server.subscribe(peer, 0, 1);
        let client = hall.begin(peer, Sections::SUBSCRIBER);
        let offset = number as f64 / CROWD as f64;
        let subscriber = Subscriber::new(client, hall.epoch, 0, offset);
        hall.subscribers.push(subscriber);
    }
    hall.run_until(Some(Pacing::Bursts), Duration::from_secs(20), |all| {
        all.iter().all(|of| of.counts.media > 0)
    });
    let wall = start.elapsed().as_secs_f64() * 1e3;
    let cpu = (cpu_nanos(pid) - cpu) as f64 / 1e6;
    hall.server.stop();
    (wall, cpu)
}
