import { useSignal } from "@preact/signals";
import { referrals } from "../src/api/staff";
import type { ReferralDetail } from "../src/api/types";
import { words } from "../src/strings/staff";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import type { Changes } from "./changes";
import { useSeen } from "./seen";

const text = words.referral;

interface DecideProps {
  referral: ReferralDetail;
  changes: Changes;
}

/** Taking a new referral on, or declining it. */
export function Decide({ referral, changes }: DecideProps) {
  const declining = useSignal(false);
  // Whoever is typing a reason keeps it, whatever becomes of the referral meanwhile.
  if (referral.status !== "requested" && !declining.value) return null;
  return (
    <>
      {referral.status === "requested" ? (
        <div class="actions">
          <button
            type="button"
            class="button button-main"
            onClick={() => void changes.make(referrals.accept(referral.id, referral.version))}
          >
            {text.accept}
          </button>
          <button type="button" class="button" onClick={() => (declining.value = true)}>
            {text.decline}
          </button>
        </div>
      ) : null}
      {declining.value ? (
        <DeclineDialog referral={referral} changes={changes} close={() => (declining.value = false)} />
      ) : null}
    </>
  );
}

function DeclineDialog({ referral, changes, close }: DecideProps & { close: () => void }) {
  const seen = useSeen(referral.version);
  return (
    <ReasonDialog
      title={text.declineTitle}
      confirm={text.decline}
      reason={{ label: text.declineReason, hint: text.declineHint, missing: words.required }}
      act={(reason) => changes.make(seen.change((version) => referrals.reject(referral.id, reason, version)))}
      close={close}
    />
  );
}
