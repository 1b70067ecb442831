import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { RegisterRow, Verdict } from "../src/api/types";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { Field } from "../src/ui/Field";
import { GIVABLE, type RegisterDraft } from "./register-draft";

const text = words.register;

interface VerdictDialogProps {
  row: RegisterRow;
  draft: RegisterDraft;
  close: () => void;
}

/** Another verdict for one person, with the reason that stands beside it for ever. */
export function VerdictDialog({ row, draft, close }: VerdictDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const verdict = useSignal<Verdict>(row.verdict === "unknown" ? "attended" : row.verdict);
  const reason = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  useEffect(() => dialog.current?.showModal(), []);
  const keep = () => {
    error.value = reason.value.trim() === "" ? words.required : undefined;
    if (error.value) return;
    draft.change({
      membership_id: row.membership_id,
      verdict: verdict.value,
      reason: reason.value.trim(),
    });
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} aria-labelledby="verdict-title" onClose={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <h2 id="verdict-title">{text.changeNamed(row.full_name)}</h2>
        <p>{row.explanation}</p>
        <VerdictField verdict={verdict.value} choose={(value) => (verdict.value = value)} />
        <Field id="verdict-reason" label={text.reason} hint={text.reasonHint} error={error.value}>
          {(described) => (
            <textarea
              {...described}
              rows={2}
              value={reason.value}
              onInput={(event) => (reason.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="actions">
          <button type="submit" class="button button-main">
            {text.keep}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {shared.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function VerdictField({ verdict, choose }: { verdict: Verdict; choose: (verdict: Verdict) => void }) {
  return (
    <Field id="verdict" label={text.newVerdict} error={undefined}>
      {(described) => (
        <select
          {...described}
          value={verdict}
          onChange={(event) => choose(event.currentTarget.value as Verdict)}
        >
          {GIVABLE.map((value) => (
            <option key={value} value={value}>
              {words.verdicts[value]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
