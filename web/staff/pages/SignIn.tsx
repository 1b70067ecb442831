import { words } from "../../src/strings/staff";
import { shared } from "../../src/strings/words";
import { Title } from "../../src/ui/Title";
import { SignInForm } from "../SignInForm";

export function SignIn() {
  return (
    <main class="plain">
      <p class="brand">{shared.appName}</p>
      <Title page={words.titled(words.signIn.title)}>{words.signIn.title}</Title>
      <p>{words.signIn.intro}</p>
      <SignInForm />
    </main>
  );
}
