import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Prescribing } from "../src/api/types";
import type { Form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { localDay, ownZone } from "../src/time/when";
import { Field, TextField } from "../src/ui/Field";
import type { CardValues } from "./card";
import { needsGuardian } from "./card";
import { Checkboxes } from "./Checkboxes";
import { everyLanguage } from "./languages";
import { LanguageSelect } from "./LanguageSelect";
import { Tick } from "./Tick";

const text = words.card;

interface CardFieldsProps<V extends CardValues> {
  form: Form<V>;
  settings: Prescribing | undefined;
}

/** A patient's card: what is always asked in sight, the rest behind one disclosure. */
export function CardFields<V extends CardValues>({ form, settings }: CardFieldsProps<V>) {
  const fields = form as unknown as Form<CardValues>;
  const values = fields.values.value;
  const minor = settings && needsGuardian(values, settings.guardian_below, localDay(Date.now(), ownZone()));
  return (
    <>
      <TextField form={fields} name="full_name" label={text.fullName} />
      <div class="side-by-side">
        <TextField form={fields} name="preferred_name" label={text.preferredName} optional={words.optional} />
        <TextField form={fields} name="birth_date" type="date" label={text.birthDate} optional={words.optional} />
      </div>
      <Reach form={fields} />
      {minor || values.guardian_name ? <Guardian form={fields} below={settings?.guardian_below ?? 0} /> : null}
      <More form={fields} settings={settings} />
    </>
  );
}

function Reach({ form }: { form: Form<CardValues> }) {
  const { channel } = form.values.value;
  return (
    <>
      <div class="side-by-side">
        <TextField form={form} name="email" type="email" label={text.email} />
        <TextField form={form} name="phone" type="tel" label={text.phone} />
      </div>
      <Field id="field-channel" label={text.channel} error={form.errors.value.channel}>
        {(described) => (
          <select
            {...described}
            value={channel}
            onChange={(event) => form.set("channel", event.currentTarget.value as CardValues["channel"])}
          >
            {Object.entries(text.channels).map(([way, label]) => (
              <option key={way} value={way}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {channel === "letter" || form.values.value.address ? (
        <TextField form={form} name="address" label={text.address} multiline />
      ) : null}
    </>
  );
}

function Guardian({ form, below }: { form: Form<CardValues>; below: number }) {
  return (
    <fieldset class="group">
      <legend>{text.guardian}</legend>
      <p class="field-hint">{text.guardianHint(below)}</p>
      <TextField form={form} name="guardian_name" label={text.guardianName} />
      <div class="side-by-side">
        <TextField form={form} name="guardian_relationship" label={text.guardianRelationship} />
        <TextField form={form} name="guardian_contact" label={text.guardianContact} />
      </div>
    </fieldset>
  );
}

const HIDDEN = [
  "language",
  "access_note",
  "no_contact",
  "no_contact_note",
  "helper_name",
  "helper_contact",
];

/** Opens by itself when something in it has to be corrected. */
function More({ form, settings }: { form: Form<CardValues>; settings: Prescribing | undefined }) {
  const wrong = Object.keys(form.errors.value);
  const open = wrong.some((name) => HIDDEN.includes(name) || name.startsWith("identifiers_"));
  const frame = useRef<HTMLDetailsElement>(null);
  const languages = useMemo(everyLanguage, []);
  // Never closed again: whoever corrects it is still typing in it.
  useEffect(() => {
    if (open && frame.current) frame.current.open = true;
  }, [open]);
  const { access, no_contact } = form.values.value;
  const toggled = <T extends string>(all: T[], one: T) =>
    all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
  return (
    <details class="group" ref={frame}>
      <summary>{text.more}</summary>
      <LanguageSelect
        id="field-language"
        label={text.language}
        error={form.errors.value.language}
        chosen={form.values.value.language}
        choose={(code) => form.set("language", code)}
        none={text.noLanguage}
        of={languages}
      />
      <Tick form={form} name="interpreter" label={text.interpreter} />
      <Checkboxes
        name="access"
        legend={text.access}
        error={form.errors.value.access}
        options={Object.entries(text.accessKinds)}
        chosen={access}
        toggle={(kind) => form.set("access", toggled(access, kind as (typeof access)[number]))}
      />
      <TextField form={form} name="access_note" label={text.accessNote} optional={words.optional} />
      <Checkboxes
        name="no_contact"
        legend={text.noContact}
        error={form.errors.value.no_contact}
        options={Object.entries(text.noContactKinds)}
        chosen={no_contact}
        toggle={(kind) => form.set("no_contact", toggled(no_contact, kind as (typeof no_contact)[number]))}
      />
      <TextField form={form} name="no_contact_note" label={text.noContactNote} optional={words.optional} />
      <fieldset class="group">
        <legend>{text.helper}</legend>
        <p class="field-hint">{text.helperHint}</p>
        <div class="side-by-side">
          <TextField form={form} name="helper_name" label={text.helperName} optional={words.optional} />
          <TextField form={form} name="helper_contact" label={text.helperContact} optional={words.optional} />
        </div>
      </fieldset>
      <Identifiers form={form} settings={settings} />
    </details>
  );
}

function Identifiers({ form, settings }: { form: Form<CardValues>; settings: Prescribing | undefined }) {
  const systems = settings?.identifier_systems ?? [];
  if (systems.length === 0) return null;
  return (
    <fieldset class="group">
      <legend>{text.identifiers}</legend>
      <p class="field-hint">{text.identifiersHint}</p>
      <div class="side-by-side">
        {systems.map(({ key, label }) => (
          <TextField
            key={key}
            form={form}
            name={`identifiers_${key}`}
            label={label}
            optional={words.optional}
          />
        ))}
      </div>
    </fieldset>
  );
}
