import type { Role } from "../src/api/types";

/** Where each role works. The first of a person's roles in this order gives their home. */
const PLACES: { path: string; word: NavWord; roles: Role[] }[] = [
  { path: "/today", word: "today", roles: ["facilitator"] },
  { path: "/prescriptions", word: "prescriptions", roles: ["prescriber"] },
  { path: "/referrals", word: "referrals", roles: ["link_worker"] },
  { path: "/groups", word: "groups", roles: ["link_worker", "facilitator"] },
  { path: "/unmet-demand", word: "unmetDemand", roles: ["link_worker"] },
  { path: "/directory", word: "directory", roles: ["link_worker"] },
  { path: "/staff", word: "staff", roles: ["administrator"] },
  { path: "/partners", word: "partners", roles: ["administrator"] },
  { path: "/audit", word: "audit", roles: ["administrator"] },
];

type NavWord =
  | "today"
  | "prescriptions"
  | "referrals"
  | "groups"
  | "unmetDemand"
  | "directory"
  | "staff"
  | "partners"
  | "audit"
  | "outbox";

export interface Place {
  path: string;
  word: NavWord;
}

/** The places a person's roles open; the outbox only where the demo keeps one. */
export function placesFor(roles: Role[], outbox: boolean): Place[] {
  const places: Place[] = PLACES.filter((place) => place.roles.some((role) => roles.includes(role)));
  const withOutbox = outbox && roles.includes("administrator");
  return withOutbox ? [...places, { path: "/outbox", word: "outbox" }] : places;
}

export const homeFor = (roles: Role[]): string => placesFor(roles, false)[0]?.path ?? "/groups";
