import { useSignal, type Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { accounts } from "../../src/api/staff";
import type { Failure } from "../../src/api/reply";
import type { StaffMember } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { Badge } from "../../src/ui/Badge";
import { Loaded } from "../../src/ui/Loading";
import { FailureNotice } from "../../src/ui/Notice";
import { ReasonDialog } from "../../src/ui/ReasonDialog";
import { Title } from "../../src/ui/Title";
import { ChangeRoles } from "../ChangeRoles";
import { HandOver } from "../HandOver";
import { InviteStaff } from "../InviteStaff";
import { useTopics } from "../live";
import { me } from "../me";

const text = words.team;

/** What is being done, to whom. */
interface Act {
  what: "hand_over" | "roles" | "close";
  to: StaffMember;
}

export function Team() {
  const list = useMemo(() => resource(accounts.staff), []);
  useTopics(list, "staff");
  const act = useSignal<Act | undefined>(undefined);
  const said = useSignal<string | undefined>(undefined);
  const told = (sentence: string) => {
    said.value = sentence;
    void list.refresh();
  };
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p role="status">{said.value}</p>
      <Loaded of={list}>
        {({ items }) => (
          <ul class="rows" aria-label={text.title}>
            {items.map((person) => (
              <Person key={person.id} person={person} act={act} told={told} />
            ))}
          </ul>
        )}
      </Loaded>
      <TheAct act={act} colleagues={list.value.value?.items ?? []} told={told} />
      <InviteStaff invited={() => void list.refresh()} />
    </>
  );
}

interface PersonProps {
  person: StaffMember;
  act: Signal<Act | undefined>;
  told: (sentence: string) => void;
}

function Person({ person, act, told }: PersonProps) {
  const { name } = person;
  const failure = useSignal<Failure | undefined>(undefined);
  const button = (what: Act["what"], label: string) => (
    <button type="button" class="button" onClick={() => (act.value = { what, to: person })}>
      {label}
      <span class="unseen">{text.of(name)}</span>
    </button>
  );
  const reopen = async () => {
    const reply = await accounts.reopen(person.id);
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) told(text.reopened(name));
  };
  return (
    <li class="row">
      <div class="row-main">
        <h2 class="row-title">{name}</h2>
        <p class="row-note">{person.email}</p>
        <p class="badges">
          {person.closed_at ? <Badge tone="warn">{text.closed}</Badge> : null}
          {person.roles.map((role) => (
            <Badge key={role} tone="plain">
              {words.roles[role]}
            </Badge>
          ))}
        </p>
        <FailureNotice failure={failure.value} />
      </div>
      <div class="row-side">
        {button("hand_over", words.leaving.button)}
        {person.closed_at ? (
          <button type="button" class="button" onClick={() => void reopen()}>
            {text.reopen}
            <span class="unseen">{text.of(name)}</span>
          </button>
        ) : (
          <>
            {button("roles", text.changeRoles)}
            {person.id === me.value?.id ? null : button("close", text.close)}
          </>
        )}
      </div>
    </li>
  );
}

interface TheActProps {
  act: Signal<Act | undefined>;
  colleagues: StaffMember[];
  told: (sentence: string) => void;
}

function TheAct({ act, colleagues, told }: TheActProps) {
  if (!act.value) return null;
  const { what, to } = act.value;
  const close = () => (act.value = undefined);
  if (what === "hand_over") return <HandOver of={to} colleagues={colleagues} done={told} close={close} />;
  if (what === "roles") return <ChangeRoles of={to} done={told} close={close} />;
  return (
    <ReasonDialog
      title={text.closeTitle(to.name)}
      body={text.closeBody}
      confirm={text.close}
      act={async () => {
        const reply = await accounts.close(to.id);
        if (!reply.ok) return reply.failure;
        told(text.closedSaid(to.name));
        return undefined;
      }}
      close={close}
    />
  );
}
