import { useSignal } from "@preact/signals";
import { groups } from "../../src/api/staff";
import type { Failure } from "../../src/api/reply";
import type { GroupDetail } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { ownZone, dayAndMonth } from "../../src/time/when";
import { FailureNotice, Notice } from "../../src/ui/Notice";
import { languageName } from "../languages";
import { EditGroup } from "./EditGroup";

const text = words.care;

interface GroupCareProps {
  group: GroupDetail;
  changed: () => Promise<void>;
}

/** Places and for whom a group is; confirmed with one press, changed in a form. */
export function GroupCare({ group, changed }: GroupCareProps) {
  const editing = useSignal(false);
  const saved = useSignal(false);
  const failure = useSignal<Failure | undefined>(undefined);
  const confirm = async () => {
    const reply = await groups.confirm(group.id, group.version);
    failure.value = reply.ok ? undefined : reply.failure;
    void changed();
  };
  const share = async () => {
    const reply = await groups.share(group.id, !group.shared);
    failure.value = reply.ok ? undefined : reply.failure;
    void changed();
  };
  const done = () => {
    editing.value = false;
    saved.value = true;
    void changed();
  };
  return (
    <section class="card" aria-labelledby="care">
      <h2 id="care">{text.title}</h2>
      <FailureNotice failure={failure.value} />
      <div role="status">{saved.value ? <Notice tone="good">{text.saved}</Notice> : null}</div>
      {editing.value ? (
        <EditGroup group={group} refresh={changed} done={done} cancel={() => (editing.value = false)} />
      ) : (
        <>
          <Facts group={group} />
          <div class="actions">
            <button type="button" class="button" onClick={() => (editing.value = true)}>
              {text.edit}
            </button>
            <button type="button" class="button" onClick={() => void confirm()}>
              {text.confirm}
            </button>
            <button type="button" class="button" onClick={() => void share()}>
              {group.shared ? text.unshare : text.share}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function Facts({ group }: { group: GroupDetail }) {
  const { suits } = group;
  const list = (entries: string[]) => entries.join(", ") || text.nothing;
  const when = group.confirmed_at === undefined || group.confirmed_at === null ? undefined : dayAndMonth(group.confirmed_at, ownZone());
  const facts: [string, string][] = [
    [text.capacity, `${words.placeStatus[group.place_status]}${group.offered ? `. ${text.offered(group.offered)}` : ""}`],
    [words.newGroup.language, [group.language, ...suits.languages].map(languageName).join(", ")],
    [text.topics, list(suits.topics)],
    [words.wishes.age, text.ages(suits.youngest ?? undefined, suits.oldest ?? undefined)],
    [text.attended, text.percent(group.attended_percent)],
    [text.features, list(suits.features.map((feature) => words.features[feature]))],
  ];
  return (
    <>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{group.shared ? text.shared : text.notShared}</p>
      <p>{when ? text.confirmed(when) : text.neverConfirmed}</p>
    </>
  );
}
