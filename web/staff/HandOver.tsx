import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { caseload } from "../src/api/staff";
import { fieldErrors, type Failure } from "../src/api/reply";
import type { HandOver as Successors, Role, StaffMember, Work } from "../src/api/types";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { nameList } from "../src/time/when";
import { Loaded } from "../src/ui/Loading";
import { FailureNotice } from "../src/ui/Notice";
import { Picker } from "./Picker";

const text = words.leaving;

interface HandOverProps {
  of: StaffMember;
  /** Whoever works for the organisation. */
  colleagues: StaffMember[];
  done: (said: string) => void;
  close: () => void;
}

/** Looks at everything that is somebody's, and gives it to others in one go. */
export function HandOver({ of, colleagues, done, close }: HandOverProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const work = useMemo(() => resource(() => caseload.work(of.id)), [of.id]);
  const to = useSignal<Successors>({});
  const failure = useSignal<Failure | undefined>(undefined);
  useEffect(() => {
    dialog.current?.showModal();
    void work.refresh();
  }, []);
  const submit = async () => {
    const reply = await caseload.handOver(of.id, to.value);
    failure.value = reply.ok ? undefined : reply.failure;
    if (!reply.ok) return;
    done(text.done(of.name));
    dialog.current?.close();
  };
  const others = colleagues.filter(({ id, closed_at }) => id !== of.id && !closed_at);
  return (
    <dialog ref={dialog} aria-labelledby="hand-over" onClose={close}>
      <h2 id="hand-over">{text.summary(of.name)}</h2>
      <Loaded of={work}>
        {(found) => <TheWork work={found} others={others} to={to} failure={failure.value} />}
      </Loaded>
      <FailureNotice failure={failure.value} />
      <div class="actions">
        {work.value.value && isNothing(work.value.value) ? null : (
          <button type="button" class="button button-main" onClick={() => void submit()}>
            {text.submit}
          </button>
        )}
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {shared.cancel}
        </button>
      </div>
    </dialog>
  );
}

const isNothing = ({ referrals, tasks, prescriptions, groups }: Work): boolean =>
  referrals + tasks + prescriptions + groups.length === 0;

interface TheWorkProps {
  work: Work;
  others: StaffMember[];
  to: Signal<Successors>;
  failure: Failure | undefined;
}

/** Each kind of work, with who can take it. */
function TheWork({ work, others, to, failure }: TheWorkProps) {
  if (isNothing(work)) return <p>{text.nothing}</p>;
  const errors = failure ? fieldErrors(failure) : {};
  const able = (role: Role): [string, string][] =>
    others.filter(({ roles }) => roles.includes(role)).map(({ id, name }) => [id, name]);
  const picker = (field: keyof Successors, role: Role, label: string, unchosen: string) => (
    <Picker
      id={`hand-over-${role}`}
      label={label}
      error={errors[field]}
      chosen={to.value[field] ?? ""}
      options={[["", unchosen], ...able(role)]}
      choose={(id) => (to.value = { ...to.value, [field]: id === "" ? null : id })}
    />
  );
  return (
    <>
      {work.referrals + work.tasks > 0 ? (
        <section>
          <ul>
            <li>{text.referrals(work.referrals)}</li>
            <li>{text.contacts(work.next_contacts)}</li>
            <li>{text.tasks(work.tasks)}</li>
          </ul>
          {picker("to", "link_worker", text.to, text.anybody)}
        </section>
      ) : null}
      {work.prescriptions > 0 ? (
        <section>
          <p>{text.prescriptions(work.prescriptions)}</p>
          {picker("prescriptions_to", "prescriber", text.prescriptionsTo, text.stay)}
        </section>
      ) : null}
      {work.groups.length > 0 ? (
        <section>
          <p>{text.groups(nameList(work.groups.map(({ name }) => name)))}</p>
          {picker("groups_to", "facilitator", text.groupsTo, text.stay)}
        </section>
      ) : null}
    </>
  );
}
