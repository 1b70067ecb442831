import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { sessions } from "../src/api/staff";
import type { Register, RegisterRow } from "../src/api/types";
import { words } from "../src/strings/staff";
import { Loaded } from "../src/ui/Loading";
import { FailureNotice, Notice } from "../src/ui/Notice";
import { VerdictBadge } from "./badges";
import { has } from "./me";
import { useTopics } from "./live";
import { RegisterDraft } from "./register-draft";
import { VerdictDialog } from "./VerdictDialog";

const text = words.register;

/** The proposed verdicts, a person's changes to them, and one Confirm. */
export function RegisterPanel({ id }: { id: string }) {
  const draft = useMemo(() => new RegisterDraft(id, sessions), [id]);
  useTopics(draft.register, `session:${id}`);
  return (
    <section aria-labelledby="register">
      <h2 id="register">{text.title}</h2>
      <Loaded of={draft.register}>
        {(register) => (
          <>
            <StateWords register={register} draft={draft} />
            {register.rows.length === 0 ? <p>{text.nothing}</p> : null}
            <ul class="rows" aria-label={text.title}>
              {register.rows.map((row) => (
                <Row key={row.membership_id} row={row} draft={draft} />
              ))}
            </ul>
            {has("facilitator") ? <Confirm draft={draft} /> : null}
          </>
        )}
      </Loaded>
    </section>
  );
}

function StateWords({ register, draft }: { register: Register; draft: RegisterDraft }) {
  if (draft.justConfirmed.value) {
    return (
      <Notice tone="good" role="status">
        {text.done}
      </Notice>
    );
  }
  if (register.state === "open") return <p>{text.open}</p>;
  if (register.state === "proposed") return <p>{text.proposed}</p>;
  return <p>{register.confirmed_by ? text.confirmed(register.confirmed_by) : text.confirmedBySystem}</p>;
}

function Row({ row, draft }: { row: RegisterRow; draft: RegisterDraft }) {
  const asking = useSignal(false);
  const change = draft.changeOf(row.membership_id);
  return (
    <li class="row">
      <div class="row-main">
        <h3 class="row-title">{row.full_name}</h3>
        <p class="row-note">{row.explanation}</p>
        {row.attested && !change ? <Attested row={row} /> : null}
        {change ? <p class="row-warn">{text.attested(change.reason)}</p> : null}
      </div>
      <div class="row-side">
        <VerdictBadge verdict={change?.verdict ?? row.verdict} />
        {has("facilitator") ? <ChangeButton row={row} draft={draft} ask={() => (asking.value = true)} /> : null}
      </div>
      {asking.value ? <VerdictDialog row={row} draft={draft} close={() => (asking.value = false)} /> : null}
    </li>
  );
}

interface ChangeButtonProps {
  row: RegisterRow;
  draft: RegisterDraft;
  ask: () => void;
}

/** Link workers read the register; its facilitators change it. */
function ChangeButton({ row, draft, ask }: ChangeButtonProps) {
  const changed = draft.changeOf(row.membership_id) !== undefined;
  return (
    <button
      type="button"
      class="button button-quiet"
      aria-label={changed ? text.undoNamed(row.full_name) : text.changeNamed(row.full_name)}
      onClick={changed ? () => draft.undo(row.membership_id) : ask}
    >
      {changed ? text.undo : text.change}
    </button>
  );
}

function Attested({ row }: { row: RegisterRow }) {
  const { by, reason } = row.attested ?? {};
  if (!reason) return null;
  return <p class="row-note">{by ? text.attestedBy(by, reason) : text.attested(reason)}</p>;
}

function Confirm({ draft }: { draft: RegisterDraft }) {
  const changes = draft.changes.value.length;
  return (
    <>
      {draft.overtaken.value ? (
        <Notice tone="warn" role="alert">
          {text.changedElsewhere}
        </Notice>
      ) : (
        <FailureNotice failure={draft.failure.value} />
      )}
      {draft.canConfirm.value ? (
        <div class="actions">
          <button
            type="button"
            class="button button-main"
            aria-disabled={draft.busy.value}
            onClick={() => void draft.confirm()}
          >
            {changes > 0 ? text.confirmChanges(changes) : text.confirm}
          </button>
        </div>
      ) : null}
    </>
  );
}
