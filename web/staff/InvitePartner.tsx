import { partners } from "../src/api/staff";
import type { Direction } from "../src/api/types";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { filled } from "./check";
import { Checkboxes } from "./Checkboxes";
import { Invite } from "./Invite";
import { toggled } from "./new-group";

const text = words.partners;
const WAYS: [Direction, string][] = [
  ["to_them", text.toThemChoice],
  ["from_them", text.fromThemChoice],
];

interface Draft {
  organisation: string;
  terms: Direction[];
}

const EMPTY: Draft = { organisation: "", terms: [] };

/** Makes the link by which another organisation becomes a partner. */
export function InvitePartner({ invited }: { invited: () => void }) {
  return (
    <Invite
      text={text}
      initial={EMPTY}
      check={check}
      send={send}
      made={({ invitation_url }, { organisation }) => ({
        said: text.invited(organisation.trim()),
        url: invitation_url,
      })}
      invited={invited}
    >
      {(draft) => (
        <>
          <TextField form={draft} name="organisation" label={text.organisation} />
          <Checkboxes
            name="terms"
            legend={text.terms}
            error={draft.errors.value.terms}
            options={WAYS}
            chosen={draft.values.value.terms}
            toggle={(way) => draft.set("terms", toggled(draft.values.value.terms, way) as Direction[])}
          />
        </>
      )}
    </Invite>
  );
}

function check(values: Draft) {
  const errors = filled(values, "organisation");
  return values.terms.length === 0 ? { ...errors, terms: text.termsMissing } : errors;
}

const send = ({ organisation, terms }: Draft) =>
  partners.invite({
    organisation: organisation.trim(),
    to_them: terms.includes("to_them"),
    from_them: terms.includes("from_them"),
  });
