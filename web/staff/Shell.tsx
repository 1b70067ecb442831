import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { accounts } from "../src/api/staff";
import type { Me } from "../src/api/types";
import { shared } from "../src/strings/words";
import { Head } from "./Head";
import { placesFor } from "./home";
import { signedOut } from "./me";
import { SignInAgain } from "./SignInAgain";

/** The head with the places of a person's roles, and the page. */
export function Shell({ who, children }: { who: Me; children: ComponentChildren }) {
  const places = placesFor(who.roles, useOutbox(who));
  return (
    <>
      <a class="skip" href="#main">
        {shared.skipToContent}
      </a>
      <Head who={who} places={places} />
      <main id="main" class="staff-main" tabIndex={-1}>
        {children}
      </main>
      {signedOut.value ? <SignInAgain /> : null}
    </>
  );
}

/** Whether this server keeps an outbox to read (the demo without a mail server). */
function useOutbox(who: Me): boolean {
  const kept = useSignal(false);
  useEffect(() => {
    if (who.roles.includes("administrator")) {
      void accounts.outbox().then((reply) => (kept.value = reply.ok));
    }
  }, [who.id]);
  return kept.value;
}
