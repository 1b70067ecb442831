import { get, post } from "./request";
import type {
  Alike,
  AuditRow,
  CaseloadPage,
  CaseloadSearch,
  Concerns,
  ConsentChange,
  Course,
  Demand,
  Direction,
  DirectoryPage,
  DirectorySearch,
  DoorLink,
  Draft,
  Filters,
  FoundPatients,
  GroupDetail,
  GroupEdit,
  GroupLine,
  GroupPage,
  GroupRow,
  GroupsWanted,
  GroupStarted,
  GroupsSought,
  HandOver,
  GroupSuggestions,
  HandOn,
  Invited,
  Items,
  LogEntry,
  Mail,
  Matched,
  Me,
  MediaToken,
  Named,
  NewFlag,
  NewGroup,
  NewIncident,
  NewLogEntry,
  NewOrganisation,
  NewPartner,
  NewPatient,
  NewPrescription,
  NewSeries,
  NewStaff,
  NewTask,
  NextStep,
  NotedStage,
  PartnerInvitation,
  PartnerInvited,
  Partnerships,
  PatientPage,
  People,
  Prescribing,
  PrescriptionChange,
  PrescriptionDetail,
  PrescriptionPage,
  PrescriptionsWanted,
  ReferralDetail,
  ReferralPlaces,
  Role,
  Register,
  RegisterChange,
  SessionRow,
  Sought,
  StaffMember,
  Task,
  View,
  Wishes,
  Work,
} from "./types";

const seg = encodeURIComponent;

/** Lines of the audit trail fetched at once; fewer mean that there are no older ones. */
export const AUDIT_PAGE = 50;

export const accounts = {
  signIn: (email: string, password: string) => post<Me>("/api/sign-in", { email, password }),
  signOut: () => post<undefined>("/api/sign-out"),
  me: () => get<Me>("/api/me"),
  staff: () => get<Items<StaffMember>>("/api/staff"),
  facilitators: () => get<Items<StaffMember>>("/api/staff?role=facilitator"),
  close: (id: string) => post<undefined>(`/api/staff/${seg(id)}/close`),
  reopen: (id: string) => post<undefined>(`/api/staff/${seg(id)}/reopen`),
  changeRoles: (id: string, roles: Role[]) => post<undefined>(`/api/staff/${seg(id)}/roles`, { roles }),
  invite: (staff: NewStaff) => post<Invited>("/api/staff", staff),
  accept: (token: string, password: string) =>
    post<Me>("/api/invitations/accept", { token, password }),
  partners: () => get<Items<Named>>("/api/partners"),
  audit: (before?: string) =>
    get<Items<AuditRow>>(`/api/audit?limit=${AUDIT_PAGE}${before ? `&before=${seg(before)}` : ""}`),
  outbox: () => get<Items<Mail>>("/api/outbox"),
};

export const partners = {
  list: () => get<Partnerships>("/api/partnerships"),
  end: (other: string, direction: Direction) =>
    post<undefined>(`/api/partnerships/${seg(other)}/end`, { direction }),
  invite: (partner: NewPartner) => post<PartnerInvited>("/api/partner-invitations", partner),
  withdraw: (invitation: string) => post<undefined>(`/api/partner-invitations/${seg(invitation)}/withdraw`),
  look: (token: string) => post<PartnerInvitation>("/api/partner-invitations/look", { token }),
  accept: (token: string) => post<undefined>("/api/partner-invitations/accept", { token }),
  join: (organisation: NewOrganisation) => post<Me>("/api/partner-invitations/join", organisation),
};

export const prescriptions = {
  one: (id: string) => get<PrescriptionDetail>(`/api/prescriptions/${seg(id)}`),
  course: (id: string) => get<Course>(`/api/prescriptions/${seg(id)}/course`),
  prescribe: (order: NewPrescription) => post<PrescriptionDetail>("/api/prescriptions", order),
  search: (wanted: PrescriptionsWanted) => post<PrescriptionPage>("/api/prescriptions/search", wanted),
  change: (id: string, change: PrescriptionChange) =>
    post<PrescriptionDetail>(`/api/prescriptions/${seg(id)}/change`, change),
  cancel: (id: string, reason: string, version: number) =>
    post<PrescriptionDetail>(`/api/prescriptions/${seg(id)}/cancel`, { reason, version }),
  consent: (id: string, change: ConsentChange) =>
    post<PrescriptionDetail>(`/api/prescriptions/${seg(id)}/consents`, change),
};

