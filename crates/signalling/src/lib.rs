//! The LiveKit protocol over WebSocket on the media core: the embedded media plane.
//!
//! From the outside in:
//!
//! - [`EmbeddedPlane`] is vocabulary's `MediaPlane` in this process; `news` holds its own tasks and
//!   `watch` turns the media core's presence into `RoomEvent`s.
//! - `routes` are the endpoints LiveKit clients call; `token`, `grant` and `denial` say who may.
//! - `connection` serves one WebSocket; `frame` and `join_request` read what it sends.
//! - `data_packet` reads what people send each other over data channels.
//! - `open_room` carries out, in order, what `room` decides. `room` is pure: who is in it, who
//!   publishes and who receives what.
//!
//! The invariant: **nobody is sent anything of a room without a token for that room which has
//! neither expired nor been taken back, and a removal takes back every token minted before it.**

mod connection;
mod data_packet;
mod denial;
mod frame;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod grant;
mod join_request;
mod news;
mod open_room;
mod plane;
mod protocol;
mod quality;
mod room;
mod routes;
mod sid;
mod speakers;
mod token;
mod watch;
mod wire;

pub use plane::{EmbeddedPlane, Settings};
pub use token::ApiKey;
