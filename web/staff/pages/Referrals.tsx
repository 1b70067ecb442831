import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { referrals } from "../../src/api/staff";
import type { ReferralRow } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { ownZone, shortMoment } from "../../src/time/when";
import { Choice } from "../../src/ui/Field";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { ReferralBadge } from "../badges";
import { useTopics } from "../live";

const text = words.referrals;

export function Referrals() {
  const show = useSignal<"open" | "all">("open");
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <Choice
        name="show"
        legend={text.show}
        chosen={show.value}
        options={[
          ["open", text.open],
          ["all", text.all],
        ]}
        choose={(value) => (show.value = value)}
      />
      <List key={show.value} show={show.value} />
    </>
  );
}

function List({ show }: { show: "open" | "all" }) {
  const list = useMemo(() => resource(() => referrals.list(show)), [show]);
  useTopics(list, "referrals");
  return (
    <Loaded of={list}>
      {({ items }) =>
        items.length === 0 ? (
          <p>{show === "open" ? text.emptyOpen : text.emptyAll}</p>
        ) : (
          <ul class="rows" aria-label={text.title}>
            {items.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Row({ row }: { row: ReferralRow }) {
  return (
    <li class="row">
      <div class="row-main">
        <Link href={`/referrals/${row.id}`} class="row-title">
          {row.patient.full_name}
        </Link>
        <p class="row-note">{row.reason}</p>
        <p class="row-note">{row.from_organisation.name}</p>
      </div>
      <div class="row-side">
        <ReferralBadge status={row.status} />
        <span class="row-note">
          {row.membership ? row.membership.group_name : shortMoment(row.requested_at, ownZone())}
        </span>
      </div>
    </li>
  );
}
