import { useSignal } from "@preact/signals";
import { Link } from "wouter-preact";
import type { Failure } from "../src/api/reply";
import { caseload } from "../src/api/staff";
import type { Task } from "../src/api/types";
import { words } from "../src/strings/staff";
import { FailureNotice } from "../src/ui/Notice";
import { hasCome } from "./caseload";
import { dayWords, today } from "./day";
import { UndoNotice, useUndoable } from "../src/ui/Undo";

const text = words.tasks;

interface TaskListProps {
  tasks: Task[];
  label: string;
  none: string;
  /** Leaves out whom a task is about where the page says it. */
  ofOnePatient?: boolean;
  changed: () => void;
}

/** Open tasks, each with a button that does it, and a way back. */
export function TaskList({ tasks, label, none, ofOnePatient, changed }: TaskListProps) {
  const last = useUndoable();
  const failure = useSignal<Failure | undefined>(undefined);
  const open = tasks.filter((task) => !task.done_at);
  const settle = async (task: Task, done: boolean) => {
    const reply = await caseload.settle(task.id, done);
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok && done) last.value = { what: text.doneNotice(said(task)), undo: () => settle(task, false) };
    changed();
  };
  return (
    <>
      {open.length === 0 ? (
        <p class="row-note">{none}</p>
      ) : (
        <ul class="tasks" aria-label={label}>
          {open.map((task) => (
            <li key={task.id} class="task">
              <div>
                <p>{said(task)}</p>
                <p class="row-note">
                  {ofOnePatient || !task.referral ? null : (
                    <Link href={`/referrals/${task.referral.id}`}>{task.referral.patient_name}</Link>
                  )}
                  <Due day={task.due_on ?? undefined} />
                  <span>{task.assigned_to ? (ofOnePatient ? task.assigned_to.name : null) : text.anybodys}</span>
                </p>
              </div>
              <button type="button" class="button" onClick={() => void settle(task, true)}>
                {text.done}
                <span class="unseen">{text.doneOf(said(task))}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <FailureNotice failure={failure.value} />
      <UndoNotice last={last} />
    </>
  );
}

function Due({ day }: { day: string | undefined }) {
  if (!day) return null;
  const late = hasCome(day, today()) && day !== today();
  return <span class={late ? "late" : undefined}>{(late ? text.overdue : text.due)(dayWords(day))}</span>;
}

/** What has to be done, in the words of whoever wrote it or in ours for what happened. */
function said(task: Task): string {
  if (task.kind === "offer_expired" && task.group_name) return text.offerExpired(task.group_name);
  return task.kind === "by_hand" ? (task.words ?? "") : words.taskKinds[task.kind];
}
