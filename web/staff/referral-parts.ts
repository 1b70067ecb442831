import type { ReferralDetail } from "../src/api/types";
import { stepsFrom } from "./steps";

type Known = Pick<ReferralDetail, "status" | "membership" | "handed_on_to">;

/** The parts of a referral's page, by the ids of their headings. */
export type Part =
  | "letter"
  | "standing"
  | "matching"
  | "door-link"
  | "order"
  | "consents"
  | "log"
  | "tasks"
  | "concerns"
  | "history"
  | "hand-on"
  | "steps";

/** Whether the next thing to do is to find the patient a group. */
export const looksForGroup = ({ status, membership, handed_on_to }: Known): boolean =>
  status === "accepted" && !membership && !handed_on_to;

/** Whether the page speaks of partners: to hand the patient to one, or to take them back. */
export const speaksOfPartners = ({ status, handed_on_to }: Known): boolean =>
  Boolean(handed_on_to) || status === "accepted" || status === "on_hold";

const hasEnded = (status: Known["status"]): boolean => stepsFrom(status).length === 0;

/** What stands on the page of a referral, from what to do next down to its end. */
export function partsOf(referral: Known): Part[] {
  const now: [Part, boolean][] = [
    ["letter", referral.status === "completed"],
    ["standing", true],
    ["matching", looksForGroup(referral)],
    ["door-link", Boolean(referral.membership)],
    ["order", true],
    ["log", true],
    ["tasks", true],
    ["concerns", true],
    ["consents", !hasEnded(referral.status)],
    ["history", true],
    ["hand-on", speaksOfPartners(referral)],
    ["steps", !hasEnded(referral.status)],
  ];
  return now.filter(([, stands]) => stands).map(([part]) => part);
}
