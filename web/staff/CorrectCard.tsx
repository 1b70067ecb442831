import { useEffect, useMemo } from "preact/hooks";
import { patients } from "../src/api/staff";
import type { PatientPage } from "../src/api/types";
import { form } from "../src/form/form";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { localDay, ownZone } from "../src/time/when";
import { FormFrame } from "../src/ui/FormFrame";
import { cardValues, checkCard, EMPTY_CARD, patientOf, type CardValues } from "./card";
import { CardFields } from "./CardFields";
import { useFirstField } from "./first-field";
import { useSeen } from "./seen";

const text = words.patient;

interface CorrectCardProps {
  patient: PatientPage;
  /** Shows the card as it is now. */
  refresh: () => Promise<void>;
  done: (next: PatientPage) => void;
  cancel: () => void;
}

/** The card again, to be written over. */
export function CorrectCard({ patient, refresh, done, cancel }: CorrectCardProps) {
  const frame = useFirstField<HTMLElement>();
  const seen = useSeen(patient.version, refresh);
  const settings = useMemo(() => resource(patients.prescribing), []);
  const card = useMemo(
    () =>
      form<CardValues, PatientPage>({
        initial: { ...EMPTY_CARD, ...cardValues(patient.card, patient.identifiers) },
        check: (values) => checkCard(values, settings.value.value?.guardian_below ?? 0, localDay(Date.now(), ownZone())),
        send: (values) => seen.change((version) => patients.change(patient.id, version, patientOf(values))),
        done,
      }),
    [],
  );
  useEffect(() => void settings.refresh(), []);
  return (
    <section ref={frame} class="card narrow" aria-labelledby="correct">
      <h2 id="correct">{text.correct}</h2>
      <FormFrame
        form={card}
        submit={text.save}
        submitting={text.saving}
        aside={
          <button type="button" class="button" onClick={cancel}>
            {shared.cancel}
          </button>
        }
      >
        <CardFields form={card} settings={settings.value.value} />
      </FormFrame>
    </section>
  );
}
