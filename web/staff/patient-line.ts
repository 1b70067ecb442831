import type { PatientRow } from "../src/api/types";
import { words } from "../src/strings/staff";

/** What tells one Rosa from another: date of birth and how they are reached. */
export function patientLine({ birth_date, phone, email }: PatientRow): string {
  const born = birth_date ? words.patientSearch.born(birthday(birth_date)) : undefined;
  return [born, phone, email].filter(Boolean).join(", ");
}

/** `1958-04-23` as people read it. */
export function birthday(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return date;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(day);
}
