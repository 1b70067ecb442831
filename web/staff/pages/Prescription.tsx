import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { prescriptions } from "../../src/api/staff";
import type { Course, CourseSession, DoseCount, PrescriptionDetail } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { plainDay } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { Loaded } from "../../src/ui/Loading";
import { Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { ReferralBadge, VerdictBadge } from "../badges";
import { CancelPrescription } from "../CancelPrescription";
import { ChangePrescription } from "../ChangePrescription";
import { BY_PRESCRIBER, ConsentsInForce, recordedOf } from "../ConsentsInForce";
import { Contact } from "../Contact";
import { cameToNothing, isOver } from "../cancelling";
import { History } from "../History";
import { changesOf, type Changes } from "../changes";
import { useTopics } from "../live";
import { SummaryLetter } from "../SummaryLetter";

const text = words.prescription;

export function Prescription({ id }: { id: string }) {
  const detail = useMemo(() => resource(() => prescriptions.one(id)), [id]);
  const course = useMemo(() => resource(() => prescriptions.course(id)), [id]);
  const changes = useMemo(() => changesOf(detail), [detail]);
  const changing = useSignal(false);
  useTopics(detail, "prescriptions");
  useTopics(course, "prescriptions");
  const take = (changed: PrescriptionDetail) => {
    detail.take(changed);
    changing.value = false;
    void course.refresh();
  };
  return (
    <Loaded of={detail}>
      {(order) => (
        <>
          <div class="page-head">
            <Title page={words.titled(order.patient_name)}>{order.patient_name}</Title>
            <ReferralBadge status={order.status} />
          </div>
          {order.status_reason ? (
            <Notice tone={order.status === "completed" ? "good" : "warn"}>
              <strong>{order.status === "rejected" ? text.rejected : words.referralStatus[order.status]}</strong>
              <p class="as-typed">{order.status_reason}</p>
              {cameToNothing(order.status) ? (
                <Link href={`/prescribe?patient=${order.patient_id}`} class="button">
                  {text.anew}
                </Link>
              ) : null}
            </Notice>
          ) : null}
          {order.status === "completed" ? (
            <SummaryLetter of="prescriptions" id={order.id} patient={order.patient_name} />
          ) : null}
          {changing.value ? (
            <ChangePrescription
              order={order}
              refresh={() => detail.refresh()}
              done={take}
              close={() => (changing.value = false)}
            />
          ) : null}
          <div class="columns">
            <div class="stack">
              <Loaded of={course}>{(shown) => <CourseCard course={shown} />}</Loaded>
              <History heading={text.history} lines={order.history} />
            </div>
            <div class="stack">
              <Order order={order} {...(changing.value ? {} : { change: () => (changing.value = true) })} />
              <Agreed order={order} changes={changes} />
            </div>
          </div>
          <CancelPrescription order={order} changes={changes} />
        </>
      )}
    </Loaded>
  );
}

function Agreed({ order, changes }: { order: PrescriptionDetail; changes: Changes }) {
  return (
    <ConsentsInForce
      answers={order}
      questions={BY_PRESCRIBER}
      recorded={(question) => recordedOf(order, question) ?? text.neverAsked}
      guardian={recordedOf(order, "guardian_agrees")}
      change={(change) => changes.make(prescriptions.consent(order.id, change))}
    />
  );
}

interface OrderProps {
  order: PrescriptionDetail;
  /** Missing while it is being changed. */
  change?: () => void;
}

function Order({ order, change }: OrderProps) {
  return (
    <section class="card" aria-labelledby="order">
      <h2 id="order">{words.referral.prescribed}</h2>
      <p>{order.reason}</p>
      {order.goal ? <p>{text.goal(order.goal)}</p> : null}
      <p>{words.prescribe.dose(order.dose.sessions)}</p>
      <p>{words.urgencies[order.urgency]}</p>
      <p>{words.prescriptions.to(order.to_organisation.name)}</p>
      {isOver(order.status) || !change ? null : (
        <button type="button" class="button" onClick={change}>
          {text.change}
        </button>
      )}
      <h3>{text.contact}</h3>
      <Contact patient={order.patient} />
      <Link href={`/patients/${order.patient_id}`}>{text.toPatient}</Link>
    </section>
  );
}

function CourseCard({ course }: { course: Course }) {
  const sessions = course.sessions ?? [];
  return (
    <section class="card" aria-labelledby="course">
      <h2 id="course">{text.course}</h2>
      {course.shared ? null : <p>{text.consentNo}</p>}
      {course.shared && course.dose ? <Dose dose={course.dose} /> : null}
      {course.shared && sessions.length === 0 ? <p>{text.noSessions}</p> : null}
      <ol class="course">
        {sessions.map((session, index) => (
          <Session key={index} session={session} />
        ))}
      </ol>
    </section>
  );
}

const PARTS = ["partial", "brief", "tried", "missed", "not_counted", "unknown"] as const;

function Dose({ dose }: { dose: DoseCount }) {
  const parts = PARTS.filter((part) => dose[part] > 0);
  return (
    <>
      <p class="dose">{text.summary(dose.attended, dose.of)}</p>
      {parts.length > 0 ? (
        <ul class="dose-parts">
          {parts.map((part) => (
            <li key={part}>{text[part](dose[part])}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function Session({ session }: { session: CourseSession }) {
  const day = plainDay(session.local_date);
  return (
    <li>
      <time dateTime={session.local_date}>{day?.date ?? session.local_date}</time>
      <div>
        {session.verdict ? (
          <VerdictBadge verdict={session.verdict} />
        ) : session.joined ? (
          <Badge tone="live">{text.joinedNow}</Badge>
        ) : (
          <Badge tone="plain">{text.notYet}</Badge>
        )}
        {session.explanation ? <p class="row-note">{session.explanation}</p> : null}
      </div>
    </li>
  );
}
