import { useSignal } from "@preact/signals";
import { memberships } from "../../src/api/staff";
import { words } from "../../src/strings/staff";
import { ReasonDialog } from "../../src/ui/ReasonDialog";

const text = words.matching;

interface WithdrawProps {
  membership: string;
  patient: string;
  done: () => void;
}

/** Lets a patient leave a group: asked once more, kindly, and never why. */
export function Withdraw({ membership, patient, done }: WithdrawProps) {
  const asking = useSignal(false);
  const leave = async () => {
    const reply = await memberships.withdraw(membership);
    if (reply.ok) done();
    return reply.ok ? undefined : reply.failure;
  };
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label={text.withdrawNamed(patient)}
        onClick={() => (asking.value = true)}
      >
        {text.withdraw}
      </button>
      {asking.value ? (
        <ReasonDialog
          title={text.withdrawTitle(patient)}
          body={text.withdrawBody}
          confirm={text.withdraw}
          act={leave}
          close={() => (asking.value = false)}
        />
      ) : null}
    </>
  );
}
