import type { AccessNeed, Channel, NewPatient, NoContact, PatientCard, PatientDetail } from "../src/api/types";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
import { filled } from "./check";

/** A card as it is typed: every text is there, empty while nobody typed it. */
export interface CardValues {
  full_name: string;
  preferred_name: string;
  birth_date: string;
  email: string;
  phone: string;
  address: string;
  channel: Channel;
  language: string;
  interpreter: boolean;
  access: AccessNeed[];
  access_note: string;
  no_contact: NoContact[];
  no_contact_note: string;
  guardian_name: string;
  guardian_relationship: string;
  guardian_contact: string;
  helper_name: string;
  helper_contact: string;
  /** By the system's key; the systems are the installation's. */
  [identifier: `identifiers_${string}`]: string;
}

export const EMPTY_CARD: CardValues = {
  full_name: "",
  preferred_name: "",
  birth_date: "",
  email: "",
  phone: "",
  address: "",
  channel: "email",
  language: "",
  interpreter: false,
  access: [],
  access_note: "",
  no_contact: [],
  no_contact_note: "",
  guardian_name: "",
  guardian_relationship: "",
  guardian_contact: "",
  helper_name: "",
  helper_contact: "",
};

/** The way a channel goes: the field that must be filled in for it. */
const WAY = { email: "email", sms: "phone", phone: "phone", letter: "address" } as const;

export function checkCard(card: CardValues, guardianBelow: number, today: string): Errors {
  const errors = filled(card, "full_name");
  const way = WAY[card.channel];
  if (card[way].trim() === "") errors[way] = words.card.missing[way];
  if (needsGuardian(card, guardianBelow, today)) {
    Object.assign(errors, filled(card, "guardian_name", "guardian_relationship", "guardian_contact"));
  }
  return errors;
}

/** Whether somebody has to answer for the patient; `today` as `2026-12-01`. */
export function needsGuardian({ birth_date }: Pick<CardValues, "birth_date">, below: number, today: string): boolean {
  const [born, now] = [birth_date, today].map((date) => /^(\d{4})-(\d\d-\d\d)$/.exec(date));
  if (!born || !now) return false;
  const years = Number(now[1]) - Number(born[1]);
  const hadBirthday = (now[2] ?? "") >= (born[2] ?? "");
  return years - (hadBirthday ? 0 : 1) < below;
}

/** The card as the server takes it; an empty field is left out, not sent as "". */
export function patientOf(card: CardValues): NewPatient {
  const text = (name: "preferred_name" | "birth_date" | "email" | "phone" | "address" | "language") =>
    card[name].trim() === "" ? {} : { [name]: card[name].trim() };
  const note = (name: "access_note" | "no_contact_note") =>
    card[name].trim() === "" ? {} : { [name]: card[name].trim() };
  return {
    full_name: card.full_name.trim(),
    ...text("preferred_name"),
    ...text("birth_date"),
    ...text("email"),
    ...text("phone"),
    ...text("address"),
    channel: card.channel,
    ...text("language"),
    ...(card.interpreter ? { interpreter: true } : {}),
    ...(card.access.length > 0 ? { access: card.access } : {}),
    ...note("access_note"),
    ...(card.no_contact.length > 0 ? { no_contact: card.no_contact } : {}),
    ...note("no_contact_note"),
    ...guardianOf(card),
    ...helperOf(card),
    identifiers: identifiersOf(card),
  };
}

function guardianOf(card: CardValues): Pick<NewPatient, "guardian"> {
  const { guardian_name: name, guardian_relationship: relationship, guardian_contact: contact } = card;
  if (`${name}${relationship}${contact}`.trim() === "") return {};
  return { guardian: { name, relationship, contact } };
}

function helperOf({ helper_name: name, helper_contact: contact }: CardValues): Pick<NewPatient, "helper"> {
  return `${name}${contact}`.trim() === "" ? {} : { helper: { name, contact } };
}

function identifiersOf(card: CardValues): { system: string; value: string }[] {
  const named = Object.entries(card).filter(([name]) => name.startsWith("identifiers_"));
  return named
    .map(([name, value]) => ({ system: name.slice("identifiers_".length), value: String(value).trim() }))
    .filter(({ value }) => value !== "");
}

/** What is typed over when a card is corrected. */
export function cardValues(card: PatientCard, identifiers: PatientDetail["identifiers"]): CardValues {
  const values: CardValues = {
    ...EMPTY_CARD,
    full_name: card.full_name,
    preferred_name: card.preferred_name,
    birth_date: card.birth_date ?? "",
    email: card.email ?? "",
    phone: card.phone ?? "",
    address: card.address ?? "",
    channel: card.channel ?? "email",
    language: card.language ?? "",
    interpreter: card.interpreter ?? false,
    access: card.access ?? [],
    access_note: card.access_note ?? "",
    no_contact: card.no_contact ?? [],
    no_contact_note: card.no_contact_note ?? "",
    guardian_name: card.guardian?.name ?? "",
    guardian_relationship: card.guardian?.relationship ?? "",
    guardian_contact: card.guardian?.contact ?? "",
    helper_name: card.helper?.name ?? "",
    helper_contact: card.helper?.contact ?? "",
  };
  for (const { system, value } of identifiers) values[`identifiers_${system}`] = value;
  return values;
}
