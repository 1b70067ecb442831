import { accounts } from "../src/api/staff";
import type { NewStaff, Role } from "../src/api/types";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { filled } from "./check";
import { Checkboxes } from "./Checkboxes";
import { Invite } from "./Invite";
import { toggled } from "./new-group";

const text = words.team;
const ROLES = Object.entries(words.roles) as [Role, string][];
const EMPTY: NewStaff = { name: "", email: "", roles: [] };

/** Makes the link by which a colleague sets a password and signs in. */
export function InviteStaff({ invited }: { invited: () => void }) {
  return (
    <Invite
      text={text}
      initial={EMPTY}
      check={check}
      send={(values) => accounts.invite({ ...values, name: values.name.trim(), email: values.email.trim() })}
      made={({ staff, invitation_url }) => ({ said: text.invited(staff.name), url: invitation_url })}
      invited={invited}
    >
      {(draft) => (
        <>
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
        </>
      )}
    </Invite>
  );
}

function check(values: NewStaff) {
  const errors = filled(values, "name", "email");
  return values.roles.length === 0 ? { ...errors, roles: text.rolesMissing } : errors;
}
