import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { accounts } from "../../src/api/staff";
import type { Invited, NewStaff, Role, StaffMember } from "../../src/api/types";
import { form } from "../../src/form/form";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { Badge } from "../../src/ui/Badge";
import { TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { filled } from "../check";
import { Checkboxes } from "../Checkboxes";
import { HandOver } from "../HandOver";
import { InvitationLink } from "../InvitationLink";
import { useTopics } from "../live";
import { toggled } from "../new-group";

const text = words.team;
const ROLES = Object.entries(words.roles) as [Role, string][];

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
      <Invite invited={() => void list.refresh()} />
    </>
  );
}

function Invite({ invited }: { invited: () => void }) {
  const last = useSignal<Invited | undefined>(undefined);
  const draft = useMemo(
    () =>
      form<NewStaff, Invited>({
        initial: { name: "", email: "", roles: [] },
        check(values) {
          const errors = filled(values, "name", "email");
          return values.roles.length === 0 ? { ...errors, roles: text.rolesMissing } : errors;
        },
        send: (values) => accounts.invite({ ...values, name: values.name.trim(), email: values.email.trim() }),
        done(result) {
          last.value = result;
          draft.set("name", "");
          draft.set("email", "");
          draft.set("roles", []);
          invited();
        },
      }),
    [],
  );
  return (
    <section class="narrow" aria-labelledby="invite">
      <h2 id="invite">{text.invite}</h2>
      {last.value ? (
        <InvitationLink
          said={text.invited(last.value.staff.name)}
          hint={text.linkHint}
          label={text.link}
          copy={text.copy}
          url={last.value.invitation_url}
        />
      ) : null}
      <FormFrame form={draft} submit={text.submit}>
        <TextField form={draft} name="name" label={text.name} />
        <TextField form={draft} name="email" type="email" label={text.email} />
        <Checkboxes
          name="roles"
          legend={text.roles}
          error={draft.errors.value.roles}
          options={ROLES}
          chosen={draft.values.value.roles}
          toggle={(role) => draft.set("roles", toggled(draft.values.value.roles, role) as Role[])}
        />
      </FormFrame>
    </section>
  );
}
