//! What the fuzz targets of `fuzz/` call: one function for each way bytes come in from the network.
//!
//! A function takes any bytes and asserts more than that nothing panics: what was read can be written and read
//! again, `rtc`'s crates read the same where they read anything, nothing unauthenticated has an effect, and what one
//! input makes the server allocate or send is a number that stands here. `fuzz/seeds` holds what real clients send and
//! every input that ever broke an assertion; the test below replays all of it.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failed assumption is a finding"
)]

mod call;
mod dtls;
mod room;
mod rtcp;
mod rtp;
mod script;
mod sctp;
mod sdp;
mod stun;

pub use call::call;
pub use dtls::dtls;
pub use rtcp::rtcp;
pub use rtp::rtp;
pub use sctp::sctp;
pub use sdp::sdp;
pub use stun::stun;

/// Takes what came from the network.
pub type Target = fn(&[u8]);

/// Every target by the name of its file in `fuzz/fuzz_targets`, which is also its folder's in `fuzz/seeds`.
pub const TARGETS: [(&str, Target); 7] = [
    ("call", call),
    ("dtls", dtls),
    ("rtcp", rtcp),
    ("rtp", rtp),
    ("sctp", sctp),
    ("sdp", sdp),
    ("stun", stun),
];

/// Does `work`, which must not hold more than `limit` bytes of heap at any moment.
fn within(limit: u64, work: impl FnOnce()) {
    let allocated = allocation_counter::measure(work);
    assert!(
        allocated.bytes_max <= limit,
        "{} bytes held where {limit} are allowed",
        allocated.bytes_max
    );
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_seed_and_every_past_finding_passes() {
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
        for (name, target) in TARGETS {
            let mut replayed = 0;
            for seed in fs::read_dir(seeds.join(name)).unwrap().flatten() {
                println!("{}", seed.path().display());
                target(&fs::read(seed.path()).unwrap());
                replayed += 1;
            }
            assert!(replayed > 0, "{name} has no seeds");
        }
    }
}
