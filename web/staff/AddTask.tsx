import { useMemo } from "preact/hooks";
import { caseload } from "../src/api/staff";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";

const text = words.tasks;

/** Writes a task down for oneself, about a patient or about nobody. */
export function AddTask({ referral, added }: { referral?: string; added: () => void }) {
  const draft = useMemo(
    () =>
      form<{ words: string; due_on: string }, { id: string }>({
        initial: { words: "", due_on: "" },
        check: (values) => filled(values, "words"),
        send: ({ words: said, due_on }) =>
          caseload.addTask({
            words: said.trim(),
            ...(due_on ? { due_on } : {}),
            ...(referral ? { referral_id: referral } : {}),
          }),
        done() {
          draft.set("words", "");
          draft.set("due_on", "");
          added();
        },
      }),
    [referral],
  );
  return (
    <details class="fold">
      <summary>{text.add}</summary>
      <FormFrame form={draft} submit={text.submit} label={text.add}>
        <TextField form={draft} name="words" label={text.what} />
        <TextField form={draft} name="due_on" type="date" label={text.dueOn} optional={words.optional} />
      </FormFrame>
    </details>
  );
}
