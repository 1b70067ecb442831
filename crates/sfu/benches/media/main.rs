//! What the media core costs, as lines `figure NAME VALUE UNIT`.
//!
//! The core runs in a child process, so that its memory and CPU are told apart from the clients'. One publisher
//! sends 270 video and 50 audio packets a second (30 frames of nine 1,100-byte packets), N subscribers answer
//! with receiver reports and transport-wide feedback. The floor is what no forwarder can go below on this machine
//! in this run: AES-128-GCM over the same bytes and the same system call at the same run length.

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
mod load;
mod process;

use std::time::Duration;

/// How long each load is measured, after a second to settle.
const MEASURED: Duration = Duration::from_secs(8);

fn main() {
    if std::env::args().any(|argument| argument == child::ARGUMENT) {
        child::serve();
        return;
    }
    let mut worst = 0.0f64;
    for subscribers in [10, 50] {
        let figures = load::measure(subscribers, MEASURED);
        let floor = floor::measure(subscribers, figures.run_length);
        println!(
            "figure cpu_us_per_packet_{subscribers} {:.3} us",
            figures.cpu_us_per_packet
        );
        println!("figure floor_us_per_packet_{subscribers} {floor:.3} us");
        println!(
            "figure run_length_{subscribers} {:.2} packets",
            figures.run_length
        );
        println!(
            "figure delivered_{subscribers} {:.2} percent",
            figures.delivered_percent
        );
        worst = worst.max(figures.cpu_us_per_packet / floor);
        if subscribers == 50 {
            println!("figure rss_kb_rest {} kB", figures.rss_kb_rest);
            println!(
                "figure rss_kb_per_participant {:.1} kB",
                figures.rss_kb_per_participant
            );
            println!("figure join_cpu_ms {:.3} ms", figures.join_cpu_ms);
            println!(
                "figure idle_cpu_ms_per_s {:.3} ms",
                figures.idle_cpu_ms_per_s
            );
        }
    }
    println!("figure cpu_per_packet_over_floor {worst:.2} ratio");
}
