/**
 * The server's payloads, in the shape `openapi-typescript` writes (`npm run api` replaces this file).
 * Ids are UUIDv7 strings; `*_at` fields are UTC unix milliseconds; zones are IANA names.
 */
export interface components {
  schemas: {
    FieldProblem: { field: string; message: string };
    Problem: {
      type: string;
      title: string;
      detail?: string;
      status: number;
      fields?: components["schemas"]["FieldProblem"][];
    };

    Named: { id: string; name: string };
    Role: "prescriber" | "link_worker" | "facilitator" | "administrator";
    Me: {
      id: string;
      name: string;
      email: string;
      organisation: components["schemas"]["Named"];
      roles: components["schemas"]["Role"][];
    };
    StaffMember: { id: string; name: string; email: string; roles: components["schemas"]["Role"][] };
    Invited: { staff: components["schemas"]["StaffMember"]; invitation_url: string };
    NewStaff: { name: string; email: string; roles: components["schemas"]["Role"][] };
    AuditRow: {
      id: string;
      at: number;
      /** `kind` is `staff`, `patient` or `system`; the name is of the organisation's own staff only. */
      actor: { kind: string; id?: string | null; name?: string | null };
      action: string;
      subject: { kind: string; id?: string | null };
      reason?: string | null;
    };

    Dose: { sessions: number; rhythm: string };
    ConsentGiven: { share_attendance: boolean; text_version: string; language: string };
    NewPrescription: {
      patient: {
        full_name: string;
        preferred_name?: string;
        email?: string;
        phone?: string;
      };
      reason: string;
      dose: components["schemas"]["Dose"];
      to_organisation_id: string;
      consent: components["schemas"]["ConsentGiven"];
    };
    PatientCard: {
      full_name: string;
      preferred_name?: string | null;
      email?: string | null;
      phone?: string | null;
    };
    ReferralStatus: "requested" | "accepted" | "rejected" | "in_progress" | "completed";
    Progress:
      | { kind: "not_shared" }
      | { kind: "none_yet" }
      | { kind: "dose"; attended: number; of: number; joined_at?: number | null };
    PrescriptionRow: {
      id: string;
      patient_name: string;
      reason: string;
      dose: components["schemas"]["Dose"];
      to_organisation: components["schemas"]["Named"];
      status: components["schemas"]["ReferralStatus"];
      prescribed_at: number;
      progress: components["schemas"]["Progress"];
    };
    HistoryLine: { at: number; what: string };
    PrescriptionDetail: components["schemas"]["PrescriptionRow"] & {
      patient: components["schemas"]["PatientCard"];
      share_attendance: boolean;
      rejection_reason?: string | null;
      history: components["schemas"]["HistoryLine"][];
    };
    Verdict:
      | "attended"
      | "partial"
      | "brief"
      | "tried"
      | "cancelled_by_patient"
      | "cancelled_by_provider"
      | "no_show"
      | "unknown";
    DoseCount: {
      attended: number;
      partial: number;
      brief: number;
      tried: number;
      missed: number;
      not_counted: number;
      unknown: number;
      of: number;
    };
    CourseSession: {
      session_id: string;
      local_date: string;
      joined: boolean;
      joined_at?: number | null;
      verdict?: components["schemas"]["Verdict"] | null;
      explanation?: string | null;
    };
    Course: {
      shared: boolean;
      dose?: components["schemas"]["DoseCount"] | null;
      sessions?: components["schemas"]["CourseSession"][];
    };

    ReferralRow: {
      id: string;
      patient: components["schemas"]["PatientCard"];
      reason: string;
      dose: components["schemas"]["Dose"];
      from_organisation: components["schemas"]["Named"];
      status: components["schemas"]["ReferralStatus"];
      requested_at: number;
      membership?: { id: string; group_id: string; group_name: string } | null;
    };
    ReferralDetail: components["schemas"]["ReferralRow"] & {
      rejection_reason?: string | null;
      history: components["schemas"]["HistoryLine"][];
    };
    GroupRow: {
      id: string;
      name: string;
      topic: string;
      language: string;
      capacity: number;
      members: number;
      facilitators: components["schemas"]["Named"][];
      series?: { summary: string; zone: string } | null;
    };
    RosterLine: {
      membership_id: string;
      full_name: string;
      alias: string;
      status: string;
      share_attendance: boolean;
    };
    GroupDetail: components["schemas"]["GroupRow"] & { roster: components["schemas"]["RosterLine"][] };
    NewGroup: {
      name: string;
      topic: string;
      language: string;
      capacity: number;
      facilitator_ids: string[];
      attended_percent?: number;
    };
    GroupSuggestion: {
      group: components["schemas"]["GroupRow"];
      next_session?: { id: string; starts_at: number; zone: string } | null;
      free_places: number;
      fits: string[];
      full: boolean;
    };
    Matched: {
      membership: { id: string; group_id: string; patient_name: string };
      door_link_url?: string | null;
    };
    NewSeries: {
      first_date: string;
      local_time: string;
      zone: string;
      duration_minutes: number;
      rrule: string;
    };
    DoorLink: { url: string; generation: number; expires_at?: number | null };

    SessionState: "scheduled" | "preparing" | "started" | "closed" | "cancelled";
    SessionRow: {
      id: string;
      group: components["schemas"]["Named"];
      starts_at: number;
      ends_at: number;
      zone: string;
      state: components["schemas"]["SessionState"];
      started_at?: number | null;
      closed_at?: number | null;
      expected: number;
    };
    Person: {
      membership_id: string;
      full_name: string;
      display_name?: string | null;
      door_session_id?: string | null;
      new_device?: boolean;
      party?: number;
      since_at?: number | null;
      media: "flowing" | "connecting" | "none";
    };
    People: {
      expected: components["schemas"]["Person"][];
      waiting: components["schemas"]["Person"][];
      here: components["schemas"]["Person"][];
      missing: components["schemas"]["Person"][];
      left: components["schemas"]["Person"][];
    };
    RegisterRow: {
      membership_id: string;
      full_name: string;
      verdict: components["schemas"]["Verdict"];
      dwell_seconds: number;
      window_seconds: number;
      explanation: string;
      attested?: { by?: string | null; reason?: string | null } | null;
    };
    Register: {
      session: components["schemas"]["SessionRow"];
      state: "open" | "proposed" | "confirmed";
      version: number;
      confirmed_by?: string | null;
      rows: components["schemas"]["RegisterRow"][];
    };
    RegisterChange: {
      membership_id: string;
      verdict: components["schemas"]["Verdict"];
      reason: string;
    };

    DoorSession: { id: string; starts_at: number; ends_at: number; zone: string };
    Look: {
      greeting_name: string;
      display_name: string;
      group_language: string;
      organisation_name: string;
      sessions: {
        state: "early" | "open" | "started" | "between" | "over";
        session?: components["schemas"]["DoorSession"] | null;
      };
      share_attendance: boolean;
      facilitator_names: string[];
    };
    VisitState:
      | "no_session"
      | "early"
      | "waiting"
      | "admitted"
      | "removed"
      | "ended"
      | "replaced"
      | "left";
    Visit: {
      state: components["schemas"]["VisitState"];
      session?: components["schemas"]["DoorSession"] | null;
      display_name: string;
      party: number;
      new_device: boolean;
      facilitator_names: string[];
      share_attendance: boolean;
      started: boolean;
      /** Whether entering would change anything now. */
      may_enter?: boolean;
    };
    MediaToken: { url: string; token: string; expires_at: number };

    Mail: { id: string; at: number; to: string; subject: string; text: string };
  };
}
