import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { groups } from "../../src/api/staff";
import type { GroupRow } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { nameList } from "../../src/time/when";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { useTopics } from "../live";
import { has } from "../me";
import { Said } from "../Said";

const text = words.groups;

export function Groups() {
  const list = useMemo(() => resource(groups.list), []);
  useTopics(list, "groups", "sessions");
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
      <Loaded of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="card">{text.empty}</p>
          ) : (
            <ul class="rows" aria-label={text.title}>
              {items.map((group) => (
                <Row key={group.id} group={group} />
              ))}
            </ul>
          )
        }
      </Loaded>
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
