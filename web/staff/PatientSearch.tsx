import { useEffect, useMemo, useRef } from "preact/hooks";
import type { FoundPatients, PatientRow } from "../src/api/types";
import { words } from "../src/strings/staff";
import { FailureNotice } from "../src/ui/Notice";
import { patientSearch, type PatientSearch as Search } from "./patient-search";
import { patientLine } from "./patient-line";

const text = words.patientSearch;

interface PatientSearchProps {
  choose: (patient: PatientRow) => void;
  error?: string | undefined;
}

/** A search field with those found under it: type, arrow, Enter; or click. */
export function PatientSearch({ choose, error }: PatientSearchProps) {
  const search = useMemo(() => patientSearch(choose), []);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const found = search.found.value;
  const items = found?.items ?? [];
  return (
    <div class={error ? "field field-wrong" : "field"}>
      <label for="patient-search">{text.label}</label>
      <p class="field-hint" id="patient-search-hint">
        {text.hint}
      </p>
      <input
        ref={input}
        id="patient-search"
        type="search"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls="patient-search-found"
        aria-activedescendant={items.length > 0 ? `found-${search.active.value}` : undefined}
        aria-describedby="patient-search-hint"
        aria-invalid={error ? true : undefined}
        value={search.typed.value}
        onInput={(event) => search.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (search.press(event.key)) event.preventDefault();
        }}
      />
      {error ? <p class="field-error">{error}</p> : null}
      <Found search={search} choose={choose} />
      <p role="status" class="field-hint">
        {found ? counted(found) : null}
      </p>
      <FailureNotice failure={search.failure.value} />
    </div>
  );
}

function counted({ items, more }: FoundPatients): string {
  if (items.length === 0) return text.none;
  return more ? text.more : text.found(items.length);
}

/** The keyboard stays in the field: `aria-activedescendant` says where Enter would choose. */
function Found({ search, choose }: { search: Search; choose: (patient: PatientRow) => void }) {
  const items = search.found.value?.items ?? [];
  return (
    <div id="patient-search-found" class="found" role="listbox" aria-label={text.label} hidden={items.length === 0}>
      {items.map((patient, index) => (
        // The field's own keys choose; the pointer needs no second way in.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={patient.id}
          id={`found-${index}`}
          class="found-one"
          role="option"
          tabIndex={-1}
          aria-selected={index === search.active.value}
          onClick={() => choose(patient)}
        >
          <strong>{patient.full_name}</strong>
          <span>{patientLine(patient)}</span>
        </div>
      ))}
    </div>
  );
}
