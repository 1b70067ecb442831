import type { Person } from "../src/api/types";

/** How many people wait, however many devices they wait on. */
export function waitingPeople(waiting: readonly Person[]): number {
  return new Set(waiting.map((person) => person.membership_id)).size;
}

/** How many of them come in when all are let in at once: the door lets the others in by name only. */
export function letInTogether(waiting: readonly Person[]): number {
  return waitingPeople(waiting.filter((person) => !person.by_name));
}
