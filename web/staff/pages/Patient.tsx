import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { patients } from "../../src/api/staff";
import type { PatientPage, PatientsPrescription } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { localDay, ownZone, plainDay } from "../../src/time/when";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { ReferralBadge } from "../badges";
import { CorrectCard } from "../CorrectCard";
import { History } from "../History";
import { useTopics } from "../live";
import { MergeCards } from "../MergeCards";
import { PatientFacts } from "../PatientFacts";
import { progressWords } from "../progress";

const text = words.patient;

/** One patient: the card, everything prescribed for them, and the card's own history. */
export function Patient({ id }: { id: string }) {
  const page = useMemo(() => resource(() => patients.one(id)), [id]);
  const correcting = useSignal(false);
  const told = useSignal<string | undefined>(undefined);
  useTopics(page, "prescriptions");
  const done = (next: PatientPage, what: string) => {
    page.take(next);
    told.value = what;
    correcting.value = false;
  };
  return (
    <Loaded of={page}>
      {(patient) => (
        <>
          <div class="page-head">
            <Title page={words.titled(patient.card.full_name)}>{patient.card.full_name}</Title>
            {correcting.value ? null : (
              <Link href={`/prescribe?patient=${patient.id}`} class="button button-main">
                <Icon name="plus" />
                {text.prescribe}
              </Link>
            )}
          </div>
          <div role="status">{told.value ? <Notice tone="good">{told.value}</Notice> : null}</div>
          {correcting.value ? (
            <CorrectCard
              patient={patient}
              refresh={() => page.refresh()}
              done={(next) => done(next, text.saved)}
              cancel={() => (correcting.value = false)}
            />
          ) : (
            <div class="columns">
              <Card patient={patient} correct={() => (correcting.value = true)} />
              <Prescribed rows={patient.prescriptions} />
              <MergeCards patient={patient} done={done} />
              <History heading={text.history} lines={patient.history} />
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

function Card({ patient, correct }: { patient: PatientPage; correct: () => void }) {
  return (
    <section class="card" aria-labelledby="contact">
      <h2 id="contact">{text.contact}</h2>
      <PatientFacts card={patient.card} />
      <button type="button" class="button" onClick={correct}>
        {text.correct}
      </button>
    </section>
  );
}

function Prescribed({ rows }: { rows: PatientsPrescription[] }) {
  return (
    <section class="card" aria-labelledby="prescribed">
      <h2 id="prescribed">{text.prescriptions}</h2>
      {rows.length === 0 ? <p>{text.noPrescriptions}</p> : null}
      <ul class="rows">
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row }: { row: PatientsPrescription }) {
  const day = plainDay(localDay(row.prescribed_at, ownZone()));
  const title = `${words.prescribe.dose(row.dose.sessions)}, ${day?.date ?? ""}`;
  const progress = row.progress && progressWords(row.progress, ownZone(), Date.now());
  return (
    <li class="row">
      <div class="row-main">
        {row.own ? (
          <Link href={`/prescriptions/${row.id}`} class="row-title">
            {title}
          </Link>
        ) : (
          <p class="row-title">{title}</p>
        )}
        <p class="row-note">{row.to_organisation.name}</p>
        {row.own ? null : <p class="row-note">{text.by(row.prescriber.name)}. {text.colleague}</p>}
      </div>
      <div class="row-side">
        <ReferralBadge status={row.status} />
        {progress ? <strong>{progress.main}</strong> : null}
      </div>
    </li>
  );
}
