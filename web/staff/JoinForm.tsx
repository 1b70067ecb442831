import { useMemo } from "preact/hooks";
import { partners } from "../src/api/staff";
import type { Me } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";
import { signedIn } from "./me";
import { longEnough } from "./password";

const text = words.partnerInvitation;

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
        initial: { organisation, name: "", email: "", password: "" },
        check: (values) => ({ ...filled(values, "organisation", "name", "email"), ...longEnough(values.password) }),
        send: (values) =>
          partners.join({
            token,
            organisation: values.organisation.trim(),
            name: values.name.trim(),
            email: values.email.trim(),
            password: values.password,
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
    </FormFrame>
  );
}
