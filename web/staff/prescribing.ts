import type { Dose, NewPrescription, PatientPage, Prescribing, Template } from "../src/api/types";
import { CONSENT_TEXT_VERSION } from "../src/consent/consent";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { checkCard, EMPTY_CARD, needsGuardian, patientOf, type CardValues } from "./card";
import { filled } from "./check";

/** The offered lengths of a programme, in weekly sessions. */
export const DOSES = [4, 6, 8, 12];
export const USUAL_DOSE = 6;

/** What the patient is asked, in the order in which it is read out. */
export const QUESTIONS = ["share_reason", "share_attendance", "share_onward", "contact_by_message"] as const;
export type Question = (typeof QUESTIONS)[number];

/** Each is undefined until the patient was asked: there is no answer to start from. */
export type Answered = Record<Question, boolean | undefined>;

/** What it is for, and how much; also what an edit may change. */
export interface PlanValues {
  reason: string;
  goal: string;
  urgency: Template["urgency"];
  sessions: number;
}

export interface Order extends CardValues, PlanValues, Answered {
  /** Whose card is on the register; empty for a newcomer, whose card is typed. */
  patient_id: string;
  to_organisation_id: string;
  /** Of a minor: whoever answers for them agrees. Never copied. */
  guardian_agrees: boolean;
}

export const EMPTY_ORDER: Order = {
  ...EMPTY_CARD,
  patient_id: "",
  reason: "",
  goal: "",
  urgency: "routine",
  sessions: USUAL_DOSE,
  to_organisation_id: "",
  guardian_agrees: false,
  share_attendance: undefined,
  share_reason: undefined,
  share_onward: undefined,
  contact_by_message: undefined,
};

/** What the order of a known patient starts from: what was prescribed for them last. */
export function startFrom({ card, template }: PatientPage): Partial<Order> {
  const birth_date = card.birth_date ?? "";
  if (!template) return { birth_date };
  return {
    birth_date,
    ...planValues(template, template.dose),
    to_organisation_id: template.to_organisation_id,
    ...(stillAsked(template) ? template.answers : {}),
  };
}

/** Whether the patient answered the questions as they are worded now; else they are asked anew. */
export const stillAsked = ({ text_version }: Template): boolean => text_version === CONSENT_TEXT_VERSION;

/** What to put back before another patient is chosen: what was copied of the one is not said of the other. */
export function partFrom(page: PatientPage | undefined, order: Order): Partial<Order> {
  const copied = page ? Object.entries(startFrom(page)) : [];
  const untouched = copied.filter(([name, value]) => order[name as keyof Order] === value);
  const names = ["patient_id", "guardian_agrees", ...QUESTIONS, ...untouched.map(([name]) => name)];
  return Object.fromEntries(names.map((name) => [name, EMPTY_ORDER[name as keyof Order]])) as Partial<Order>;
}

export function planValues(plan: Pick<Template, "reason" | "goal" | "urgency">, dose: Dose): PlanValues {
  return { reason: plan.reason, goal: plan.goal ?? "", urgency: plan.urgency, sessions: dose.sessions };
}

export function checkOrder(order: Order, settings: Pick<Prescribing, "guardian_below">, today: string): Errors {
  const card = order.patient_id ? {} : checkCard(order, settings.guardian_below, today);
  const errors = { ...card, ...filled(order, "reason", "to_organisation_id") };
  for (const question of QUESTIONS) {
    if (order[question] === undefined) errors[question] = words.prescribe.consentMissing;
  }
  if (asksGuardian(order, settings, today) && !order.guardian_agrees) {
    errors.guardian_agrees = words.prescribe.guardianMissing;
  }
  return errors;
}

/** Whether the patient is a minor, whose guardian is asked for each prescription. */
export const asksGuardian = (order: Order, settings: Pick<Prescribing, "guardian_below">, today: string): boolean =>
  needsGuardian(order, settings.guardian_below, today);

/** What it is for, as the server takes it. */
export function planOf({ reason, goal, urgency, sessions }: PlanValues) {
  return {
    reason: reason.trim(),
    ...(goal.trim() ? { goal: goal.trim() } : {}),
    urgency,
    dose: { sessions, rhythm: "weekly" as const },
  };
}

/** The order as the server takes it; an empty field is left out, not sent as "". */
export function prescriptionOf(order: Order): NewPrescription {
  return {
    ...(order.patient_id ? { patient_id: order.patient_id } : { patient: patientOf(order) }),
    ...planOf(order),
    to_organisation_id: order.to_organisation_id,
    consent: {
      share_reason: order.share_reason === true,
      share_attendance: order.share_attendance === true,
      share_onward: order.share_onward === true,
      contact_by_message: order.contact_by_message === true,
      text_version: CONSENT_TEXT_VERSION,
      language: shared.language,
      ...(order.guardian_agrees ? { guardian_agrees: true } : {}),
    },
  };
}
