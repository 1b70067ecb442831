//! One identifier type for each kind of thing.

wellmet_foundation::typed_ids! {
    /// A tenant: a practice, a link-worker charity, a local partner that hosts groups.
    OrganisationId,
    /// A person with an account.
    StaffId,
    /// One sign-in of a person of staff, on one browser.
    StaffSessionId,
    /// A one-time invitation to set a password.
    InvitationId,
    /// A one-time invitation of another organisation to work together.
    PartnerInvitationId,
    /// A person for whom something was prescribed. Never has an account.
    PatientId,
    /// Two cards of one patient that were made one.
    PatientMergeId,
    /// A prescriber's order that a patient join a group programme (FHIR ServiceRequest).
    PrescriptionId,
    /// What crosses from the prescriber's organisation to another (FHIR Task).
    ReferralId,
    /// One contact with a patient, or one note about them.
    LogEntryId,
    /// One thing that somebody of staff has to do.
    TaskId,
    /// A way of looking at the caseload that somebody has kept.
    ViewId,
    /// One flag on a referral: a risk, a safeguarding concern.
    FlagId,
    /// One record of something that went wrong.
    IncidentId,
    /// One answer to one consent question.
    ConsentId,
    /// People who meet.
    GroupId,
    /// One patient in one group because of one prescription.
    MembershipId,
    /// A recurring plan of a group.
    SeriesId,
    /// One dated meeting of a series.
    SessionId,
    /// One change of a plan that stood, whatever its scope.
    ScheduleEditId,
    /// One device that came through a door link.
    DoorSessionId,
    /// One fact about a person in a session.
    EvidenceId,
    /// One version of a session's confirmed outcomes.
    RegisterId,
    /// A place kept for a patient until they answer.
    OfferId,
    /// One patient's wait for a place in one group.
    WaitId,
    /// One mail, and what became of it.
    MailId,
}
