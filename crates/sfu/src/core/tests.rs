//! The core under simulated networks, with `str0m` as the clients: faster than real time, seeded.

mod allocation;
mod bandwidth;
mod bare;
mod churn;
mod client;
mod contain;
mod data;
mod encoder;
mod forged;
mod frame;
mod known;
mod lifecycle;
mod lips;
mod media;
mod net;
mod receiver;
mod scene;
mod seeds;
mod seen;
mod server_offers;
mod simulcast;
mod simulcast_loss;
mod sweep;
mod transport;
mod two_ways;
mod world;
