import type { components } from "./schema";

type Schemas = components["schemas"];

/** The words the pages use, whatever the generated file calls them. */
export type Problem = Schemas["Problem"];
export type Named = Schemas["Named"];
export type Role = Schemas["Role"];
export type Me = Schemas["Me"];
export type StaffMember = Schemas["StaffMember"];
export type NewStaff = Schemas["NewStaff"];
export type Invited = Schemas["Invited"];
export type AuditRow = Schemas["AuditRow"];
export type Dose = Schemas["Dose"];
export type ConsentGiven = Schemas["ConsentGiven"];
export type NewPrescription = Schemas["NewPrescription"];
export type PatientCard = Schemas["PatientCard"];
export type ReferralStatus = Schemas["ReferralStatus"];
export type Progress = Schemas["Progress"];
export type PrescriptionRow = Schemas["PrescriptionRow"];
export type PrescriptionDetail = Schemas["PrescriptionDetail"];
export type HistoryLine = Schemas["HistoryLine"];
export type Verdict = Schemas["Verdict"];
export type DoseCount = Schemas["DoseCount"];
export type Course = Schemas["Course"];
export type CourseSession = Schemas["CourseSession"];
export type ReferralRow = Schemas["ReferralRow"];
export type ReferralDetail = Schemas["ReferralDetail"];
export type GroupRow = Schemas["GroupRow"];
export type GroupDetail = Schemas["GroupDetail"];
export type RosterLine = Schemas["RosterLine"];
export type NewGroup = Schemas["NewGroup"];
export type GroupSuggestion = Schemas["GroupSuggestion"];
export type Matched = Schemas["Matched"];
export type NewSeries = Schemas["NewSeries"];
export type DoorLink = Schemas["DoorLink"];
export type SessionState = Schemas["SessionState"];
export type SessionRow = Schemas["SessionRow"];
export type Person = Schemas["Person"];
export type People = Schemas["People"];
export type Register = Schemas["Register"];
export type RegisterRow = Schemas["RegisterRow"];
export type RegisterChange = Schemas["RegisterChange"];
export type DoorSession = Schemas["DoorSession"];
export type Look = Schemas["Look"];
export type VisitState = Schemas["VisitState"];
export type Visit = Schemas["Visit"];
export type MediaToken = Schemas["MediaToken"];
export type Mail = Schemas["Mail"];

export interface Items<T> {
  items: T[];
}
