import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { partners } from "../src/api/staff";
import type { Direction, PartnerInvited } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";
import { Checkboxes } from "./Checkboxes";
import { InvitationLink } from "./InvitationLink";
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
  const last = useSignal<{ name: string; url: string } | undefined>(undefined);
  const draft = useMemo(
    () =>
      form<Draft, PartnerInvited>({
        initial: EMPTY,
        check(values) {
          const errors = filled(values, "organisation");
          return values.terms.length === 0 ? { ...errors, terms: text.termsMissing } : errors;
        },
        send: ({ organisation, terms }) =>
          partners.invite({
            organisation: organisation.trim(),
            to_them: terms.includes("to_them"),
            from_them: terms.includes("from_them"),
          }),
        done({ invitation_url }, { organisation }) {
          last.value = { name: organisation.trim(), url: invitation_url };
          draft.set("organisation", "");
          draft.set("terms", []);
          invited();
        },
      }),
    [],
  );
  return (
    <section class="narrow" aria-labelledby="invite">
      <h2 id="invite">{text.invite}</h2>
      {last.value ? (
        <InvitationLink
          said={text.invited(last.value.name)}
          hint={text.linkHint}
          label={text.link}
          copy={text.copy}
          url={last.value.url}
        />
      ) : null}
      <FormFrame form={draft} submit={text.submit}>
        <TextField form={draft} name="organisation" label={text.organisation} />
        <Checkboxes
          name="terms"
          legend={text.terms}
          error={draft.errors.value.terms}
          options={WAYS}
          chosen={draft.values.value.terms}
          toggle={(way) => draft.set("terms", toggled(draft.values.value.terms, way) as Direction[])}
        />
      </FormFrame>
    </section>
  );
}
