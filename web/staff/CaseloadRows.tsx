import { Link } from "wouter-preact";
import type { CaseloadRow } from "../src/api/types";
import { words } from "../src/strings/staff";
import { ownZone, shortMoment } from "../src/time/when";
import { Badge } from "../src/ui/Badge";
import { ReferralBadge } from "./badges";
import { hasCome } from "./caseload";
import { dayWords, today } from "./day";

const text = words.referrals;

/** Referrals, one below the other, each with what decides whether to open it. */
export function CaseloadRows({ rows }: { rows: CaseloadRow[] }) {
  return (
    <ul class="rows" aria-label={text.title}>
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Row({ row }: { row: CaseloadRow }) {
  const place = (row.group_name ? text.inGroup(row.group_name) : undefined) ?? (row.handed_on_to ? text.handedOnTo(row.handed_on_to) : words.stages[row.stage]);
  return (
    <li class="row">
      <div class="row-main">
        <Link href={`/referrals/${row.id}`} class="row-title">
          {row.patient_name}
        </Link>
        <p class="row-note facts-line">
          <span>{text.from(row.from_organisation.name)}</span>
          <span>{row.assigned_to ? text.with(row.assigned_to.name) : text.nobodys}</span>
          <span>{place}</span>
        </p>
        <NextContact row={row} />
      </div>
      <div class="row-side">
        {row.urgency === "routine" ? null : <Badge tone="warn">{words.urgencies[row.urgency]}</Badge>}
        {row.flags > 0 ? <Badge tone="bad">{text.flags(row.flags)}</Badge> : null}
        {row.tasks > 0 ? <Badge tone="warn">{text.openTasks(row.tasks)}</Badge> : null}
        <ReferralBadge status={row.status} />
      </div>
    </li>
  );
}

function NextContact({ row }: { row: CaseloadRow }) {
  const day = row.next_contact_on;
  if (!day) return <p class="row-note">{text.waiting(shortMoment(row.requested_at, ownZone()))}</p>;
  const now = today();
  if (day === now) return <p class="row-warn">{text.dueToday}</p>;
  const late = hasCome(day, now);
  return <p class={late ? "row-warn" : "row-note"}>{(late ? text.overdue : text.nextContact)(dayWords(day))}</p>;
}
