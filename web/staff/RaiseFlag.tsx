import { useMemo } from "preact/hooks";
import { referrals } from "../src/api/staff";
import type { FlagKind, NewFlag } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { Choice, TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";

const text = words.concerns;

/** Raises a flag that stands until somebody lifts it. */
export function RaiseFlag({ referral, raised }: { referral: string; raised: () => void }) {
  const draft = useMemo(
    () =>
      form<NewFlag, undefined>({
        initial: { kind: "risk", text: "" },
        check: (values) => filled(values, "text"),
        send: (values) => referrals.raise(referral, { ...values, text: values.text.trim() }),
        done() {
          draft.set("text", "");
          raised();
        },
      }),
    [referral],
  );
  return (
    <details class="fold">
      <summary>{text.raise}</summary>
      <FormFrame form={draft} submit={text.raiseSubmit} label={text.raise}>
        <Choice
          name="flag-kind"
          legend={text.kind}
          chosen={draft.values.value.kind}
          options={Object.entries(text.flagKinds) as [FlagKind, string][]}
          choose={(kind) => draft.set("kind", kind)}
        />
        <TextField form={draft} name="text" id="flag-text" multiline label={text.what} />
      </FormFrame>
    </details>
  );
}
