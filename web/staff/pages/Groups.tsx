import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import type { GroupPage, GroupRow } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { nameList } from "../../src/time/when";
import { Field } from "../../src/ui/Field";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { useTopics } from "../live";
import { has } from "../me";
import { ownGroups, type OwnGroups } from "../own-groups";
import { Said } from "../Said";
import { ShowMore } from "../ShowMore";

const text = words.groups;

export function Groups() {
  const own = useMemo(() => ownGroups(), []);
  useTopics(own.shown, "groups", "sessions");
  return (
    <>
      <div class="page-head">
        <Title page={words.titled(text.title)}>{text.title}</Title>
        {has("link_worker") ? (
          <Link href="/groups/new" class="button button-main">
            <Icon name="plus" />
            {text.create}
          </Link>
        ) : null}
      </div>
      <Said />
      <Search own={own} />
      <Loaded of={own.shown}>{(page) => <Found own={own} page={page} />}</Loaded>
    </>
  );
}

function Search({ own }: { own: OwnGroups }) {
  return (
    <div class="filters" role="search" aria-label={text.find}>
      <Field id="find-words" label={words.directory.words} error={undefined}>
        {(described) => (
          <input
            {...described}
            type="search"
            autocomplete="off"
            maxLength={100}
            value={own.words.value}
            onInput={(event) => own.find(event.currentTarget.value)}
          />
        )}
      </Field>
    </div>
  );
}

function Found({ own, page }: { own: OwnGroups; page: GroupPage }) {
  const { items, more } = page;
  const sought = own.words.value.trim() !== "";
  if (items.length === 0) return <p class="card" role="status">{sought ? text.noneFound : text.empty}</p>;
  return (
    <>
      <ul class="rows" aria-label={text.title}>
        {items.map((group) => (
          <Row key={group.id} group={group} />
        ))}
      </ul>
      {more ? (
        <ShowMore show={() => void own.more()} />
      ) : null}
    </>
  );
}

function Row({ group }: { group: GroupRow }) {
  return (
    <li class="row">
      <div class="row-main">
        <Link href={`/groups/${group.id}`} class="row-title">
          {group.name}
        </Link>
        <p class="row-note">{group.topic}</p>
        <p class="row-note">{group.series?.summary ?? text.noSeries}</p>
        <p class="row-note">{text.ledBy(nameList(group.facilitators.map((person) => person.name)))}</p>
      </div>
      <div class="row-side">
        <span>
          <Icon name="people" /> {text.taken(group.members, group.capacity)}
        </span>
      </div>
    </li>
  );
}
