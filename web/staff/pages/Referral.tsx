import { useMemo } from "preact/hooks";
import { referrals } from "../../src/api/staff";
import type { ReferralDetail } from "../../src/api/types";
import { resource, type Resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { Notice } from "../../src/ui/Notice";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { AddTask } from "../AddTask";
import { ReferralBadge } from "../badges";
import { changesOf, type Changes } from "../changes";
import { Concerns } from "../Concerns";
import { BY_LINK_WORKER, ConsentsInForce } from "../ConsentsInForce";
import { Decide } from "../Decide";
import { DoorLink } from "../DoorLink";
import { HandOn } from "../HandOn";
import { History } from "../History";
import { useTopics } from "../live";
import { LogPanel } from "../LogPanel";
import { Matching } from "../matching/Matching";
import { Withdraw } from "../matching/Withdraw";
import { PatientFacts } from "../PatientFacts";
import { looksForGroup, partsOf, type Part } from "../referral-parts";
import { Standing } from "../Standing";
import { canRest } from "../steps";
import { GoOn, Steps } from "../Steps";
import { SummaryLetter } from "../SummaryLetter";
import { TaskList } from "../TaskList";

const text = words.referral;

export function Referral({ id }: { id: string }) {
  const detail = useMemo(() => resource(() => referrals.one(id)), [id]);
  useTopics(detail, "referrals");
  const changes = useMemo(() => changesOf(detail), [detail]);
  return (
    <Loaded of={detail}>
      {(referral) => (
        <>
          <div class="page-head">
            <Title page={words.titled(referral.patient.full_name)}>{referral.patient.full_name}</Title>
            <ReferralBadge status={referral.status} />
          </div>
          <Because referral={referral} changes={changes} />
          <Parts referral={referral} />
          <Decide referral={referral} changes={changes} />
          {referral.status === "completed" ? (
            <SummaryLetter of="referrals" id={referral.id} patient={referral.patient.full_name} />
          ) : null}
          <Standing referral={referral} changes={changes} />
          <NextStep referral={referral} detail={detail} />
          <InGroup referral={referral} left={() => void detail.refresh()} />
          <Card referral={referral} />
          <div class="beside">
            <LogPanel referral={referral.id} usual={referral.patient.channel ?? "phone"} written={() => void detail.refresh()} />
            <div class="stack">
              <Tasks referral={referral} changed={() => void detail.refresh()} />
              <Concerns referral={referral.id} changed={() => void detail.refresh()} />
              {partsOf(referral).includes("consents") ? (
                <ConsentsInForce
                  answers={referral}
                  questions={BY_LINK_WORKER}
                  change={(change) => changes.make(referrals.consent(referral.id, change))}
                />
              ) : null}
              <History heading={text.history} lines={referral.history} />
            </div>
          </div>
          <HandOn referral={referral} shown={detail} changes={changes} />
          <Steps referral={referral} changes={changes} />
        </>
      )}
    </Loaded>
  );
}

/** The ways down a long page, in the order of the page. */
function Parts({ referral }: { referral: ReferralDetail }) {
  return (
    <nav class="jumps" aria-label={words.oneReferral.parts}>
      <ul>
        {partsOf(referral).map((part) => (
          <li key={part}>
            <a href={`#${part}`}>{nameOf(part, referral)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const nameOf = (part: Part, { status }: ReferralDetail): string =>
  part === "steps" && !canRest(status) ? words.oneReferral.end : words.oneReferral.partNames[part];

/** Why it stands as it does, where somebody gave a reason; and the way on, where it rests. */
function Because({ referral, changes }: { referral: ReferralDetail; changes: Changes }) {
  if (!referral.status_reason) return null;
  return (
    <Notice tone={referral.status === "completed" ? "good" : "warn"}>
      <strong>{words.referralStatus[referral.status]}</strong>
      <p class="as-typed">{referral.status_reason}</p>
      {referral.status === "on_hold" ? <GoOn referral={referral} changes={changes} /> : null}
    </Notice>
  );
}

function Tasks({ referral, changed }: { referral: ReferralDetail; changed: () => void }) {
  return (
    <section class="card" aria-labelledby="tasks">
      <h2 id="tasks">{words.tasks.of}</h2>
      <TaskList
        tasks={referral.tasks}
        label={words.tasks.of}
        none={words.tasks.noneHere}
        ofOnePatient
        changed={changed}
      />
      <AddTask referral={referral.id} added={changed} />
    </section>
  );
}

function Card({ referral }: { referral: ReferralDetail }) {
  return (
    <section class="card" aria-labelledby="order">
      <h2 id="order">{text.order}</h2>
      <div class="columns">
        <div>
          <h3>{text.prescribed}</h3>
          <p>{referral.reason ?? text.reasonKept}</p>
          {referral.goal ? <p>{text.goal(referral.goal)}</p> : null}
          <p class="facts-line">
            {referral.urgency === "routine" ? null : <strong>{words.urgencies[referral.urgency]}</strong>}
            <span>{words.prescribe.dose(referral.dose.sessions)}</span>
            <span>
              {(referral.handed_on_here ? words.oneReferral.handedOnHere : words.referrals.from)(
                referral.from_organisation.name,
              )}
            </span>
          </p>
        </div>
        <div>
          <h3>{text.contact}</h3>
          <PatientFacts card={referral.patient} />
        </div>
      </div>
    </section>
  );
}

/** The one thing to do next with this referral, if any. */
function NextStep({ referral, detail }: { referral: ReferralDetail; detail: Resource<ReferralDetail> }) {
  if (!looksForGroup(referral)) return null;
  return <Matching referral={referral} done={() => void detail.refresh()} />;
}

function InGroup({ referral, left }: { referral: ReferralDetail; left: () => void }) {
  const { membership, patient } = referral;
  if (!membership) return null;
  return (
    <section class="card" aria-labelledby="door-link">
      <p role="status">
        <strong>{text.matched(patient.full_name, membership.group_name)}</strong>
      </p>
      <h2 id="door-link">{words.doorLink.title}</h2>
      <p>{words.doorLink.same}</p>
      <p>{patient.email ? words.doorLink.mailed : words.doorLink.notMailed}</p>
      <DoorLink membership={membership.id} patient={patient.full_name} />
      <Withdraw membership={membership.id} patient={patient.full_name} done={left} />
    </section>
  );
}