export const patients = {
  /** What the forms for prescriptions and cards start from. */
  prescribing: () => get<Prescribing>("/api/prescribing"),
  search: (text: string) => post<FoundPatients>("/api/patients/search", { text }),
  alike: (draft: Draft) => post<Items<Alike>>("/api/patients/alike", draft),
  one: (id: string) => get<PatientPage>(`/api/patients/${seg(id)}`),
  change: (id: string, version: number, patient: NewPatient) =>
    post<PatientPage>(`/api/patients/${seg(id)}/change`, { version, patient }),
  merge: (id: string, version: number, other_id: string, other_version: number) =>
    post<PatientPage>(`/api/patients/${seg(id)}/merge`, { version, other_id, other_version }),
  undoMerge: (merge: string) => post<PatientPage>(`/api/patient-merges/${seg(merge)}/undo`),
};

const referral = (id: string) => `/api/referrals/${seg(id)}`;

export const referrals = {
  search: (search: CaseloadSearch) => post<CaseloadPage>("/api/referrals/search", search),
  one: (id: string) => get<ReferralDetail>(referral(id)),
  accept: (id: string, version: number) => post<ReferralDetail>(`${referral(id)}/accept`, { version }),
  reject: (id: string, reason: string, version: number) =>
    post<ReferralDetail>(`${referral(id)}/reject`, { reason, version }),
  step: (id: string, step: NextStep, reason: string, version: number) =>
    post<ReferralDetail>(`${referral(id)}/step`, { step, reason, version }),
  stage: (id: string, stage: NotedStage, version: number) =>
    post<ReferralDetail>(`${referral(id)}/stage`, { stage, version }),
  assign: (id: string, assigned_to: string | null, version: number) =>
    post<ReferralDetail>(`${referral(id)}/assign`, { assigned_to, version }),
  handOn: (id: string, to: HandOn) => post<ReferralDetail>(`${referral(id)}/hand-on`, to),
  takeBack: (id: string, version: number) => post<ReferralDetail>(`${referral(id)}/take-back`, { version }),
  concerns: (id: string) => get<Concerns>(`${referral(id)}/concerns`),
  raise: (id: string, flag: NewFlag) => post<undefined>(`${referral(id)}/flags`, flag),
  record: (id: string, incident: NewIncident) => post<undefined>(`${referral(id)}/incidents`, incident),
  lift: (flag: string, reason: string) => post<undefined>(`/api/flags/${seg(flag)}/lift`, { reason }),
  close: (incident: string, reason: string) =>
    post<undefined>(`/api/incidents/${seg(incident)}/close`, { reason }),
  consent: (id: string, change: ConsentChange) => post<ReferralDetail>(`${referral(id)}/consents`, change),
  log: (id: string, before?: string) =>
    get<Items<LogEntry>>(`${referral(id)}/log${before ? `?before=${seg(before)}` : ""}`),
  write: (id: string, entry: NewLogEntry) => post<undefined>(`${referral(id)}/log`, entry),
  groups: (id: string, sought: GroupsSought) => post<GroupSuggestions>(`${referral(id)}/groups/search`, sought),
  match: (id: string, group_id: string) => post<Matched>(`${referral(id)}/match`, { group_id }),
  places: (id: string) => get<ReferralPlaces>(`${referral(id)}/places`),
  wish: (id: string, wishes: Wishes) =>
    post<ReferralPlaces>(`${referral(id)}/wishes`, wishes),
  offer: (id: string, group_id: string) =>
    post<ReferralPlaces>(`${referral(id)}/offers`, { group_id }),
  wait: (id: string, group_id: string) =>
    post<ReferralPlaces>(`${referral(id)}/waits`, { group_id }),
  waitNoLonger: (id: string, group_id: string) =>
    post<ReferralPlaces>(`${referral(id)}/waits/end`, { group_id }),
};

/** Each answer carries the version of the offer that was shown. */
export const offers = {
  link: (id: string) => get<{ url: string }>(`/api/offers/${seg(id)}/link`),
  accept: (id: string, version: number) =>
    post<Matched>(`/api/offers/${seg(id)}/accept`, { version }),
  decline: (id: string, version: number) =>
    post<ReferralPlaces>(`/api/offers/${seg(id)}/decline`, { version }),
  reopen: (id: string, version: number) =>
    post<ReferralPlaces>(`/api/offers/${seg(id)}/reopen`, { version }),
};

