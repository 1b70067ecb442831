//! Every table of this crate, and its SQL.

pub(crate) mod chains;
#[cfg(test)]
mod contract;
pub(crate) mod invitations;
pub(crate) mod organisations;
pub(crate) mod partner_invitations;
pub(crate) mod partnerships;
pub(crate) mod sessions;
pub(crate) mod staff;
pub(crate) mod trail;
