//! The process that is measured, told by its standard input what to do:
//!
//! - `room` and `join ROOM` are answered by the new one's number, `subscribe PEER PUBLISHER MID` and
//!   `small PEER PUBLISHER MID`, a wish for the smallest layer, by nothing;
//! - `offer PEER N` and N bytes of SDP are answered by `N` and N bytes of SDP;
//! - `traffic` is answered by datagrams and the system calls that sent them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// What is measured: ours, or another.
pub(crate) trait Forwarder {
    fn open_room(&mut self) -> usize;
    fn join(&mut self, room: usize) -> usize;
    fn subscribe(&mut self, peer: usize, publisher: usize, mid: &str);
    fn wish_small(&mut self, peer: usize, publisher: usize, mid: &str);
    fn offer(&mut self, peer: usize, sdp: String) -> String;
    fn traffic(&mut self) -> (u64, u64);
}

/// Obeys until standard input ends.
pub(crate) fn serve(forwarder: &mut dyn Forwarder) {
    let (mut input, mut output) = (BufReader::new(std::io::stdin()), std::io::stdout());
    let mut line = String::new();
    while input.read_line(&mut line).expect("input") > 0 {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words[at].parse::<usize>().expect("a number");
        match words[0] {
            "room" => writeln!(output, "{}", forwarder.open_room()),
            "join" => writeln!(output, "{}", forwarder.join(number(1))),
            "subscribe" => {
                forwarder.subscribe(number(1), number(2), words[3]);
                Ok(())
            }
            "small" => {
                forwarder.wish_small(number(1), number(2), words[3]);
                Ok(())
            }
            "offer" => {
                let mut sdp = vec![0; number(2)];
                input.read_exact(&mut sdp).expect("an offer");
                let sdp = String::from_utf8(sdp).expect("text");
                let answer = forwarder.offer(number(1), sdp);
                write!(output, "{}\n{answer}", answer.len())
            }
            _ => {
                let (sent, sends) = forwarder.traffic();
                writeln!(output, "{sent} {sends}")
            }
        }
        .expect("output");
        output.flush().expect("output");
        line.clear();
    }
}

/// The parent's view of it.
pub(crate) struct Server {
    pub(crate) child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts this program again as `which`.
    pub(crate) fn start(which: &[&str]) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        let command = command
            .args(which)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("a child");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut server = Self {
            child,
            input,
            output,
        };
        // It answers once it serves.
        server.traffic();
        server
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn open_room(&mut self) -> usize {
        self.ask("room\n").parse().expect("a number")
    }

    pub(crate) fn join(&mut self, room: usize) -> usize {
        self.ask(&format!("join {room}\n"))
            .parse()
            .expect("a number")
    }

    pub(crate) fn subscribe(&mut self, peer: usize, publisher: usize, mid: usize) {
        writeln!(self.input, "subscribe {peer} {publisher} {mid}").expect("a pipe");
    }

    pub(crate) fn wish_small(&mut self, peer: usize, publisher: usize, mid: usize) {
        writeln!(self.input, "small {peer} {publisher} {mid}").expect("a pipe");
    }

    pub(crate) fn offer(&mut self, peer: usize, offer: &str) -> String {
        let length = self.ask(&format!("offer {peer} {}\n{offer}", offer.len()));
        let mut answer = vec![0; length.parse().expect("a length")];
        self.output.read_exact(&mut answer).expect("an answer");
        String::from_utf8(answer).expect("text")
    }

    /// Datagrams sent, and the system calls that sent them.
    pub(crate) fn traffic(&mut self) -> (u64, u64) {
        let line = self.ask("traffic\n");
        let mut numbers = line
            .split_whitespace()
            .map(|word| word.parse().expect("a number"));
        (
            numbers.next().expect("two numbers"),
            numbers.next().expect("two numbers"),
        )
    }

    fn ask(&mut self, what: &str) -> String {
        self.input.write_all(what.as_bytes()).expect("a pipe");
        self.input.flush().expect("a pipe");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a pipe");
        line.trim().to_owned()
    }

    pub(crate) fn stop(mut self) {
        drop(self.input);
        self.child.wait().expect("the child's end");
    }
}