export const memberships = {
  withdraw: (id: string) => post<undefined>(`/api/memberships/${seg(id)}/withdraw`),
  comeBack: (id: string) => post<Matched>(`/api/memberships/${seg(id)}/return`),
};

export const caseload = {
  colleagues: () => get<Items<Named>>("/api/colleagues"),
  work: (of: string) => get<Work>(`/api/colleagues/${seg(of)}/work`),
  handOver: (of: string, to: HandOver) => post<Work>(`/api/colleagues/${seg(of)}/hand-over`, to),
  tasks: (after?: string) => get<Items<Task>>(`/api/tasks${after ? `?after=${seg(after)}` : ""}`),
  addTask: (task: NewTask) => post<{ id: string }>("/api/tasks", task),
  settle: (id: string, done: boolean) => post<undefined>(`/api/tasks/${seg(id)}/settle`, { done }),
  views: () => get<Items<View>>("/api/caseload-views"),
  keep: (name: string, filters: Filters) => post<undefined>("/api/caseload-views", { name, filters }),
  remove: (id: string) => post<undefined>(`/api/caseload-views/${seg(id)}/remove`),
};

export const groups = {
  search: (wanted: GroupsWanted) => post<GroupPage>("/api/groups/search", wanted),
  one: (id: string) => get<GroupDetail>(`/api/groups/${seg(id)}`),
  create: (group: NewGroup) => post<GroupRow>("/api/groups", group),
  edit: (id: string, change: GroupEdit) => post<GroupRow>(`/api/groups/${seg(id)}`, change),
  confirm: (id: string, version: number) =>
    post<GroupRow>(`/api/groups/${seg(id)}/confirm`, { version }),
  share: (id: string, shared: boolean) =>
    post<GroupRow>(`/api/groups/${seg(id)}/share`, { shared }),
  line: (id: string) => get<GroupLine>(`/api/groups/${seg(id)}/line`),
  schedule: (id: string, series: NewSeries) =>
    post<unknown>(`/api/groups/${seg(id)}/series`, series),
};

/** The address of a patient's printed invitation, a PDF file. */
export const invitationAddress = (membership: string, print: "standard" | "large") =>
  `/api/memberships/${seg(membership)}/invitation.pdf?print=${print}`;

/** The address of the letter at the end of a course, a PDF file: to who prescribed it, or to send to them. */
export const summaryAddress = (of: "prescriptions" | "referrals", id: string) =>
  `/api/${of}/${seg(id)}/summary.pdf`;

export const directory = {
  search: (search: DirectorySearch) => post<DirectoryPage>("/api/directory/search", search),
};

export const unmetDemand = {
  list: () => get<Items<Demand>>("/api/unmet-demand"),
  start: (sought: Sought, group: NewGroup) =>
    post<GroupStarted>("/api/unmet-demand/groups", { sought, group }),
};

export const doorLinks = {
  one: (membership: string) => get<DoorLink>(`/api/memberships/${seg(membership)}/door-link`),
  reissue: (membership: string) =>
    post<DoorLink>(`/api/memberships/${seg(membership)}/door-link/reissue`),
};

const session = (id: string) => `/api/sessions/${seg(id)}`;

export const sessions = {
  between: (from: number, to: number) =>
    get<Items<SessionRow>>(`/api/sessions?from=${from}&to=${to}`),
  one: (id: string) => get<SessionRow>(session(id)),
  prepare: (id: string) => post<SessionRow>(`${session(id)}/prepare`),
  start: (id: string) => post<SessionRow>(`${session(id)}/start`),
  close: (id: string) => post<SessionRow>(`${session(id)}/close`),
  people: (id: string) => get<People>(`${session(id)}/people`),
  admit: (id: string, door_session_ids: string[]) =>
    post<unknown>(`${session(id)}/admit`, { door_session_ids }),
  admitAll: (id: string) => post<unknown>(`${session(id)}/admit`, { all: true }),
  remove: (id: string, door_session_id: string, reason: string) =>
    post<unknown>(`${session(id)}/remove`, { door_session_id, reason }),
  readmit: (id: string, door_session_id: string) =>
    post<unknown>(`${session(id)}/readmit`, { door_session_id }),
  mediaToken: (id: string) => post<MediaToken>(`${session(id)}/media-token`),
  register: (id: string) => get<Register>(`${session(id)}/register`),
  confirm: (id: string, version: number, changes: RegisterChange[]) =>
    post<Register>(`${session(id)}/register/confirm`, { version, changes }),
};
