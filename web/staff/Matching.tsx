import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { referrals } from "../src/api/staff";
import type { Failure } from "../src/api/reply";
import type { GroupSuggestion, ReferralDetail } from "../src/api/types";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { spokenMoment } from "../src/time/when";
import { Badge } from "../src/ui/Badge";
import { Icon } from "../src/ui/Icon";
import { Loaded } from "../src/ui/Loading";
import { FailureNotice } from "../src/ui/Notice";
import { useTopics } from "./live";

const text = words.referral;

interface MatchingProps {
  referral: ReferralDetail;
  done: () => void;
}

/** Groups for one referral, each with the reasons why it fits. */
export function Matching({ referral, done }: MatchingProps) {
  const list = useMemo(() => resource(() => referrals.groups(referral.id)), [referral.id]);
  const failure = useSignal<Failure | undefined>(undefined);
  const busy = useSignal(false);
  useTopics(list, "groups", "referrals", "sessions");
  const match = async (group: string) => {
    if (busy.value) return;
    busy.value = true;
    const reply = await referrals.match(referral.id, group);
    busy.value = false;
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) done();
    else void list.refresh();
  };
  return (
    <section aria-labelledby="matching">
      <h2 id="matching">{text.match}</h2>
      <p>{text.matchIntro}</p>
      <FailureNotice failure={failure.value} />
      <Loaded of={list}>
        {({ items }) => (
          <>
            {items.length === 0 ? <p>{text.noGroup}</p> : null}
            <ul class="rows" aria-label={text.match}>
              {items.map((suggestion) => (
                <Suggestion key={suggestion.group.id} suggestion={suggestion} match={match} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <p>
        <Link href="/groups/new" class="button">
          <Icon name="plus" />
          {text.newGroup}
        </Link>
      </p>
    </section>
  );
}

interface SuggestionProps {
  suggestion: GroupSuggestion;
  match: (group: string) => Promise<void>;
}

function Suggestion({ suggestion, match }: SuggestionProps) {
  const { group, next_session: next, fits, full } = suggestion;
  const when = next ? spokenMoment(next.starts_at, next.zone, Date.now()) : undefined;
  return (
    <li class="row">
      <div class="row-main">
        <h3 class="row-title">{group.name}</h3>
        <p class="row-note">{group.series?.summary ?? group.topic}</p>
        <p class="row-note">{when ? text.next(when) : text.noNext}</p>
        <ul class="fits">
          {fits.map((reason) => (
            <li key={reason}>
              <Icon name="check" />
              {reason}
            </li>
          ))}
        </ul>
      </div>
      <div class="row-side">
        {full ? (
          <Badge tone="warn">{text.full}</Badge>
        ) : (
          <button
            type="button"
            class="button button-main"
            aria-label={text.choose(group.name)}
            onClick={() => void match(group.id)}
          >
            {text.chooseShort}
          </button>
        )}
      </div>
    </li>
  );
}
