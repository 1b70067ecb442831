import type { PrescriptionDetail, ReferralStatus } from "../src/api/types";
import { words } from "../src/strings/staff";

const OVER: ReferralStatus[] = ["rejected", "completed", "cancelled", "failed"];

export const isOver = (status: ReferralStatus): boolean => OVER.includes(status);

/** Whether a partner sent it back: the patient is as they were, and another partner may be asked. */
export const cameToNothing = (status: ReferralStatus): boolean => status === "rejected" || status === "failed";

type Order = Pick<PrescriptionDetail, "status" | "patient_name"> & { to_organisation: { name: string } };

/** What cancelling does, as things stand. A patient on hold may have a place; the prescriber is not told. */
export function whatCancellingDoes({ status, patient_name, to_organisation }: Order): string {
  const say = words.prescription.cancelling;
  if (status === "requested") return say.undecided(patient_name, to_organisation.name);
  if (status === "in_progress") return say.placed(patient_name, to_organisation.name);
  return say.begun(patient_name, to_organisation.name);
}
