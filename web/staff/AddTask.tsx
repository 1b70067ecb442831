import { useMemo } from "preact/hooks";
import { caseload } from "../src/api/staff";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";
import { useColleagues } from "./colleagues";
import { Picker } from "./Picker";

const text = words.tasks;

interface Draft {
  words: string;
  due_on: string;
  /** Empty for oneself. */
  assigned_to: string;
}

/** Writes a task down for oneself or a colleague, about a patient or about nobody. */
export function AddTask({ referral, added }: { referral?: string; added: () => void }) {
  const draft = useMemo(
    () =>
      form<Draft, { id: string }>({
        initial: { words: "", due_on: "", assigned_to: "" },
        check: (values) => filled(values, "words"),
        send: ({ words: said, due_on, assigned_to }) =>
          caseload.addTask({
            words: said.trim(),
            ...(due_on ? { due_on } : {}),
            ...(assigned_to ? { assigned_to } : {}),
            ...(referral ? { referral_id: referral } : {}),
          }),
        done() {
          draft.set("words", "");
          draft.set("due_on", "");
          draft.set("assigned_to", "");
          added();
        },
      }),
    [referral],
  );
  const colleagues = useColleagues();
  return (
    <details class="fold">
      <summary>{text.add}</summary>
      <FormFrame form={draft} submit={text.submit} label={text.add}>
        <TextField form={draft} name="words" label={text.what} />
        <TextField form={draft} name="due_on" type="date" label={text.dueOn} optional={words.optional} />
        {colleagues.length > 0 ? (
          <Picker
            id="task-assigned-to"
            label={text.forWhom}
            error={draft.errors.value.assigned_to}
            chosen={draft.values.value.assigned_to}
            options={[["", text.mine], ...colleagues.map(({ id, name }): [string, string] => [id, name])]}
            choose={(id) => draft.set("assigned_to", id)}
          />
        ) : null}
      </FormFrame>
    </details>
  );
}
