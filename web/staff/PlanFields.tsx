import type { Form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { Choice, TextField } from "../src/ui/Field";
import { DOSES, type PlanValues } from "./prescribing";

const text = words.prescribe;

/** What a prescription is for, and how much of it. */
export function PlanFields({ form }: { form: Form<PlanValues> }) {
  const { sessions, urgency } = form.values.value;
  // An earlier order may ask for a number that is not offered.
  const offered = DOSES.includes(sessions) ? DOSES : [...DOSES, sessions];
  return (
    <>
      <Choice
        name="sessions"
        legend={text.doseLabel}
        error={form.errors.value.sessions}
        chosen={String(sessions)}
        options={offered.map((dose) => [String(dose), text.dose(dose)])}
        choose={(dose) => form.set("sessions", Number(dose))}
      />
      <TextField form={form} name="reason" label={text.reason} hint={text.reasonHint} multiline />
      <TextField form={form} name="goal" label={text.goal} hint={text.goalHint} optional={words.optional} multiline />
      <Choice
        name="urgency"
        legend={text.urgency}
        chosen={urgency}
        options={[
          ["routine", words.urgencies.routine],
          ["urgent", words.urgencies.urgent],
          ["asap", words.urgencies.asap],
        ]}
        choose={(value) => form.set("urgency", value)}
      />
    </>
  );
}
