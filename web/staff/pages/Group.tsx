import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { groups } from "../../src/api/staff";
import type { GroupDetail, RosterLine } from "../../src/api/types";
import { form } from "../../src/form/form";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { localDay, nameList, ownZone } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { FormFrame } from "../../src/ui/FormFrame";
import { Loaded } from "../../src/ui/Loading";
import { Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { DoorLink } from "../DoorLink";
import { useTopics } from "../live";
import { Said } from "../Said";
import { GroupCare } from "../groups/GroupCare";
import { Line } from "../groups/Line";
import { Withdraw } from "../matching/Withdraw";
import { me } from "../me";
import { checkPlan, planSentence, seriesOf, usualPlan } from "../weekly";
import { WeeklyFields } from "../WeeklyFields";

const text = words.group;

export function Group({ id }: { id: string }) {
  const detail = useMemo(() => resource(() => groups.one(id)), [id]);
  useTopics(detail, "groups", "referrals", "sessions");
  return (
    <Loaded of={detail}>
      {(group) => (
        <>
          <Title page={words.titled(group.name)}>{group.name}</Title>
          <Said />
          <Facts group={group} />
          {isLinkWorker() ? <GroupCare group={group} changed={() => detail.refresh()} /> : null}
          <Roster group={group} left={() => void detail.refresh()} />
          {isLinkWorker() ? <Line group={id} /> : null}
          {group.series ? null : <Plan id={id} planned={() => void detail.refresh()} />}
        </>
      )}
    </Loaded>
  );
}

function Facts({ group }: { group: GroupDetail }) {
  const facts: [string, string][] = [
    [words.groups.meets, group.series?.summary ?? words.groups.noSeries],
    [words.groups.topic, group.topic],
    [words.groups.members, words.groups.membersOf(group.members, group.capacity)],
    [words.groups.facilitators, nameList(group.facilitators.map((person) => person.name))],
  ];
  return (
    <dl class="facts card">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const isLinkWorker = (): boolean => me.value?.roles.includes("link_worker") ?? false;

interface RosterProps {
  group: GroupDetail;
  left: () => void;
}

function Roster({ group, left }: RosterProps) {
  const active = group.roster.filter((line) => line.status === "active");
  return (
    <section aria-labelledby="roster">
      <h2 id="roster">{text.roster}</h2>
      {active.length === 0 ? <p>{text.empty}</p> : null}
      <ul class="rows" aria-label={text.roster}>
        {active.map((line) => (
          <Member key={line.membership_id} group={group.id} line={line} left={left} />
        ))}
      </ul>
    </section>
  );
}

interface MemberProps {
  group: string;
  line: RosterLine;
  left: () => void;
}

function Member({ group, line, left }: MemberProps) {
  return (
    <li class="row">
      <div class="row-main">
        <h3 class="row-title">{line.full_name}</h3>
        <p class="row-note">{words.session.calledIn(line.alias)}</p>
      </div>
      <div class="row-side">
        <Badge tone={line.share_attendance ? "good" : "plain"}>
          {line.share_attendance ? text.shares : text.sharesNot}
        </Badge>
      </div>
      <DoorLink membership={line.membership_id} patient={line.full_name} />
      <div class="actions">
        {isLinkWorker() ? (
          <Link href={`/referrals/${line.referral_id}`} class="button">
            {text.referral}
            <span class="unseen">{text.referralOf(line.full_name)}</span>
          </Link>
        ) : (
          <Link href={`/groups/${group}/concerns/${line.referral_id}`} class="button">
            {words.concerns.title}
            <span class="unseen">{words.concerns.about(line.full_name)}</span>
          </Link>
        )}
        {isLinkWorker() ? <Withdraw membership={line.membership_id} patient={line.full_name} done={left} /> : null}
      </div>
    </li>
  );
}

function Plan({ id, planned }: { id: string; planned: () => void }) {
  const done = useSignal<string | undefined>(undefined);
  const plan = useMemo(
    () =>
      form({
        initial: usualPlan(ownZone()),
        check: (values) => checkPlan(values, localDay(Date.now(), ownZone())),
        send: (values) => groups.schedule(id, seriesOf(values)),
        done(_series, values) {
          done.value = planSentence(values);
          planned();
        },
      }),
    [id],
  );
  return (
    <section class="narrow" aria-labelledby="plan">
      <h2 id="plan">{text.plan}</h2>
      {done.value ? (
        <Notice tone="good" role="status">
          {done.value}
        </Notice>
      ) : (
        <FormFrame form={plan} submit={text.planSubmit}>
          <WeeklyFields form={plan} />
        </FormFrame>
      )}
    </section>
  );
}
