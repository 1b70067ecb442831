import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { prescriptions } from "../src/api/staff";
import type { PrescriptionDetail } from "../src/api/types";
import { words } from "../src/strings/staff";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import { isOver, whatCancellingDoes } from "./cancelling";
import type { Changes } from "./changes";

const text = words.prescription;

interface CancelProps {
  order: PrescriptionDetail;
  changes: Changes;
}

/** Taking a prescription back, with words for what that does. */
export function CancelPrescription({ order, changes }: CancelProps) {
  const asking = useSignal(false);
  // Whoever is typing a reason keeps it, whatever becomes of the prescription meanwhile.
  if (isOver(order.status) && !asking.value) return null;
  return (
    <>
      <p class="actions">
        <button type="button" class="button button-quiet" onClick={() => (asking.value = true)}>
          {text.cancel}
        </button>
      </p>
      {asking.value ? (
        <CancelDialog order={order} changes={changes} close={() => (asking.value = false)} />
      ) : null}
    </>
  );
}

function CancelDialog({ order, changes, close }: CancelProps & { close: () => void }) {
  // What was seen is what stood when the dialog opened, until a refusal has told what changed.
  const opened = useMemo(() => order.version, []);
  const told = useSignal(false);
  return (
    <ReasonDialog
      title={text.cancel}
      body={whatCancellingDoes(order)}
      confirm={text.cancel}
      cancel={text.keepAsIs}
      reason={{
        label: text.cancelReason,
        hint: text.cancelHint(order.to_organisation.name),
        missing: words.required,
      }}
      act={async (reason) => {
        const seen = told.value ? order.version : opened;
        const failure = await changes.make(prescriptions.cancel(order.id, reason, seen));
        told.value = failure !== undefined;
        return failure;
      }}
      close={close}
    />
  );
}
