import type { Fit, GroupSuggestion, Speaks, Waiting } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { spokenMoment } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { Icon, type IconName } from "../../src/ui/Icon";

const text = words.referral;
const places = words.matching;
const ICONS: Record<Speaks, IconName> = { for: "check", unknown: "question", against: "minus" };

export interface PlaceActs {
  match: (group: string) => void;
  offer: (group: string) => void;
  wait: (group: string) => void;
  waitNoLonger: (waiting: Waiting) => void;
}

interface SuggestionProps {
  suggestion: GroupSuggestion;
  /** How the patient waits for it, if they do. */
  waiting: Waiting | undefined;
  /** Whether a place is kept for the patient already, here or elsewhere. */
  offered: boolean;
  acts: PlaceActs;
}

/** One group with the reasons for and against it, and what can be done. */
export function Suggestion({ suggestion, waiting, offered, acts }: SuggestionProps) {
  const { group, next_session: next, fits, full } = suggestion;
  const when = next ? spokenMoment(next.starts_at, next.zone, Date.now()) : undefined;
  return (
    <li class="row">
      <div class="row-main">
        <h3 class="row-title">{group.name}</h3>
        <p class="row-note">{group.series?.summary ?? group.topic}</p>
        <p class="row-note">{when ? text.next(when) : text.noNext}</p>
        <ul class="fits">
          {fits.map((fit) => (
            <Reason key={fit.says} fit={fit} />
          ))}
        </ul>
      </div>
      <div class="row-side">
        {full ? <Badge tone="warn">{words.placeStatus[group.place_status]}</Badge> : null}
        {waiting ? <Badge tone="plain">{places.position(waiting.position)}</Badge> : null}
        {full ? null : <Free group={group} offered={offered} acts={acts} />}
        {full && group.takes_waiting && !waiting ? (
          <button
            type="button"
            class="button"
            aria-label={places.waitNamed(group.name)}
            onClick={() => acts.wait(group.id)}
          >
            {places.wait}
          </button>
        ) : null}
        {waiting ? (
          <button
            type="button"
            class="button"
            aria-label={places.stopWaitingNamed(group.name)}
            onClick={() => acts.waitNoLonger(waiting)}
          >
            {places.stopWaiting}
          </button>
        ) : null}
      </div>
    </li>
  );
}

function Reason({ fit }: { fit: Fit }) {
  return (
    <li class={`fit-${fit.speaks}`}>
      <Icon name={ICONS[fit.speaks]} />
      {fit.says}
    </li>
  );
}

function Free({ group, offered, acts }: Pick<SuggestionProps, "offered" | "acts"> & Pick<GroupSuggestion, "group">) {
  return (
    <>
      <button
        type="button"
        class="button button-main"
        aria-label={text.choose(group.name)}
        onClick={() => acts.match(group.id)}
      >
        {text.chooseShort}
      </button>
      {offered ? null : (
        <button
          type="button"
          class="button"
          aria-label={places.offerNamed(group.name)}
          onClick={() => acts.offer(group.id)}
        >
          {places.offer}
        </button>
      )}
    </>
  );
}
