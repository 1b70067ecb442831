import { useMemo } from "preact/hooks";
import { accounts } from "../src/api/staff";
import { failed, slugOf } from "../src/api/reply";
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
  if (reply.ok || slugOf(reply.failure) !== "sign-in-failed") return reply;
  const problem = { type: "/problems/sign-in-failed", title: words.signIn.failed, status: 401 };
  return failed({ kind: "problem", status: 401, slug: "sign-in-failed", problem });
}
