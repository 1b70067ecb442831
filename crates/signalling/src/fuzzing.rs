//! What the fuzz targets of `fuzz/` call: one function for each thing a client writes.
//!
//! A function takes any bytes and asserts more than that nothing panics: what one message makes the server allocate,
//! keep or send to others is a number that stands here. `fuzz/seeds` holds what real clients write and every input
//! that ever broke an assertion; the test below replays all of it.

#![expect(clippy::expect_used, reason = "a failed assumption is a finding")]

mod data_packet;
mod join_request;
mod signal_request;

pub use data_packet::data_packet;
pub use join_request::join_request;
pub use signal_request::signal_request;

/// Takes what came from the network.
pub type Target = fn(&[u8]);

/// Every target by the name of its file in `fuzz/fuzz_targets`, which is also its folder's in `fuzz/seeds`.
pub const TARGETS: [(&str, Target); 3] = [
    ("data_packet", data_packet),
    ("join_request", join_request),
    ("signal_request", signal_request),
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
