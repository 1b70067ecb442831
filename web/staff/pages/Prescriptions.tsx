import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { prescriptions } from "../../src/api/staff";
import type { PrescriptionRow } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { ownZone } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { ReferralBadge } from "../badges";
import { useTopics } from "../live";
import { progressWords } from "../progress";
import { Said } from "../Said";

const text = words.prescriptions;

export function Prescriptions() {
  const list = useMemo(() => resource(prescriptions.list), []);
  useTopics(list, "prescriptions");
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
      <Loaded of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.empty}</p>
          ) : (
            <ul class="rows" aria-label={text.title}>
              {items.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
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
        <p class="row-note">{row.to_organisation.name}</p>
      </div>
      <div class="row-side">
        <ReferralBadge status={row.status} />
        <span class="progress" role="status">
          {progress.joined ? <Badge tone="live">{progress.joined}</Badge> : null}
          <strong>{progress.main}</strong>
        </span>
      </div>
    </li>
  );
}
