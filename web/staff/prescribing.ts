import type { NewPrescription } from "../src/api/types";
import { CONSENT_TEXT_VERSION } from "../src/consent/consent";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { filled } from "./check";

/** The offered lengths of a programme, in weekly sessions. */
export const DOSES = [4, 6, 8, 12];
export const USUAL_DOSE = 6;

export interface Order {
  full_name: string;
  preferred_name: string;
  email: string;
  phone: string;
  reason: string;
  sessions: number;
  to_organisation_id: string;
  /** Each is undefined until the patient was asked: there is no answer to start from. */
  share_attendance: boolean | undefined;
  share_reason: boolean | undefined;
  share_onward: boolean | undefined;
  contact_by_message: boolean | undefined;
}

/** What the patient is asked, in the order in which it is read out. */
export const QUESTIONS = ["share_reason", "share_attendance", "share_onward", "contact_by_message"] as const;
export type Question = (typeof QUESTIONS)[number];

export const EMPTY_ORDER: Order = {
  full_name: "",
  preferred_name: "",
  email: "",
  phone: "",
  reason: "",
  sessions: USUAL_DOSE,
  to_organisation_id: "",
  share_attendance: undefined,
  share_reason: undefined,
  share_onward: undefined,
  contact_by_message: undefined,
};

export function checkOrder(order: Order): Errors {
  const errors = filled(order, "full_name", "reason", "to_organisation_id");
  if (order.email.trim() === "" && order.phone.trim() === "") {
    errors.email = words.prescribe.contactMissing;
  }
  for (const question of QUESTIONS) {
    if (order[question] === undefined) errors[question] = words.prescribe.consentMissing;
  }
  return errors;
}

/** The order as the server takes it; an empty field is left out, not sent as "". */
export function prescriptionOf(order: Order): NewPrescription {
  const given = (name: "preferred_name" | "email" | "phone") => {
    const text = order[name].trim();
    return text === "" ? {} : { [name]: text };
  };
  return {
    patient: {
      full_name: order.full_name.trim(),
      ...given("preferred_name"),
      ...given("email"),
      ...given("phone"),
    },
    reason: order.reason.trim(),
    dose: { sessions: order.sessions, rhythm: "weekly" },
    to_organisation_id: order.to_organisation_id,
    consent: {
      share_reason: order.share_reason === true,
      share_attendance: order.share_attendance === true,
      share_onward: order.share_onward === true,
      contact_by_message: order.contact_by_message === true,
      text_version: CONSENT_TEXT_VERSION,
      language: shared.language,
    },
  };
}
