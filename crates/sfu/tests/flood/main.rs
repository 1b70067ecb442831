//! Hostile datagrams at full speed against a real media thread, while people talk.
//!
//! The core runs in a child process, so that its memory is told apart from the attackers'. They know much: who is in
//! the call from which address, every name the answers told, and what was sent before; all they lack is the keys.
//! `WELLMET_FLOOD_SECONDS` (3 unless set) says for how long; what was measured is printed as `figure NAME VALUE UNIT`.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test over real sockets uses the real clock, and prints what it measures"
)]

mod attack;
mod client;
mod server;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use attack::Arsenal;
use client::Client;
use server::Server;

/// What the server may hold more after the flood than before it.
const MAX_GROWTH_KB: u64 = 2 * 1024;
/// Sockets of strangers.
const STRANGERS: usize = 64;

#[test]
fn a_call_goes_on_under_a_flood_of_hostile_datagrams() {
    let seconds = std::env::var("WELLMET_FLOOD_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let flood = Duration::from_secs(seconds.unwrap_or(3));
    let mut server = Server::start();
    let (mut speaker, mut listener, mut silent) = (Client::new(), Client::new(), Client::new());
    speaker.publish(&mut server);
    listener.receive(&mut server);
    silent.receive(&mut server);
    let mut call = [speaker, listener, silent];
    talk(&mut call, Duration::from_secs(2));
    let [speaker, listener, silent] = &mut call;
    assert!(speaker.connected && listener.connected && silent.connected);
    assert!(silent.frames > 0 && listener.frames > 0);

    // Who falls silent now looks as if they were there, for the flood comes from their address too.
    // What was on its way still counts: presence is told 200 ms late.
    talk(&mut call[..2], Duration::from_millis(600));
    let before = server.look();
    let arsenal = Arc::new(Arsenal::gather(&call));
    let over = Arc::new(AtomicBool::new(false));
    let known = [&call[0], &call[1], &call[2]].map(Client::address_in_other_hands);
    let attackers = [
        attack::begin(&arsenal, known.into(), &over),
        attack::begin(&arsenal, attack::strangers(STRANGERS), &over),
    ];
    let [speaker, listener, _] = call;
    let (published, received) = (speaker.published, listener.frames);
    let mut talking = [speaker, listener];
    let end = Instant::now() + flood;
    let mut newcomer = None;
    let mut quietest = u32::MAX;
    while Instant::now() < end {
        let heard = talking[1].frames;
        talk(&mut talking, Duration::from_secs(1).min(flood));
        quietest = quietest.min(talking[1].frames - heard);
        newcomer.get_or_insert_with(|| {
            let mut client = Client::new();
            client.receive(&mut server);
            client
        });
        if let Some(newcomer) = &mut newcomer {
            talk(std::slice::from_mut(newcomer), Duration::from_millis(200));
        }
    }
    let [speaker, listener] = &talking;
    let (published, received) = (speaker.published - published, listener.frames - received);
    let during = server.look();
    over.store(true, Ordering::Relaxed);
    let hostile: u64 = attackers
        .into_iter()
        .map(|attacker| attacker.join().unwrap())
        .sum();
    let growth = during.rss_kb.saturating_sub(before.rss_kb);
    println!("figure flood_seconds {} s", flood.as_secs());
    println!("figure flood_sent {hostile} datagrams");
    println!(
        "figure flood_reached_the_server {} datagrams",
        during.received - before.received
    );
    println!("figure flood_rss_growth {growth} kB");
    println!("figure flood_frames_published {published} frames");
    println!("figure flood_frames_received {received} frames");
    println!("figure flood_frames_in_the_quietest_second {quietest} frames");

    assert!(growth <= MAX_GROWTH_KB, "{growth} kB more");
    assert!(
        received * 2 >= published,
        "{received} of {published} frames"
    );
    assert!(newcomer.unwrap().connected, "nobody can join");
    // The presence of who said nothing stood still; a silence of 30 s ended it.
    let long = flood > Duration::from_secs(35);
    assert_eq!(during.gone, if long { "3:Timeout " } else { "" });
    if !long {
        assert_eq!(during.presence[2], before.presence[2]);
    }
    let heard = talking[1].frames;
    talk(&mut talking, Duration::from_secs(2));
    assert!(
        talking[1].frames - heard >= 45,
        "what the flood broke stays broken"
    );
    server.stop();
}

/// Lets everybody say and hear what there is, for some time.
fn talk(clients: &mut [Client], time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        clients.iter_mut().for_each(Client::step);
        std::thread::sleep(Duration::from_millis(1));
    }
}
