import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import type { Me } from "../src/api/types";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { Icon } from "../src/ui/Icon";
import type { Place } from "./home";
import { signOut } from "./me";

/** The way home, the places of a person's roles, and who they are; on a narrow page behind one button. */
export function Head({ who, places }: { who: Me; places: Place[] }) {
  const { open, button, close } = useMenu();
  return (
    <header class="staff-head">
      <Link href="/" class="brand">
        {shared.appName}
      </Link>
      <button
        ref={button}
        type="button"
        class="button menu-button"
        aria-expanded={open.value}
        aria-controls="menu"
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="menu" />
        {words.nav.menu}
      </button>
      <div id="menu" class={open.value ? "menu menu-open" : "menu"}>
        <nav aria-label={words.nav.label}>
          <ul>
            {places.map((place) => (
              <li key={place.path}>
                <NavLink place={place} chosen={close} />
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          <p>
            <span>{who.name}</span> <span>{who.organisation.name}</span>
          </p>
          <button type="button" class="button button-quiet" onClick={() => void signOut()}>
            {words.nav.signOut}
          </button>
        </div>
      </div>
    </header>
  );
}

/** Escape and every way to another page close the menu; where it held the focus, its button takes that. */
function useMenu() {
  const [path] = useLocation();
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    if (!open.value) return;
    open.value = false;
    button.current?.focus();
  };
  useEffect(() => void (open.value = false), [path]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => (event.key === "Escape" ? close() : undefined);
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, []);
  return { open, button, close };
}

function NavLink({ place, chosen }: { place: Place; chosen: () => void }) {
  const [path] = useLocation();
  const here = path === place.path || path.startsWith(`${place.path}/`);
  return (
    <Link href={place.path} aria-current={here ? "page" : undefined} onClick={chosen}>
      {words.nav[place.word]}
    </Link>
  );
}
