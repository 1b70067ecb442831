import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import type { PrescriptionRow } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { ownZone } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { Field } from "../../src/ui/Field";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { ReferralBadge } from "../badges";
import { useTopics } from "../live";
import { ownPrescriptions, type Filters, type OwnPrescriptions } from "../own-prescriptions";
import { progressWords } from "../progress";
import { Said } from "../Said";
import { ShowMore } from "../ShowMore";

const text = words.prescriptions;

export function Prescriptions() {
  const own = useMemo(() => ownPrescriptions(), []);
  useTopics(own.shown, "prescriptions");
  return (
    <>
      <div class="page-head">
        <Title page={words.titled(text.title)}>{text.title}</Title>
        <Link href="/prescribe" class="button button-main">
          <Icon name="plus" />
          {text.prescribe}
        </Link>
      </div>
      <Said />
      <FilterBar own={own} />
      <Loaded of={own.shown}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <p>{own.narrowed() ? text.noneFit : text.empty}</p>
            ) : (
              <ul class="rows" aria-label={text.title}>
                {items.map((row) => (
                  <Row key={row.id} row={row} />
                ))}
              </ul>
            )}
            {next ? (
              <ShowMore show={() => void own.more()} />
            ) : null}
          </>
        )}
      </Loaded>
    </>
  );
}

const STATUSES: [Filters["status"], string][] = [
  ["all", text.all],
  ["open", text.open],
  ["over", text.over],
  ["requested", words.referralStatus.requested],
  ["accepted", words.referralStatus.accepted],
  ["on_hold", words.referralStatus.on_hold],
  ["in_progress", words.referralStatus.in_progress],
  ["completed", words.referralStatus.completed],
  ["rejected", words.referralStatus.rejected],
  ["cancelled", words.referralStatus.cancelled],
  ["failed", words.referralStatus.failed],
];

function FilterBar({ own }: { own: OwnPrescriptions }) {
  const { text: typed, status, sort } = own.filters.value;
  return (
    <div class="filters" role="search" aria-label={text.narrow}>
      <Field id="filter-text" label={text.search} error={undefined}>
        {(described) => (
          <input
            {...described}
            type="search"
            autocomplete="off"
            value={typed}
            onInput={(event) => own.filter({ text: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field id="filter-status" label={text.status} error={undefined}>
        {(described) => (
          <select
            {...described}
            value={status}
            onChange={(event) => own.filter({ status: event.currentTarget.value as Filters["status"] })}
          >
            {STATUSES.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field id="filter-sort" label={text.sort} error={undefined}>
        {(described) => (
          <select
            {...described}
            value={sort}
            onChange={(event) => own.filter({ sort: event.currentTarget.value as Filters["sort"] })}
          >
            <option value="newest">{text.newest}</option>
            <option value="oldest">{text.oldest}</option>
          </select>
        )}
      </Field>
    </div>
  );
}

function Row({ row }: { row: PrescriptionRow }) {
  const progress = progressWords(row.progress, ownZone(), Date.now());
  return (
    <li class="row">
      <div class="row-main">
        <Link href={`/prescriptions/${row.id}`} class="row-title">
          {row.patient_name}
        </Link>
        <p class="row-note">{row.reason}</p>
        <p class="row-note">{text.to(row.to_organisation.name)}</p>
      </div>
      <div class="row-side">
        {row.urgency === "routine" ? null : <Badge tone="warn">{words.urgencies[row.urgency]}</Badge>}
        <ReferralBadge status={row.status} />
        <span class="progress" role="status">
          {progress.joined ? <Badge tone="live">{progress.joined}</Badge> : null}
          <strong>{progress.main}</strong>
        </span>
      </div>
    </li>
  );
}
