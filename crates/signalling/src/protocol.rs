//! The two generations of the LiveKit client protocol. They differ in how many peer connections make
//! one person, and in who offers them; everything said beside that is the same.

/// Which one a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Two connections: the client offers the one it publishes on, the server the one it receives on.
    V0,
    /// One connection, which the client offers.
    V1,
}
