//! Door links, the waiting room, admission and media tokens: the patient's edge.
//!
//! In the order a patient meets them: [`link`] is the one personal link per membership, and when
//! it opens; [`choice`] decides which session it opens; [`join`] exchanges it for a cookie;
//! [`visit`] is where a device stands ([`standing`]), and how it enters, leaves and is named;
//! [`admission`] is the facilitator's side: admit, remove, readmit; [`media`] mints the tokens
//! that open the room; [`rooms`] keeps the media plane as the database says. [`routes`] are the
//! addresses, [`store`] is all SQL.
//!
//! Invariant: no media token for whom nobody admitted, and none after removal or revocation. A
//! door token stands in no row, no event and no log.

mod admission;
mod choice;
mod consumers;
mod cookie;
mod display_name;
mod door;
mod error;
#[cfg(test)]
mod fixture;
mod identify;
mod join;
mod limits;
mod link;
mod media;
mod printed;
mod rooms;
mod routes;
mod standing;
mod store;
mod visit;

pub use cookie::DOOR_COOKIE;
pub use door::Door;
pub use error::DoorError;
pub use link::DoorLink;
