import type { ReferralStatus, SessionState, Verdict } from "../src/api/types";
import { words } from "../src/strings/staff";
import { Badge } from "../src/ui/Badge";

const REFERRAL = {
  requested: "warn",
  accepted: "plain",
  rejected: "bad",
  on_hold: "warn",
  in_progress: "good",
  completed: "plain",
  cancelled: "plain",
  failed: "bad",
} as const;
const SESSION = { scheduled: "plain", preparing: "warn", started: "live", closed: "plain", cancelled: "bad" } as const;
const VERDICT = {
  attended: "good",
  partial: "good",
  brief: "plain",
  tried: "warn",
  cancelled_by_patient: "plain",
  cancelled_by_provider: "plain",
  no_show: "plain",
  unknown: "warn",
} as const;

export const ReferralBadge = ({ status }: { status: ReferralStatus }) => (
  <Badge tone={REFERRAL[status]}>{words.referralStatus[status]}</Badge>
);

export const SessionBadge = ({ state }: { state: SessionState }) => (
  <Badge tone={SESSION[state]}>{words.sessionState[state]}</Badge>
);

export const VerdictBadge = ({ verdict }: { verdict: Verdict }) => (
  <Badge tone={VERDICT[verdict]}>{words.verdicts[verdict]}</Badge>
);
