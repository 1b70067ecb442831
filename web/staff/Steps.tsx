import { useSignal } from "@preact/signals";
import { referrals } from "../src/api/staff";
import type { NextStep, ReferralDetail, ReferralStatus } from "../src/api/types";
import { words } from "../src/strings/staff";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import type { Changes } from "./changes";
import { useSeen } from "./seen";
import { canRest, stepsFrom, takesReason, wantsReason } from "./steps";

const text = words.oneReferral;

interface StepsProps {
  referral: ReferralDetail;
  changes: Changes;
}

/** What can become of a referral that was taken on: a rest, or an end. Going on stands with why it rests. */
export function Steps({ referral, changes }: StepsProps) {
  const chosen = useSignal<NextStep | undefined>(undefined);
  const steps = stepsFrom(referral.status).filter((step) => step !== "resume");
  // Whoever is typing a reason keeps it, whatever becomes of the referral meanwhile.
  if (steps.length === 0 && !chosen.value) return null;
  return (
    <section class="card" aria-labelledby="steps">
      <h2 id="steps">{canRest(referral.status) ? text.otherSteps : text.end}</h2>
      <div class="actions">
        {steps.map((step) => (
          <button key={step} type="button" class="button" onClick={() => (chosen.value = step)}>
            {text.steps[step].button}
          </button>
        ))}
        <StageButton referral={referral} changes={changes} />
      </div>
      {chosen.value ? (
        <StepDialog
          step={chosen.value}
          referral={referral}
          changes={changes}
          close={() => (chosen.value = undefined)}
        />
      ) : null}
    </section>
  );
}

/** The way on from a rest. */
export function GoOn({ referral, changes }: StepsProps) {
  const asking = useSignal(false);
  return (
    <>
      <button type="button" class="button" onClick={() => (asking.value = true)}>
        {text.steps.resume.button}
      </button>
      {asking.value ? (
        <StepDialog step="resume" referral={referral} changes={changes} close={() => (asking.value = false)} />
      ) : null}
    </>
  );
}

interface StepDialogProps extends StepsProps {
  step: NextStep;
  close: () => void;
}

function StepDialog({ step, referral, changes, close }: StepDialogProps) {
  const { title, hint } = text.steps[step];
  const seen = useSeen(referral.version);
  const must = wantsReason(step, referral.status);
  const reason = { label: text.reason, hint, ...(must ? { missing: text.reasonMissing } : { optional: words.optional }) };
  return (
    <ReasonDialog
      title={title}
      confirm={title}
      {...(takesReason(step) ? { reason } : {})}
      act={(reason) => changes.make(seen.change((version) => referrals.step(referral.id, step, reason, version)))}
      close={close}
    />
  );
}

const WORKED_ON: ReferralStatus[] = ["accepted", "in_progress", "on_hold"];

function StageButton({ referral, changes }: StepsProps) {
  if (!WORKED_ON.includes(referral.status)) return null;
  const stage = referral.stage === "disengaged" ? "contacted" : "disengaged";
  return (
    <button
      type="button"
      class="button"
      onClick={() => void changes.make(referrals.stage(referral.id, stage, referral.version))}
    >
      {text[stage]}
    </button>
  );
}
