import { useMemo } from "preact/hooks";
import { accounts } from "../src/api/staff";
import { failed } from "../src/api/reply";
import type { Me } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { filled } from "./check";
import { signedIn } from "./me";

export function SignInForm() {
  const signIn = useMemo(
    () =>
      form({
        initial: { email: "", password: "" },
        check: (values) => filled(values, "email", "password"),
        send: async ({ email, password }) => plain(await accounts.signIn(email.trim(), password)),
        done: (who: Me) => signedIn(who),
      }),
    [],
  );
  return (
    <FormFrame form={signIn} submit={words.signIn.submit} submitting={words.signIn.submitting}>
      <TextField form={signIn} name="email" type="email" label={words.signIn.email} autocomplete="username" />
      <TextField
        form={signIn}
        name="password"
        type="password"
        label={words.signIn.password}
        autocomplete="current-password"
      />
    </FormFrame>
  );
}

/** A refused sign-in in our own plain words. */
function plain(reply: Awaited<ReturnType<typeof accounts.signIn>>): typeof reply {
  if (reply.ok || reply.failure.kind !== "problem" || reply.failure.slug !== "sign-in-failed") return reply;
  const { failure } = reply;
  return failed({ ...failure, problem: { ...failure.problem, detail: words.signIn.failed } });
}
