//! Why something was refused.

use thiserror::Error;

/// The media threads could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// `Config::listen` was empty or longer than the thread number in an id can name.
    #[error("between 1 and {max} listen addresses are needed, {given} were given")]
    Addresses {
        /// How many were given.
        given: usize,
        /// How many are possible.
        max: usize,
    },
    /// `Config::announced` was empty: no client could find the server.
    #[error("no address to announce to clients was given")]
    NothingAnnounced,
    /// A socket, poll or thread could not be made.
    #[error("media socket {address}: {cause}")]
    Socket {
        /// The address asked for.
        address: std::net::SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The certificate does not serve for DTLS.
    #[error("DTLS: {0}")]
    Dtls(String),
}

/// The media thread has as many peers or waiting commands as it may, or has been shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the media thread takes no more work now")]
pub struct Busy;

/// A message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// A megabyte is on its way to the peer over its open reliable channel: it does not keep up, and would miss what
    /// it must not miss.
    #[error("the peer does not read what is sent to it")]
    Behind,
    /// As much is on its way, and what is refused may be missed: it is lossy, or the peer has no channel open.
    #[error("too much is on its way to the peer")]
    Full,
    /// The media thread takes no more work now.
    #[error("the media thread takes no more work now")]
    Busy,
    /// Longer than the 65,536 bytes announced to clients.
    #[error("a message is at most 65,536 bytes long")]
    TooLong,
    /// No such peer, or it has gone.
    #[error("the peer is not in the room")]
    UnknownPeer,
}

impl From<Busy> for SendError {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

/// An offer was refused; the session stands as before.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OfferError {
    /// The SDP cannot be accepted.
    #[error(transparent)]
    Sdp(#[from] SdpError),
    /// No such peer, or it has gone.
    #[error("the peer is not in the room")]
    UnknownPeer,
    /// The media thread takes no more work now.
    #[error(transparent)]
    Busy(#[from] Busy),
}

/// A client's answer was refused; the session stands as before, and the offer still waits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// The SDP cannot be accepted.
    #[error(transparent)]
    Sdp(#[from] SdpError),
    /// The server has made no offer that waits for an answer.
    #[error("there is no offer to answer")]
    NoOffer,
    /// No such peer, or it has gone.
    #[error("the peer is not in the room")]
    UnknownPeer,
    /// The media thread takes no more work now.
    #[error(transparent)]
    Busy(#[from] Busy),
}

/// What is wrong with a client's description, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdpError {
    /// The line's number, from 1; 0 when something is missing from the whole.
    pub line: usize,
    /// The line itself, cut to 120 characters.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl std::error::Error for SdpError {}

impl std::fmt::Display for SdpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "SDP: {}", self.reason),
            line => write!(f, "SDP line {line} ({:?}): {}", self.text, self.reason),
        }
    }
}
