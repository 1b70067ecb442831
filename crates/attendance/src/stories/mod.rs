//! What attendance does, on both databases.

mod evidence;
mod forgotten;
mod heartbeat;
mod joined;
mod register;
mod routes;
mod working;
