//! The core under simulated networks, with `str0m` as the clients: faster than real time, seeded.

mod client;
mod forged;
mod lifecycle;
mod media;
mod net;
mod world;
