import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { caseload as work } from "../src/api/staff";
import type { Failure } from "../src/api/reply";
import type { View } from "../src/api/types";
import { form } from "../src/form/form";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { FailureNotice } from "../src/ui/Notice";
import { looking, type Caseload } from "./caseload";
import { filled } from "./check";

const text = words.referrals;

/** Ways of looking that somebody keeps for another day. */
export function Views({ list }: { list: Caseload }) {
  const views = useMemo(() => resource(work.views), []);
  useEffect(() => void views.refresh(), []);
  const kept = useSignal<string | undefined>(undefined);
  const draft = useMemo(
    () =>
      form<{ name: string }, undefined>({
        initial: { name: "" },
        check: (values) => filled(values, "name"),
        send: ({ name }) => work.keep(name.trim(), looking.filters.value),
        done(_, { name }) {
          kept.value = name.trim();
          draft.set("name", "");
          void views.refresh();
        },
      }),
    [],
  );
  const items = views.value.value?.items ?? [];
  return (
    <div>
      {items.length > 0 ? (
        <ul class="choices" aria-label={text.views}>
          {items.map((view) => (
            <KeptView key={view.id} view={view} list={list} removed={() => void views.refresh()} />
          ))}
        </ul>
      ) : null}
      <p role="status">{kept.value ? text.kept(kept.value) : null}</p>
      <FormFrame form={draft} submit={text.keep} label={text.keep}>
        <TextField form={draft} name="name" label={text.keepName} />
      </FormFrame>
    </div>
  );
}

function KeptView({ view, list, removed }: { view: View; list: Caseload; removed: () => void }) {
  const failure = useSignal<Failure | undefined>(undefined);
  const remove = async () => {
    const reply = await work.remove(view.id);
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) removed();
  };
  return (
    <li class="view">
      <button
        type="button"
        class="button"
        onClick={() => list.look(view.filters)}
      >
        {view.name}
      </button>
      <button type="button" class="button button-quiet" onClick={() => void remove()}>
        {text.remove}
        <span class="unseen">{text.removeOf(view.name)}</span>
      </button>
      <FailureNotice failure={failure.value} />
    </li>
  );
}
