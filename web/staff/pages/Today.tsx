import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { sessions } from "../../src/api/staff";
import type { SessionRow } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { ownZone, spokenMoment } from "../../src/time/when";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { agenda, agendaSpan } from "../agenda";
import { SessionBadge } from "../badges";
import { useTopics } from "../live";
import { wayIn } from "../way-in";

const text = words.today;

export function Today() {
  const list = useMemo(
    () =>
      resource(() => {
        const { from, to } = agendaSpan(Date.now());
        return sessions.between(from, to);
      }),
    [],
  );
  useTopics(list, "sessions", "groups");
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <Loaded of={list}>{({ items }) => <Agenda rows={items} />}</Loaded>
    </>
  );
}

function Agenda({ rows }: { rows: SessionRow[] }) {
  const { today, upcoming, earlier } = agenda(rows, ownZone(), Date.now());
  const next = upcoming[0];
  return (
    <>
      {today.length === 0 ? <p>{text.empty}</p> : null}
      {today.length === 0 && next ? (
        <p>{text.emptyNext(spokenMoment(next.starts_at, ownZone(), Date.now()))}</p>
      ) : null}
      <Rows rows={today} level="h2" />
      {upcoming.length > 0 ? <h2>{text.upcoming}</h2> : null}
      <Rows rows={upcoming} level="h3" />
      {earlier.length > 0 ? <h2>{text.earlier}</h2> : null}
      <Rows rows={earlier} level="h3" />
    </>
  );
}

type Level = "h2" | "h3";

function Rows({ rows, level }: { rows: SessionRow[]; level: Level }) {
  if (rows.length === 0) return null;
  return (
    <ul class="rows">
      {rows.map((row) => (
        <Row key={row.id} row={row} level={level} main={level === "h2"} />
      ))}
    </ul>
  );
}

interface RowProps {
  row: SessionRow;
  level: Level;
  /** Today's sessions are what the page is for. */
  main: boolean;
}

function Row({ row, level: Heading, main }: RowProps) {
  const { when, label, name, expected } = wayIn(row, ownZone(), Date.now());
  return (
    <li class="row">
      <div class="row-main">
        <Heading class="row-title">{row.group.name}</Heading>
        <p class="row-note moment">{when}</p>
        {expected ? <p class="row-note">{expected}</p> : null}
      </div>
      <div class="row-side">
        <SessionBadge state={row.state} />
        <Link
          href={`/sessions/${row.id}`}
          class={main ? "button button-main" : "button"}
          aria-label={name}
        >
          {label}
        </Link>
      </div>
    </li>
  );
}
