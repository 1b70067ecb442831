import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { People, Person } from "../src/api/types";
import { words } from "../src/strings/staff";
import { clockTime, ownZone } from "../src/time/when";
import { Badge } from "../src/ui/Badge";
import { Loaded } from "../src/ui/Loading";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import type { Hosting } from "./hosting";
import { useTopics } from "./live";
import { letInTogether, waitingPeople } from "./waiting";

const text = words.session;

interface PanelProps {
  id: string;
  host: Hosting;
  /** Before the room is open there is nobody to let in, only people expected. */
  open: boolean;
}

/** Who waits, who is here, who is missing: live, because the group is waiting for it. */
export function PeoplePanel({ id, host, open }: PanelProps) {
  useTopics(host.people, `session:${id}`);
  return (
    <section class="people" aria-labelledby="people">
      <h2 id="people">{text.people}</h2>
      <Loaded of={host.people}>{(people) => <Lists people={people} host={host} open={open} />}</Loaded>
    </section>
  );
}

function Lists({ people, host, open }: { people: People; host: Hosting; open: boolean }) {
  const removing = useSignal<Person | undefined>(undefined);
  const waiting = people.waiting.length;
  const together = letInTogether(people.waiting);
  return (
    <>
      <p role="status" class="unseen">
        {waiting > 0 ? text.arrived(waiting) : null}
      </p>
      {open && together > 1 ? (
        <button type="button" class="button button-wide" onClick={() => void host.admitAll()}>
          {text.admitAll(together, together === waitingPeople(people.waiting))}
        </button>
      ) : null}
      <List heading={text.waiting} people={people.waiting} highlight>
        {(person) => (open ? <Admit person={person} host={host} /> : null)}
      </List>
      <List heading={text.here} people={people.here} media>
        {(person) => <Remove person={person} ask={() => (removing.value = person)} />}
      </List>
      {people.expected.length > 0 ? <List heading={text.expected} people={people.expected} /> : null}
      <List heading={text.missing} people={people.missing} />
      {people.left.length > 0 ? (
        <List heading={text.left} people={people.left}>
          {(person) => <Readmit person={person} host={host} />}
        </List>
      ) : null}
      {removing.value ? (
        <RemoveDialog person={removing.value} host={host} close={() => (removing.value = undefined)} />
      ) : null}
    </>
  );
}

interface ListProps {
  heading: string;
  people: Person[];
  highlight?: boolean;
  media?: boolean;
  children?: (person: Person) => ComponentChildren;
}

function List({ heading, people, highlight, media, children }: ListProps) {
  return (
    <div class={highlight && people.length > 0 ? "person-list person-list-now" : "person-list"}>
      <h3>
        {heading} <span class="count">{String(people.length)}</span>
      </h3>
      <ul class="persons" aria-label={heading}>
        {people.map((person) => (
          <li key={person.door_session_id ?? person.membership_id} class="person">
            <PersonWords person={person} media={media ?? false} />
            {children?.(person)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function PersonWords({ person, media }: { person: Person; media: boolean }) {
  const alias = person.display_name && person.display_name !== person.full_name ? person.display_name : undefined;
  return (
    <div>
      <strong>{person.full_name}</strong>
      {alias ? <p class="row-note">{text.calledIn(alias)}</p> : null}
      {person.since_at ? <p class="row-note">{text.since(clockTime(person.since_at, ownZone()))}</p> : null}
      <p class="badges">
        {person.party === 2 ? <Badge tone="plain">{text.two}</Badge> : null}
        {media ? <MediaBadge media={person.media} /> : null}
      </p>
      {person.new_device ? <p class="row-warn">{text.newDeviceHint}</p> : null}
    </div>
  );
}

const MediaBadge = ({ media }: { media: Person["media"] }) => (
  <Badge tone={media === "flowing" ? "good" : "warn"}>{text.media[media]}</Badge>
);

function Admit({ person, host }: { person: Person; host: Hosting }) {
  const door = person.door_session_id;
  if (!door) return null;
  return (
    <button
      type="button"
      class="button button-main"
      aria-label={text.admitNamed(person.full_name)}
      onClick={() => void host.admit(door)}
    >
      {text.admit}
    </button>
  );
}

function Remove({ person, ask }: { person: Person; ask: () => void }) {
  if (!person.door_session_id) return null;
  return (
    <button type="button" class="button button-quiet" aria-label={text.removeNamed(person.full_name)} onClick={ask}>
      {text.remove}
    </button>
  );
}

function Readmit({ person, host }: { person: Person; host: Hosting }) {
  const door = person.door_session_id;
  if (!door) return null;
  return (
    <button
      type="button"
      class="button button-quiet"
      aria-label={text.readmitNamed(person.full_name)}
      onClick={() => void host.readmit(door)}
    >
      {text.readmit}
    </button>
  );
}

function RemoveDialog({ person, host, close }: { person: Person; host: Hosting; close: () => void }) {
  const door = person.door_session_id ?? "";
  return (
    <ReasonDialog
      title={text.removeTitle(person.full_name)}
      body={text.removeBody}
      confirm={text.remove}
      reason={{ label: text.removeReason, hint: text.removeHint, missing: words.required }}
      act={(reason) => host.remove(door, reason)}
      close={close}
    />
  );
}
