import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { groups } from "../../src/api/staff";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { shortDay } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { Loaded } from "../../src/ui/Loading";
import { useTopics } from "../live";

const text = words.care;

/** Who waits for a place in a group, and for whom one is kept. */
export function Line({ group }: { group: string }) {
  const line = useMemo(() => resource(() => groups.line(group)), [group]);
  useTopics(line, "groups", "referrals");
  return (
    <section aria-labelledby="line">
      <h2 id="line">{text.line}</h2>
      <Loaded of={line}>
        {({ offers, waiting }) => (
          <>
            {offers.length + waiting.length === 0 ? <p>{text.nobodyWaits}</p> : null}
            <ul class="rows" aria-label={text.line}>
              {offers.map((offer) => (
                <Row key={offer.id} referral={offer.referral_id} name={offer.patient_name} note={text.keptUntil(shortDay(offer.expires_at))} />
              ))}
              {waiting
                .filter((one) => !offers.some((offer) => offer.referral_id === one.referral_id))
                .map((one) => (
                  <Row
                    key={one.referral_id}
                    referral={one.referral_id}
                    name={one.patient_name}
                    note={text.since(shortDay(one.joined_at))}
                    badge={words.matching.position(one.position)}
                  />
                ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}

interface RowProps {
  referral: string;
  name: string;
  note: string;
  badge?: string;
}

function Row({ referral, name, note, badge }: RowProps) {
  return (
    <li class="row">
      <div class="row-main">
        <h3 class="row-title">
          <Link href={`/referrals/${referral}`}>{name}</Link>
        </h3>
        <p class="row-note">{note}</p>
      </div>
      <div class="row-side">{badge ? <Badge tone="plain">{badge}</Badge> : null}</div>
    </li>
  );
}
