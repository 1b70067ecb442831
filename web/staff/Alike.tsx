import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { patients } from "../src/api/staff";
import type { Alike as Candidate, PatientRow } from "../src/api/types";
import type { Form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { Notice } from "../src/ui/Notice";
import type { CardValues } from "./card";
import { patientOf } from "./card";
import { patientLine } from "./patient-line";

const text = words.patientSearch;
/** So long a pause in typing asks whether somebody is on the register already. */
const PAUSE_MS = 400;

interface AlikeProps {
  form: Form<CardValues>;
  /** Whose card is being written, if they have one. */
  patient?: string;
  label: (name: string) => string;
  use: (patient: PatientRow) => void;
}

/** Kindly: somebody of the same name and birth date, or the same contact, is on the register. */
export function Alike({ form, patient, label, use }: AlikeProps) {
  const candidates = useSignal<Candidate[]>([]);
  const card = patientOf(form.values.value);
  const { full_name, birth_date, email, phone, identifiers } = card;
  const typed = JSON.stringify([full_name, birth_date, email, phone, identifiers]);
  useEffect(() => {
    if (!birth_date && !email && !phone && !identifiers?.length) {
      candidates.value = [];
      return;
    }
    const draft = {
      ...(patient ? { patient_id: patient } : {}),
      full_name,
      identifiers: identifiers ?? [],
      ...(birth_date ? { birth_date } : {}),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
    };
    // What was asked for an earlier typing is no answer to this one.
    let current = true;
    const timer = setTimeout(() => {
      void patients.alike(draft).then((reply) => {
        if (current && reply.ok) candidates.value = reply.value.items;
      });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [typed]);
  if (candidates.value.length === 0) return <div role="status" />;
  return (
    <div role="status">
      <Notice tone="warn">
        <strong>{text.alike}</strong>
        <ul class="rows">
          {candidates.value.map(({ patient: one, reasons }) => (
            <li key={one.id}>
              <p class="row-title">{one.full_name}</p>
              <p>{patientLine(one)}</p>
              <p class="row-note">{reasons.join(" ")}</p>
              <button type="button" class="button" onClick={() => use(one)}>
                {label(one.full_name)}
              </button>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
