//! A process' CPU time and memory, as the kernel tells them.

use std::{collections::BTreeMap, fs};

/// CPU time of all threads of `pid`, in nanoseconds.
pub(crate) fn cpu_nanos(pid: u32) -> u64 {
    thread_nanos(pid).values().sum()
}

/// CPU time of each thread of `pid`, in nanoseconds.
pub(crate) fn thread_nanos(pid: u32) -> BTreeMap<u32, u64> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the process lives");
    let number = |task: &fs::DirEntry| task.file_name().to_str()?.parse().ok();
    tasks
        .flatten()
        .filter_map(|task| Some((number(&task)?, run_time(&task.path().join("schedstat")))))
        .collect()
}

/// CPU time of the calling thread, in nanoseconds.
pub(crate) fn own_cpu_nanos() -> u64 {
    run_time("/proc/thread-self/schedstat".as_ref())
}

fn run_time(schedstat: &std::path::Path) -> u64 {
    let text = fs::read_to_string(schedstat).unwrap_or_default();
    text.split_whitespace()
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .unwrap_or(0)
}

/// Resident memory of `pid`, in kB.
pub(crate) fn rss_kb(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .expect("a resident size");
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse().ok())
        .expect("a number")
}
