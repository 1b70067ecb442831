//! What the media core costs, as lines `figure NAME VALUE UNIT`.
//!
//! The core runs in a child process, so that its memory and CPU are told apart from the clients'. A publisher
//! sends audio and three sizes of video (50 and 390 packets a second); each subscriber is forwarded 50 and 270 of
//! them, loses one of a hundred, has it repaired, and answers with transport-wide feedback and receiver reports.
//! The floor is what no forwarder can go below on this machine in this run: AES-128-GCM over as many bytes and the
//! same system call at the same times and the same run length. Figures are medians of rounds.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program: it reads the real clock, prints, and stops at the first surprise"
)]

mod child;
mod client;
mod floor;
mod hall;
mod identity;
mod joining;
mod latency;
mod load;
mod offer;
mod ours;
mod pacing;
mod process;
mod publisher;
mod report;
mod rival;
mod rtcp;
#[path = "../../src/runs.rs"]
#[expect(dead_code, reason = "only what the comparison needs of the core's own")]
mod runs;
mod scale;
mod stream;
mod subscriber;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["ours", threads] = words[..] {
        let threads = threads.parse().expect("a number");
        return child::serve(&mut ours::Ours::start(threads));
    }
    if let ["str0m", mode @ ..] = &words[..] {
        let estimates = !mode.contains(&"unlimited");
        return child::serve(&mut rival::Rival::start(estimates));
    }
    // `cargo bench` passes `--bench`; other words choose what is measured.
    let wants =
        |what: &str| words.iter().all(|word| word.starts_with('-')) || words.contains(&what);
    if wants("joining") {
        joining::measure();
    }
    if wants("scale") {
        scale::measure();
    }
    if wants("latency") {
        latency::measure();
    }
    if wants("load") {
        report::figure("cpu_per_packet_over_floor", load::measure(), "ratio");
    }
}
