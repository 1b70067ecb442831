import { useMemo } from "preact/hooks";
import { partners } from "../src/api/staff";
import type { Me, Role } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { Checkboxes } from "./Checkboxes";
import { filled } from "./check";
import { signedIn } from "./me";
import { toggled } from "./new-group";
import { longEnough } from "./password";

const text = words.partnerInvitation;

/** What a first administrator may be besides. */
const ALSO = ["link_worker", "facilitator", "prescriber"] as const satisfies Role[];

interface JoinFormProps {
  token: string;
  /** What who invited calls them. */
  organisation: string;
  joined: () => void;
}

/** An organisation that is new here, and its first administrator. */
export function JoinForm({ token, organisation, joined }: JoinFormProps) {
  const draft = useMemo(
    () =>
      form({
        initial: { organisation, name: "", email: "", password: "", also: [] as Role[] },
        check: (values) => ({ ...filled(values, "organisation", "name", "email"), ...longEnough(values.password) }),
        send: (values) =>
          partners.join({
            token,
            organisation: values.organisation.trim(),
            name: values.name.trim(),
            email: values.email.trim(),
            password: values.password,
            also: values.also,
          }),
        done(who: Me) {
          joined();
          signedIn(who);
        },
      }),
    [token],
  );
  return (
    <FormFrame form={draft} submit={text.join}>
      <TextField form={draft} name="organisation" label={text.organisation} autocomplete="organization" />
      <TextField form={draft} name="name" label={text.name} autocomplete="name" />
      <TextField form={draft} name="email" id="join-email" type="email" label={text.email} autocomplete="username" />
      <TextField
        form={draft}
        name="password"
        id="join-password"
        type="password"
        label={words.welcome.password}
        hint={words.welcome.passwordHint}
        autocomplete="new-password"
      />
      <Checkboxes
        name="also"
        legend={text.also}
        error={draft.errors.value.also}
        options={ALSO.map((role) => [role, text.alsoA[role]])}
        chosen={draft.values.value.also}
        toggle={(role) => draft.set("also", toggled(draft.values.value.also, role) as Role[])}
      />
    </FormFrame>
  );
}
