//! The process that is measured: the media core, told by its standard input what to do.
//!
//! `join N` and N bytes of SDP are answered by `N` and N bytes of SDP; each who joins is subscribed to the first.
//! `traffic` is answered by datagrams and system calls.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Instant,
};

use wellmet_sfu::{Certificate, Config, Label, Mid, PeerId, Sfu, Source};

pub(crate) const ARGUMENT: &str = "--serve";

/// Runs the core until standard input ends.
pub(crate) fn serve() {
    let (sfu, _events) = Sfu::start(Config {
        listen: vec!["127.0.0.1:0".parse().expect("an address")],
        announced: vec!["127.0.0.1".parse().expect("an address")],
        certificate: Certificate::generate().expect("randomness"),
        seed: [7; 32],
        now: Arc::new(Instant::now),
    })
    .expect("a socket");
    let room = sfu.open_room().expect("space");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let (mut input, mut output) = (BufReader::new(std::io::stdin()), std::io::stdout());
    let mut first = None;
    let mut line = String::new();
    while input.read_line(&mut line).expect("input") > 0 {
        if let Some(length) = line.trim().strip_prefix("join ") {
            let mut sdp = vec![0; length.parse().expect("a length")];
            input.read_exact(&mut sdp).expect("an offer");
            let peer = sfu.join(room).expect("space");
            let publisher = *first.get_or_insert(peer);
            if publisher != peer {
                subscribe(&sfu, peer, publisher);
            }
            let offer = String::from_utf8(sdp).expect("text");
            let answer = runtime.block_on(sfu.offer(peer, offer)).expect("an answer");
            write!(output, "{}\n{}", answer.sdp.len(), answer.sdp).expect("output");
        } else {
            let traffic = sfu.traffic()[0];
            writeln!(output, "{} {}", traffic.sent, traffic.sends).expect("output");
        }
        output.flush().expect("output");
        line.clear();
    }
    sfu.shutdown();
}

fn subscribe(sfu: &Sfu, peer: PeerId, publisher: PeerId) {
    for mid in ["0", "1"] {
        let source = Source {
            peer: publisher,
            mid: Mid::new(mid).expect("a mid"),
        };
        sfu.subscribe(
            peer,
            source,
            Label {
                stream: format!("s{mid}"),
                track: format!("t{mid}"),
            },
        );
    }
}

/// The parent's view of it.
pub(crate) struct Server {
    pub(crate) child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        let command = command
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("a child");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self {
            child,
            input,
            output,
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn join(&mut self, offer: &str) -> String {
        write!(self.input, "join {}\n{offer}", offer.len()).expect("a pipe");
        self.input.flush().expect("a pipe");
        let length = self.line().trim().parse().expect("a length");
        let mut answer = vec![0; length];
        self.output.read_exact(&mut answer).expect("an answer");
        String::from_utf8(answer).expect("text")
    }

    /// Datagrams sent, and the system calls that sent them.
    pub(crate) fn traffic(&mut self) -> (u64, u64) {
        writeln!(self.input, "traffic").expect("a pipe");
        let line = self.line();
        let mut numbers = line
            .split_whitespace()
            .map(|word| word.parse().expect("a number"));
        (
            numbers.next().expect("two numbers"),
            numbers.next().expect("two numbers"),
        )
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a pipe");
        line
    }

    pub(crate) fn stop(mut self) {
        drop(self.input);
        self.child.wait().expect("the child's end");
    }
}
