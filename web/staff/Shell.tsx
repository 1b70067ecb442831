import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { accounts } from "../src/api/staff";
import type { Me } from "../src/api/types";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { placesFor, type Place } from "./home";
import { signedOut, signOut } from "./me";
import { SignInAgain } from "./SignInAgain";

/** Header, navigation by role, and the page. */
export function Shell({ who, children }: { who: Me; children: ComponentChildren }) {
  const places = placesFor(who.roles, useOutbox(who));
  return (
    <>
      <a class="skip" href="#main">
        {shared.skipToContent}
      </a>
      <header class="staff-head">
        <Link href="/" class="brand">
          {shared.appName}
        </Link>
        <nav aria-label={words.nav.label}>
          <ul>
            {places.map((place) => (
              <li key={place.path}>
                <NavLink place={place} />
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          <span>{words.nav.signedInAs(who.name, who.organisation.name)}</span>
          <button type="button" class="button button-quiet" onClick={() => void signOut()}>
            {words.nav.signOut}
          </button>
        </div>
      </header>
      <main id="main" class="staff-main" tabIndex={-1}>
        {children}
      </main>
      {signedOut.value ? <SignInAgain /> : null}
    </>
  );
}

function NavLink({ place }: { place: Place }) {
  const [path] = useLocation();
  const here = path === place.path || path.startsWith(`${place.path}/`);
  return (
    <Link href={place.path} aria-current={here ? "page" : undefined}>
      {words.nav[place.word]}
    </Link>
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
