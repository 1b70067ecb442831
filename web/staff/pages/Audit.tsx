import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { accounts, AUDIT_PAGE } from "../../src/api/staff";
import type { Failure } from "../../src/api/reply";
import type { AuditRow } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { ownZone, shortMoment } from "../../src/time/when";
import { FailureNotice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";

const text = words.audit;

export function Audit() {
  const rows = useSignal<AuditRow[]>([]);
  const ended = useSignal(false);
  const failure = useSignal<Failure | undefined>(undefined);
  const more = async () => {
    const reply = await accounts.audit(rows.value.at(-1)?.id);
    failure.value = reply.ok ? undefined : reply.failure;
    if (!reply.ok) return;
    rows.value = [...rows.value, ...reply.value.items];
    ended.value = reply.value.items.length < AUDIT_PAGE;
  };
  useEffect(() => void more(), []);
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p>{text.intro}</p>
      <ol class="rows" aria-label={text.title}>
        {rows.value.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ol>
      <FailureNotice failure={failure.value} />
      {ended.value ? (
        <p role="status">{rows.value.length === 0 ? text.empty : text.end}</p>
      ) : (
        <div class="actions">
          <button type="button" class="button" onClick={() => void more()}>
            {text.more}
          </button>
        </div>
      )}
    </>
  );
}

function actorWords({ kind, name }: AuditRow["actor"]): string {
  if (kind === "staff") return name ?? text.otherStaff;
  if (kind === "stranger") return text.stranger;
  return kind === "patient" ? text.patient : text.system;
}

function Row({ row }: { row: AuditRow }) {
  return (
    <li class="row">
      <div class="row-main">
        <p class="row-title">{text.action(row.action)}</p>
        <p class="row-note">{actorWords(row.actor)}</p>
        {row.reason ? <p class="row-note">{row.reason}</p> : null}
        {typeof row.items === "number" ? <p class="row-note">{text.items(row.items)}</p> : null}
      </div>
      <div class="row-side">
        <time dateTime={new Date(row.at).toISOString()}>{shortMoment(row.at, ownZone())}</time>
        <p class="row-note">
          {text.subject(row.subject.kind)} {row.subject.id ? <code>{row.subject.id}</code> : null}
        </p>
      </div>
    </li>
  );
}
