//! A server process with rooms, and the clients in them.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use crate::{
    child::Server,
    client::Client,
    identity::Identity,
    offer::Sections,
    pacing::{Due, Pacing, Schedule},
    publisher::{FRAME, Publisher},
    subscriber::{Counts, Subscriber},
};

/// How often browsers check that they may go on (RFC 7675).
const CHECK: Duration = Duration::from_millis(2_500);

pub(crate) struct Hall {
    pub(crate) server: Server,
    identity: Identity,
    pub(crate) epoch: Instant,
    pub(crate) publishers: Vec<Publisher>,
    pub(crate) subscribers: Vec<Subscriber>,
    /// Of a thousand video packets, how many subscribers throw away.
    lossy: u32,
}

impl Hall {
    pub(crate) fn new(server: Server, lossy: u32) -> Self {
        Self {
            server,
            identity: Identity::new(),
            epoch: Instant::now(),
            publishers: Vec::new(),
            subscribers: Vec::new(),
            lossy,
        }
    }

    /// A room with one who publishes and `subscribers` who receive it, each connected before the next comes.
    pub(crate) fn add_room(&mut self, subscribers: usize) {
        self.add_room_of(subscribers, Sections::SUBSCRIBER);
    }

    pub(crate) fn add_room_of(&mut self, subscribers: usize, sections: Sections) {
        let room = self.server.open_room();
        let publisher = self.server.join(room);
        let client = self.connect(publisher, Sections::PUBLISHER);
        self.publishers
            .push(Publisher::new(client, self.epoch, true));
        for number in 0..subscribers {
            let peer = self.server.join(room);
            self.server.subscribe(peer, publisher, 0);
            self.server.subscribe(peer, publisher, 1);
            let client = self.connect(peer, sections);
            let offset = number as f64 / subscribers as f64;
            let subscriber = Subscriber::new(client, self.epoch, self.lossy, offset);
            self.subscribers.push(subscriber);
        }
    }

    /// A peer's client, which has begun to connect.
    pub(crate) fn begin(&mut self, peer: usize, sections: Sections) -> Client {
        let answer = self.server.offer(peer, &sections.offer(&self.identity));
        Client::connect(&self.identity, &answer)
    }

    /// A peer's client, once it is connected.
    pub(crate) fn connect(&mut self, peer: usize, sections: Sections) -> Client {
        let mut client = self.begin(peer, sections);
        let end = Instant::now() + Duration::from_secs(5);
        let mut buffer = [0; 2048];
        while !client.connected() {
            assert!(Instant::now() < end, "no connection within 5 s");
            while client.read(&mut buffer).is_some() {}
            std::thread::sleep(Duration::from_micros(200));
        }
        client
    }

    /// Nobody publishes; everybody answers checks.
    pub(crate) fn rest(&mut self, time: Duration) {
        self.run(None, time);
    }

    /// Lets everybody publish, and answer, for this long.
    pub(crate) fn run(&mut self, pacing: Option<Pacing>, time: Duration) {
        self.run_until(pacing, time, |_| false);
    }

    /// Lets everybody publish, and answer, until `over` or for this long.
    pub(crate) fn run_until(
        &mut self,
        pacing: Option<Pacing>,
        time: Duration,
        over: impl Fn(&[Subscriber]) -> bool,
    ) {
        let (start, done) = (Instant::now(), AtomicBool::new(false));
        let (publishers, subscribers) = (&mut self.publishers, &mut self.subscribers);
        std::thread::scope(|scope| {
            let (done, mut silent) = (&done, &mut [][..]);
            match pacing {
                Some(pacing) => drop(scope.spawn(move || publish(publishers, pacing, done))),
                None => silent = publishers,
            }
            let mut checks = (Checks::new(start), Checks::new(start));
            while start.elapsed() < time && !over(subscribers) {
                subscribers.iter_mut().for_each(Subscriber::serve);
                checks.0.send(subscribers, |of| &of.client);
                checks.1.send(silent, |of| &of.client);
                std::thread::sleep(Duration::from_micros(500));
            }
            done.store(true, Ordering::Relaxed);
        });
    }

    /// What has come to all subscribers together.
    pub(crate) fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        self.subscribers.iter().for_each(|of| sum += of.counts);
        sum
    }
}

fn publish(publishers: &mut [Publisher], pacing: Pacing, done: &AtomicBool) {
    let groups = pacing.groups();
    let (start, count) = (Instant::now(), publishers.len() as u32);
    let beginnings = (0..count).map(|number| start + FRAME * number / count);
    let mut schedules: Vec<Schedule> = beginnings
        .zip(&*publishers)
        .map(|(at, publisher)| Schedule::new(groups.len() * usize::from(publisher.camera), at))
        .collect();
    let mut checks = Checks::new(start);
    while !done.load(Ordering::Relaxed) {
        let next = schedules.iter().map(|schedule| schedule.next().0).min();
        let next = next.unwrap_or(start).min(Instant::now() + FRAME);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        let now = Instant::now();
        for (schedule, publisher) in schedules.iter_mut().zip(&mut *publishers) {
            while schedule.next().0 <= now {
                match schedule.next().1 {
                    Due::Audio => publisher.speak(),
                    Due::Video(group) => groups[group]
                        .iter()
                        .for_each(|(layer, part)| publisher.show(*layer, *part)),
                }
                if schedule.done() {
                    publisher.end_frame();
                    publisher.serve();
                }
            }
        }
        checks.send(publishers, |of| &of.client);
    }
}

/// Everybody's checks, one after another.
struct Checks {
    start: Instant,
    sent: usize,
}

impl Checks {
    fn new(start: Instant) -> Self {
        Self { start, sent: 0 }
    }

    fn send<T>(&mut self, people: &[T], client: impl Fn(&T) -> &Client) {
        let turns = self.start.elapsed().as_secs_f64() / CHECK.as_secs_f64();
        let due = (turns * people.len() as f64) as usize;
        for number in self.sent..due {
            client(&people[number % people.len()]).check();
        }
        self.sent = due.max(self.sent);
    }
}
