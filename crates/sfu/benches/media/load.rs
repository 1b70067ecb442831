//! One publisher and N subscribers, for a while.

use std::time::{Duration, Instant};

use crate::{
    child::Server,
    client::{AUDIO_SSRC, Client, FEEDBACK, Identity, Publish, VIDEO_SSRC},
    process::{cpu_nanos, rss_kb},
};

pub(crate) struct Figures {
    pub(crate) cpu_us_per_packet: f64,
    pub(crate) run_length: f64,
    pub(crate) delivered_percent: f64,
    pub(crate) rss_kb_rest: u64,
    pub(crate) rss_kb_per_participant: f64,
    pub(crate) join_cpu_ms: f64,
    pub(crate) idle_cpu_ms_per_s: f64,
}

/// Packets of a video frame, and bytes of each.
const FRAME: usize = 9;
const VIDEO: usize = 1_100;
const AUDIO: usize = 100;

pub(crate) fn measure(subscribers: usize, time: Duration) -> Figures {
    let mut server = Server::start();
    server.traffic();
    pause(&mut [], Duration::from_millis(500));
    let (rss_kb_rest, cpu_rest) = (rss_kb(server.pid()), cpu_nanos(server.pid()));
    let identity = Identity::new();
    let mut clients: Vec<Client> = Vec::new();
    for number in 0..=subscribers {
        let answer = server.join(&identity.offer(number == 0));
        clients.push(Client::connect(&identity, &answer));
        settle(&mut clients);
    }
    let join_cpu_ms = (cpu_nanos(server.pid()) - cpu_rest) as f64 / 1e6 / clients.len() as f64;
    let rss_kb_per_participant = (rss_kb(server.pid()) - rss_kb_rest) as f64 / clients.len() as f64;
    let idle = cpu_nanos(server.pid());
    pause(&mut clients, Duration::from_secs(3));
    let before = cpu_nanos(server.pid());
    pause(&mut clients, Duration::from_secs(1));
    let idle_cpu_ms_per_s = (cpu_nanos(server.pid()) - before) as f64 / 1e6;
    assert!(before >= idle, "CPU time only grows");

    let mut source = Source::default();
    run(&mut clients, &mut source, Duration::from_secs(1));
    let (packets, sends, sent) = (server.traffic(), cpu_nanos(server.pid()), source.sent);
    let received: u64 = clients.iter().map(|client| client.received).sum();
    run(&mut clients, &mut source, time);
    let (after, cpu) = (server.traffic(), cpu_nanos(server.pid()) - sends);
    let forwarded = (source.sent - sent) * subscribers as u64;
    let arrived = clients.iter().map(|client| client.received).sum::<u64>() - received;
    server.stop();
    Figures {
        cpu_us_per_packet: cpu as f64 / 1e3 / forwarded as f64,
        run_length: (after.0 - packets.0) as f64 / (after.1 - packets.1).max(1) as f64,
        delivered_percent: arrived as f64 * 100.0 / forwarded as f64,
        rss_kb_rest,
        rss_kb_per_participant,
        join_cpu_ms,
        idle_cpu_ms_per_s,
    }
}

/// Until the newest client is connected.
fn settle(clients: &mut [Client]) {
    let end = Instant::now() + Duration::from_secs(5);
    while !clients.last().is_some_and(Client::connected) {
        assert!(Instant::now() < end, "no connection within 5 s");
        clients.iter_mut().for_each(Client::read);
        std::thread::sleep(Duration::from_micros(300));
    }
}

fn pause(clients: &mut [Client], time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        clients.iter_mut().for_each(Client::read);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The publisher's state.
#[derive(Default)]
struct Source {
    frames: u32,
    audio: u32,
    video_sequence: u16,
    transport: u16,
    sent: u64,
}

impl Source {
    fn publish_frame(&mut self, client: &mut Client) {
        for part in 0..FRAME {
            let mut payload = [0xA5; VIDEO];
            // VP8: a frame's first packet says so; every 100th frame is a key frame.
            payload[0] = if part == 0 { 0x10 } else { 0 };
            payload[1] = u8::from(!self.frames.is_multiple_of(100));
            let packet = Publish {
                marker: part + 1 == FRAME,
                pt: 96,
                sequence: self.video_sequence,
                timestamp: self.frames * 3_000,
                ssrc: VIDEO_SSRC,
                transport: self.transport,
            };
            client.publish(&packet, &payload);
            self.video_sequence = self.video_sequence.wrapping_add(1);
            self.transport = self.transport.wrapping_add(1);
            self.sent += 1;
        }
        self.frames += 1;
    }

    fn publish_audio(&mut self, client: &mut Client) {
        let packet = Publish {
            marker: false,
            pt: 111,
            sequence: self.audio as u16,
            timestamp: self.audio * 960,
            ssrc: AUDIO_SSRC,
            transport: self.transport,
        };
        client.publish(&packet, &[0x5A; AUDIO]);
        self.audio += 1;
        self.transport = self.transport.wrapping_add(1);
        self.sent += 1;
    }
}

fn run(clients: &mut [Client], source: &mut Source, time: Duration) {
    let start = Instant::now();
    let (mut video, mut audio, mut feedback, mut check) = (start, start, start, start);
    let mut reports = 0u32;
    while start.elapsed() < time {
        let now = Instant::now();
        let Some((publisher, others)) = clients.split_first_mut() else {
            return;
        };
        if now >= video {
            source.publish_frame(publisher);
            video += Duration::from_micros(33_333);
        }
        if now >= audio {
            source.publish_audio(publisher);
            audio += Duration::from_millis(20);
        }
        publisher.read();
        others.iter_mut().for_each(Client::read);
        if now >= feedback {
            others
                .iter_mut()
                .for_each(|client| client.answer(reports.is_multiple_of(10)));
            (feedback, reports) = (feedback + FEEDBACK, reports + 1);
        }
        if now >= check {
            clients.iter().for_each(Client::check);
            check += Duration::from_millis(2_500);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
