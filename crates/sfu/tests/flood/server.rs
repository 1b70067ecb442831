//! The process that is flooded, and the talk with it: `join N` and N bytes of SDP are answered by `N` and N bytes;
//! `look` by one line of what it holds and whom it believes to be there.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Instant,
};

use wellmet_sfu::{
    Certificate, Config, Event, Events, Label, PeerId, Presence, SectionRole, Sfu, Source,
};

/// Where the child finds its parent.
const PARENT: &str = "WELLMET_FLOOD_PARENT";

/// The parent's end.
pub(crate) struct Server {
    child: Child,
    stream: BufReader<TcpStream>,
}

/// What it told of itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) rss_kb: u64,
    pub(crate) received: u64,
    /// By peers in the order they came.
    pub(crate) presence: Vec<String>,
    pub(crate) gone: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "server::the_process_that_is_flooded",
                "--ignored",
            ])
            .env(PARENT, listener.local_addr().unwrap().to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let (stream, _) = listener.accept().unwrap();
        Self {
            child,
            stream: BufReader::new(stream),
        }
    }

    pub(crate) fn join(&mut self, offer: &str) -> String {
        self.say(&format!("join {}\n{offer}", offer.len()));
        let length = self.line().trim().parse().unwrap();
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    }

    pub(crate) fn look(&mut self) -> Look {
        self.say("look\n");
        let line = self.line();
        let mut parts = line.trim_end_matches('\n').split('|');
        let mut next = || parts.next().unwrap().to_owned();
        Look {
            rss_kb: next().parse().unwrap(),
            received: next().parse().unwrap(),
            gone: next(),
            presence: parts.map(str::to_owned).collect(),
        }
    }

    pub(crate) fn stop(mut self) {
        self.say("stop\n");
        self.child.wait().unwrap();
    }

    fn say(&mut self, text: &str) {
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line
    }
}

#[test]
#[ignore = "started by the flood"]
fn the_process_that_is_flooded() {
    let Ok(parent) = std::env::var(PARENT) else {
        return;
    };
    Flooded::new().serve(BufReader::new(TcpStream::connect(parent).unwrap()));
}

/// The child's end.
struct Flooded {
    sfu: Sfu,
    events: Events,
    began: Instant,
    room: wellmet_sfu::RoomId,
    peers: Vec<PeerId>,
    /// What the first who joined sends.
    sources: Vec<Source>,
    gone: String,
    runtime: tokio::runtime::Runtime,
}

impl Flooded {
    fn new() -> Self {
        let (sfu, events) = Sfu::start(Config {
            listen: vec!["127.0.0.1:0".parse().unwrap()],
            announced: vec!["127.0.0.1".parse().unwrap()],
            certificate: Certificate::generate().unwrap(),
            seed: [7; 32],
            now: Arc::new(Instant::now),
        })
        .unwrap();
        Self {
            room: sfu.open_room().unwrap(),
            sfu,
            events,
            began: Instant::now(),
            peers: Vec::new(),
            sources: Vec::new(),
            gone: String::new(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap(),
        }
    }

    fn serve(mut self, mut parent: BufReader<TcpStream>) {
        let mut line = String::new();
        while parent.read_line(&mut line).unwrap() > 0 {
            let reply = if let Some(length) = line.trim().strip_prefix("join ") {
                let mut sdp = vec![0; length.parse().unwrap()];
                parent.read_exact(&mut sdp).unwrap();
                let answer = self.join(String::from_utf8(sdp).unwrap());
                format!("{}\n{answer}", answer.len())
            } else if line.trim() == "look" {
                self.look()
            } else {
                return self.sfu.shutdown();
            };
            parent.get_mut().write_all(reply.as_bytes()).unwrap();
            line.clear();
        }
    }

    fn join(&mut self, offer: String) -> String {
        let peer = self.sfu.join(self.room).unwrap();
        for source in &self.sources {
            let label = Label {
                stream: "stream".to_owned(),
                track: source.mid.to_string(),
            };
            self.sfu.subscribe(peer, *source, label);
        }
        self.peers.push(peer);
        let answer = self.runtime.block_on(self.sfu.offer(peer, offer)).unwrap();
        let publishing = answer
            .sections
            .iter()
            .filter(|section| matches!(section.role, SectionRole::Publishing { .. }));
        self.sources.extend(publishing.map(|section| Source {
            peer,
            mid: section.mid,
        }));
        answer.sdp
    }

    fn look(&mut self) -> String {
        while let Some(event) = self.events.try_next() {
            if let Event::Gone(peer, reason) = event {
                let number = self.peers.iter().position(|of| *of == peer).unwrap() + 1;
                self.gone += &format!("{number}:{reason:?} ");
            }
        }
        let latest = self.sfu.presence();
        let told = self.peers.iter().map(|peer| {
            let found = latest.iter().find(|(of, _)| of == peer);
            found.map_or_else(String::new, |(_, presence)| self.told(presence))
        });
        let told: Vec<String> = told.collect();
        let received = self.sfu.traffic()[0].received;
        format!("{}|{received}|{}|{}\n", rss_kb(), self.gone, told.join("|"))
    }

    /// What attendance is made of, in microseconds from the beginning on.
    fn told(&self, presence: &Presence) -> String {
        let at = |moment: Option<Instant>| {
            moment.map(|at| at.saturating_duration_since(self.began).as_micros())
        };
        format!(
            "{} {:?} {:?} {:?} {:?} {:?}",
            presence.connected,
            at(Some(presence.last_packet)),
            at(presence.media_in),
            at(presence.media_out),
            at(presence.checked),
            at(presence.spoke)
        )
    }
}

fn rss_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap()
}
