import type { NextStep, ReferralStatus } from "../src/api/types";

/** The steps the server would take from each status (the receiver's side of its table). */
const STEPS: Record<ReferralStatus, NextStep[]> = {
  requested: ["cancel"],
  accepted: ["hold", "complete", "fail", "cancel"],
  in_progress: ["complete", "hold", "fail", "cancel"],
  on_hold: ["resume", "complete", "fail", "cancel"],
  rejected: [],
  completed: [],
  cancelled: [],
  failed: [],
};

export const stepsFrom = (status: ReferralStatus): NextStep[] => STEPS[status];

/** Whether it can be put on hold: what nobody took on, and what rests already, cannot. */
export const canRest = (status: ReferralStatus): boolean => STEPS[status].includes("hold");

/** Ending without a group needs a word on what came of it; a programme that is over does not. */
export function wantsReason(step: NextStep, status: ReferralStatus): boolean {
  return step === "hold" || step === "fail" || (step === "complete" && status === "accepted");
}

/** A patient who would rather not owes nobody a reason, and going on needs none. */
export const takesReason = (step: NextStep): boolean => step !== "resume";
