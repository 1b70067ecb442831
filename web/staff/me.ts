import { signal } from "@preact/signals";
import { accounts } from "../src/api/staff";
import { hearRefusals } from "../src/api/request";
import { slugOf, type Failure } from "../src/api/reply";
import type { Me, Role } from "../src/api/types";

/** Who is signed in: `undefined` while we ask, `null` when nobody is. */
export const me = signal<Me | null | undefined>(undefined);
/** The sign-in ran out under an open page; the page stays, with a sign-in above it. */
export const signedOut = signal(false);
export const unreachable = signal<Failure | undefined>(undefined);

export async function askWhoIAm(): Promise<void> {
  const reply = await accounts.me();
  unreachable.value = undefined;
  if (reply.ok) me.value = reply.value;
  else if (slugOf(reply.failure) === "sign-in-required") me.value = null;
  else unreachable.value = reply.failure;
}

export function signedIn(who: Me): void {
  // Another person took over this browser: nothing on the page is theirs.
  if (me.value && me.value.id !== who.id) location.assign("/");
  me.value = who;
  signedOut.value = false;
}

export async function signOut(): Promise<void> {
  await accounts.signOut();
  location.assign("/sign-in");
}

export const has = (role: Role): boolean => me.value?.roles.includes(role) ?? false;

hearRefusals((slug) => {
  if (slug === "sign-in-required" && me.value) signedOut.value = true;
});
