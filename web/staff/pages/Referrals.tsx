import { useMemo } from "preact/hooks";
import { caseload as work, referrals } from "../../src/api/staff";
import type { CaseloadPage, Items, Task } from "../../src/api/types";
import { isFull, pages, type Shown } from "../../src/live/pages";
import { words } from "../../src/strings/staff";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { AddTask } from "../AddTask";
import { caseload, looking, type Caseload } from "../caseload";
import { CaseloadFilters } from "../CaseloadFilters";
import { CaseloadRows } from "../CaseloadRows";
import { today } from "../day";
import { useTopics } from "../live";
import { ShowMore } from "../ShowMore";
import { TaskList } from "../TaskList";

const text = words.referrals;

/** What the organisation received, and what there is to do about it. */
export function Referrals() {
  const list = useMemo(() => caseload(referrals.search, today), []);
  useTopics(list.shown, "referrals");
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <div class="beside">
        <section aria-label={text.title}>
          <CaseloadFilters list={list} />
          <Loaded of={list.shown}>{(shown) => <Found list={list} shown={shown} />}</Loaded>
        </section>
        <Tasks />
      </div>
    </>
  );
}

function Found({ list, shown }: { list: Caseload; shown: Shown<CaseloadPage> }) {
  if (shown.items.length === 0) return <Empty shown={shown} />;
  return (
    <>
      <p class="row-note" role="status">
        {text.showing(shown.items.length)}
      </p>
      <CaseloadRows rows={shown.items} />
      {shown.more ? (
        <ShowMore show={() => list.more()} />
      ) : null}
    </>
  );
}

function Empty({ shown }: { shown: Shown<CaseloadPage> }) {
  if (shown.counts.all === 0) {
    return (
      <div class="card">
        <p>
          <strong>{text.nothingYet}</strong>
        </p>
        <p>{text.nothingYetHint}</p>
      </div>
    );
  }
  const searched = looking.text.value.trim() !== "";
  return (
    <p class="card" role="status">
      {searched ? text.nothingFound : text.nothingHere}
    </p>
  );
}

function Tasks() {
  const tasks = useMemo(
    () => pages<Items<Task>>((shown) => work.tasks(shown?.items.at(-1)?.id), isFull),
    [],
  );
  useTopics(tasks.shown, "referrals");
  const changed = () => void tasks.shown.refresh();
  return (
    <section class="card" aria-labelledby="tasks">
      <h2 id="tasks">{words.tasks.title}</h2>
      <Loaded of={tasks.shown}>
        {({ items, more }) => (
          <>
            <TaskList tasks={items} label={words.tasks.title} none={words.tasks.none} changed={changed} />
            {more ? <ShowMore show={() => void tasks.more()} /> : null}
          </>
        )}
      </Loaded>
      <AddTask added={changed} />
    </section>
  );
}
