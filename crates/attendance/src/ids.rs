//! Identifiers that only attendance uses.

wellmet_foundation::typed_ids! {
    /// One process that carries media, whose heartbeat keeps its open intervals alive.
    NodeId,
    /// One open interval of media.
    PresenceId,
    /// What made a piece of evidence: an event, an interval, a membership.
    SourceId,
}
