import { useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { accounts } from "../../src/api/staff";
import type { Me } from "../../src/api/types";
import { form, type Errors } from "../../src/form/form";
import { words } from "../../src/strings/staff";
import { shared } from "../../src/strings/words";
import { TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { signedIn } from "../me";
import { longEnough } from "../password";

interface Chosen {
  password: string;
  again: string;
}

function check({ password, again }: Chosen): Errors {
  return password === again ? longEnough(password) : { ...longEnough(password), again: words.welcome.mismatch };
}

/** `/welcome#token`: the token stays in the fragment, which no server log ever sees. */
export function Welcome() {
  const token = location.hash.slice(1);
  return (
    <main class="plain">
      <p class="brand">{shared.appName}</p>
      <Title page={words.titled(words.welcome.title)}>{words.welcome.title}</Title>
      {token ? <ChoosePassword token={token} /> : <Notice tone="warn">{words.welcome.noToken}</Notice>}
    </main>
  );
}

function ChoosePassword({ token }: { token: string }) {
  const [, go] = useLocation();
  const choose = useMemo(
    () =>
      form({
        initial: { password: "", again: "" },
        check,
        send: ({ password }) => accounts.accept(token, password),
        done(who: Me) {
          signedIn(who);
          go("/", { replace: true });
        },
      }),
    [token],
  );
  const text = words.welcome;
  return (
    <>
      <p>{text.intro}</p>
      <FormFrame form={choose} submit={text.submit}>
        <TextField
          form={choose}
          name="password"
          type="password"
          label={text.password}
          hint={text.passwordHint}
          autocomplete="new-password"
        />
        <TextField form={choose} name="again" type="password" label={text.again} autocomplete="new-password" />
      </FormFrame>
    </>
  );
}
