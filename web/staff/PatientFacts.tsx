import type { PatientCard } from "../src/api/types";
import { words } from "../src/strings/staff";
import { Contact } from "./Contact";
import { birthday } from "./patient-line";

const text = words.patient;

/** A card in sentences: how to reach somebody, how not to, and what they need. */
export function PatientFacts({ card }: { card: PatientCard }) {
  const facts = factsOf(card);
  return (
    <>
      {card.birth_date ? <p>{text.born(birthday(card.birth_date))}</p> : null}
      <Contact patient={card} />
      {facts.length === 0 ? null : (
        <ul class="facts">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function factsOf(card: PatientCard): string[] {
  const { address, channel, language, interpreter, guardian, helper } = card;
  const access = (card.access ?? []).map((need) => words.card.accessKinds[need]);
  const barred = (card.no_contact ?? []).map((way) => words.card.noContactKinds[way]);
  const facts = [
    address,
    channel && text.channel(words.card.channels[channel]),
    ...barred,
    card.no_contact_note,
    language && text.language(languageName(language)),
    interpreter ? text.interpreter : undefined,
    ...access,
    card.access_note,
    guardian && text.guardian(guardian.name, guardian.relationship, guardian.contact),
    helper && text.helper(helper.name, helper.contact),
  ];
  return facts.filter((fact): fact is string => Boolean(fact));
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
