import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { accounts } from "../../src/api/staff";
import type { StaffMember } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { Badge } from "../../src/ui/Badge";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { HandOver } from "../HandOver";
import { InviteStaff } from "../InviteStaff";
import { useTopics } from "../live";

const text = words.team;

export function Team() {
  const list = useMemo(() => resource(accounts.staff), []);
  useTopics(list, "staff");
  const leaver = useSignal<StaffMember | undefined>(undefined);
  const said = useSignal<string | undefined>(undefined);
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <Loaded of={list}>
        {({ items }) => (
          <ul class="rows" aria-label={text.title}>
            {items.map((person) => (
              <li key={person.id} class="row">
                <div class="row-main">
                  <h2 class="row-title">{person.name}</h2>
                  <p class="row-note">{person.email}</p>
                </div>
                <div class="row-side">
                  {person.roles.map((role) => (
                    <Badge key={role} tone="plain">
                      {words.roles[role]}
                    </Badge>
                  ))}
                  {person.roles.includes("link_worker") ? (
                    <button type="button" class="button" onClick={() => (leaver.value = person)}>
                      {words.leaving.button}
                      <span class="unseen">{words.leaving.of(person.name)}</span>
                    </button>
                  ) : null}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <p role="status">{said.value}</p>
      {leaver.value ? (
        <HandOver
          of={leaver.value}
          colleagues={(list.value.value?.items ?? []).filter(({ roles }) => roles.includes("link_worker"))}
          done={(sentence) => (said.value = sentence)}
          close={() => (leaver.value = undefined)}
        />
      ) : null}
      <InviteStaff invited={() => void list.refresh()} />
    </>
  );
}
