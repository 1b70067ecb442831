import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { caseload } from "../src/api/staff";
import type { Failure } from "../src/api/reply";
import type { StaffMember } from "../src/api/types";
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
  /** The link workers of the organisation. */
  colleagues: StaffMember[];
  done: (said: string) => void;
  close: () => void;
}

/** Looks at everything open that is somebody's, and gives it to somebody else in one go. */
export function HandOver({ of, colleagues, done, close }: HandOverProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const work = useMemo(() => resource(() => caseload.work(of.id)), [of.id]);
  const to = useSignal("");
  const failure = useSignal<Failure | undefined>(undefined);
  useEffect(() => {
    dialog.current?.showModal();
    void work.refresh();
  }, []);
  const submit = async () => {
    const reply = await caseload.handOver(of.id, to.value === "" ? null : to.value);
    failure.value = reply.ok ? undefined : reply.failure;
    if (!reply.ok) return;
    done(text.done(reply.value.referrals, reply.value.tasks));
    dialog.current?.close();
  };
  const others = colleagues.filter(({ id }) => id !== of.id);
  return (
    <dialog ref={dialog} aria-labelledby="hand-over" onClose={close}>
      <h2 id="hand-over">{text.summary(of.name)}</h2>
      <Loaded of={work}>
        {(found) => (
          <>
            <ul>
              <li>{text.referrals(found.referrals)}</li>
              <li>{text.contacts(found.next_contacts)}</li>
              <li>{text.tasks(found.tasks)}</li>
            </ul>
            {found.groups.length > 0 ? <p>{text.groups(nameList(found.groups.map(({ name }) => name)))}</p> : null}
          </>
        )}
      </Loaded>
      <Picker
        id="hand-over-to"
        label={text.to}
        chosen={to.value}
        options={[["", text.anybody], ...others.map(({ id, name }): [string, string] => [id, name])]}
        choose={(id) => (to.value = id)}
      />
      <FailureNotice failure={failure.value} />
      <div class="actions">
        <button type="button" class="button button-main" onClick={() => void submit()}>
          {text.submit}
        </button>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {shared.cancel}
        </button>
      </div>
    </dialog>
  );
}
