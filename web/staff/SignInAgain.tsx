import { useEffect, useRef } from "preact/hooks";
import { words } from "../src/strings/staff";
import { SignInForm } from "./SignInForm";

/** A sign-in above the open page, so that nothing typed beneath it is lost. */
export function SignInAgain() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="sign-in-again" onCancel={(event) => event.preventDefault()}>
      <h2 id="sign-in-again">{words.signIn.title}</h2>
      <p>{words.signIn.ended}</p>
      <SignInForm />
    </dialog>
  );
}
