import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { patients } from "../src/api/staff";
import type { Failure } from "../src/api/reply";
import type { Alike, PatientPage } from "../src/api/types";
import { words } from "../src/strings/staff";
import { ownZone, shortMoment } from "../src/time/when";
import { FailureNotice } from "../src/ui/Notice";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import { patientLine } from "./patient-line";

const text = words.patient;

interface MergeCardsProps {
  patient: PatientPage;
  done: (next: PatientPage, what: string) => void;
}

/** Other cards that may be this person's, and those that were merged into it. */
export function MergeCards({ patient, done }: MergeCardsProps) {
  const alike = useSignal<Alike[]>([]);
  const chosen = useSignal<Alike | undefined>(undefined);
  useEffect(() => {
    const { full_name, birth_date, email, phone } = patient.card;
    const draft = {
      patient_id: patient.id,
      full_name,
      identifiers: patient.identifiers,
      ...(birth_date ? { birth_date } : {}),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
    };
    void patients.alike(draft).then((reply) => {
      if (reply.ok) alike.value = reply.value.items;
    });
  }, [patient.version]);
  const merged = patient.merged ?? [];
  if (alike.value.length === 0 && merged.length === 0) return null;
  return (
    <section class="card" aria-labelledby="same">
      <h2 id="same">{text.same}</h2>
      <ul class="rows">
        {alike.value.map((one) => (
          <li key={one.patient.id}>
            <p class="row-title">{one.patient.full_name}</p>
            <p>{patientLine(one.patient)}</p>
            <p class="row-note">{one.reasons.join(" ")}</p>
            <button type="button" class="button" onClick={() => (chosen.value = one)}>
              {text.merge(one.patient.full_name)}
            </button>
          </li>
        ))}
      </ul>
      <Merged patient={patient} done={done} />
      {chosen.value ? (
        <ConfirmMerge patient={patient} other={chosen.value} done={done} close={() => (chosen.value = undefined)} />
      ) : null}
    </section>
  );
}

function Merged({ patient, done }: MergeCardsProps) {
  const failure = useSignal<Failure | undefined>(undefined);
  const merged = patient.merged ?? [];
  if (merged.length === 0) return null;
  const undo = async (merge: string) => {
    const reply = await patients.undoMerge(merge);
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) done(reply.value, text.undone);
  };
  return (
    <>
      <h3>{text.mergedCards}</h3>
      <ul class="rows">
        {merged.map((one) => (
          <li key={one.id}>
            <p>{text.mergedOn(one.full_name, shortMoment(one.merged_at, ownZone()))}</p>
            <button type="button" class="button" onClick={() => void undo(one.id)}>
              {text.undo}
            </button>
          </li>
        ))}
      </ul>
      <FailureNotice failure={failure.value} />
    </>
  );
}

interface ConfirmMergeProps extends MergeCardsProps {
  other: Alike;
  close: () => void;
}

function ConfirmMerge({ patient, other, done, close }: ConfirmMergeProps) {
  const { id, full_name } = other.patient;
  const merge = async (): Promise<Failure | undefined> => {
    const seen = await patients.one(id);
    if (!seen.ok) return seen.failure;
    const reply = await patients.merge(patient.id, patient.version, id, seen.value.version);
    if (!reply.ok) return reply.failure;
    done(reply.value, text.mergeDone(full_name));
    return undefined;
  };
  return (
    <ReasonDialog
      title={text.mergeTitle}
      body={text.mergeBody(full_name)}
      confirm={text.mergeConfirm}
      act={merge}
      close={close}
    />
  );
}
