import type { NewPrescription } from "../src/api/types";
import { consentOf } from "../src/consent/consent";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
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
  /** Undefined until the patient was asked: there is no answer to start from. */
  share_attendance: boolean | undefined;
}

export const EMPTY_ORDER: Order = {
  full_name: "",
  preferred_name: "",
  email: "",
  phone: "",
  reason: "",
  sessions: USUAL_DOSE,
  to_organisation_id: "",
  share_attendance: undefined,
};

export function checkOrder(order: Order): Errors {
  const errors = filled(order, "full_name", "reason", "to_organisation_id");
  if (order.email.trim() === "" && order.phone.trim() === "") {
    errors.email = words.prescribe.contactMissing;
  }
  if (order.share_attendance === undefined) errors.share_attendance = words.prescribe.consentMissing;
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
    consent: consentOf(order.share_attendance === true),
  };
}
