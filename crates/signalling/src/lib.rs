//! The LiveKit protocol over WebSocket on the media core: the embedded media plane.
