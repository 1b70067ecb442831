import { useMemo } from "preact/hooks";
import { referrals } from "../src/api/staff";
import type { IncidentKind } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";
import { today } from "./day";
import { Picker } from "./Picker";

const text = words.concerns;

interface Draft {
  kind: IncidentKind;
  happened_on: string;
  text: string;
  follow_up: string;
}

/** Records something that went wrong, and what is to follow from it. */
export function RecordIncident({ referral, recorded }: { referral: string; recorded: () => void }) {
  const draft = useMemo(
    () =>
      form<Draft, undefined>({
        initial: { kind: "safeguarding", happened_on: today(), text: "", follow_up: "" },
        check: (values) => filled(values, "happened_on", "text"),
        send: (values) => referrals.record(referral, values),
        done() {
          draft.set("text", "");
          draft.set("follow_up", "");
          recorded();
        },
      }),
    [referral],
  );
  return (
    <details class="fold">
      <summary>{text.record}</summary>
      <FormFrame form={draft} submit={text.recordSubmit} label={text.record}>
        <Picker
          id="incident-kind"
          label={text.kind}
          chosen={draft.values.value.kind}
          options={Object.entries(text.incidentKinds) as [IncidentKind, string][]}
          choose={(kind) => draft.set("kind", kind)}
        />
        <TextField form={draft} name="happened_on" type="date" label={text.happenedOn} />
        <TextField form={draft} name="text" id="incident-text" multiline label={text.happened} />
        <TextField
          form={draft}
          name="follow_up"
          multiline
          label={text.followUp}
          hint={text.followUpHint}
          optional={words.optional}
        />
      </FormFrame>
    </details>
  );
}
