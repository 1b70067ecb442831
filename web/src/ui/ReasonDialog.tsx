import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { fieldErrors, type Failure } from "../api/reply";
import { shared } from "../strings/words";
import { Field } from "./Field";
import { FailureNotice } from "./Notice";

interface ReasonDialogProps {
  title: string;
  body?: string;
  confirm: string;
  /** With a label, a reason is asked for; without words for a missing one, it may be left out. */
  reason?: { label: string; hint: string; missing?: string; optional?: string };
  /** Answers with a failure to show, or undefined when done. */
  act: (reason: string) => Promise<Failure | undefined>;
  close: () => void;
  cancel?: string;
}

/** A native modal dialog that asks once more and, if need be, why. */
export function ReasonDialog({ title, body, confirm, reason, act, close, cancel }: ReasonDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | undefined>(undefined);
  const busy = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async () => {
    if (busy.value) return;
    error.value = text.value.trim() === "" ? reason?.missing : undefined;
    if (error.value) return;
    busy.value = true;
    const why = await act(text.value.trim());
    busy.value = false;
    if (!why) return dialog.current?.close();
    error.value = reason ? fieldErrors(why).reason : undefined;
    failure.value = error.value ? undefined : why;
  };

  const write = (typed: string) => {
    text.value = typed;
    error.value = undefined;
  };

  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        {body ? <p>{body}</p> : null}
        {reason ? (
          <Field
            id="dialog-reason"
            label={reason.label}
            hint={reason.hint}
            optional={reason.optional}
            error={error.value}
          >
            {(described) => (
              <textarea {...described} rows={2} value={text} onInput={(e) => write(e.currentTarget.value)} />
            )}
          </Field>
        ) : null}
        <FailureNotice failure={failure.value} />
        <div class="actions">
          <button type="submit" class="button button-main" aria-disabled={busy.value}>
            {confirm}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {cancel ?? shared.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}
