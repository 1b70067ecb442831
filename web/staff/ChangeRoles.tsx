import { useEffect, useMemo, useRef } from "preact/hooks";
import { accounts } from "../src/api/staff";
import type { Role, StaffMember } from "../src/api/types";
import { form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { FormFrame } from "../src/ui/FormFrame";
import { Checkboxes } from "./Checkboxes";
import { toggled } from "./new-group";

const text = words.team;
const ROLES = Object.entries(words.roles) as [Role, string][];

interface ChangeRolesProps {
  of: StaffMember;
  done: (said: string) => void;
  close: () => void;
}

/** What somebody does from now on. */
export function ChangeRoles({ of, done, close }: ChangeRolesProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const draft = useMemo(
    () =>
      form<{ roles: Role[] }, undefined>({
        initial: { roles: of.roles },
        check: ({ roles }): Record<string, string> => (roles.length === 0 ? { roles: text.rolesMissing } : {}),
        send: ({ roles }) => accounts.changeRoles(of.id, roles),
        done() {
          done(text.rolesChanged(of.name));
          dialog.current?.close();
        },
      }),
    [of.id],
  );
  return (
    <dialog ref={dialog} aria-labelledby="change-roles" onClose={close}>
      <h2 id="change-roles">{text.changeRolesTitle(of.name)}</h2>
      <FormFrame
        form={draft}
        submit={text.saveRoles}
        aside={
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {shared.cancel}
          </button>
        }
      >
        <Checkboxes
          name="held-roles"
          legend={text.roles}
          error={draft.errors.value.roles}
          options={ROLES}
          chosen={draft.values.value.roles}
          toggle={(role) => draft.set("roles", toggled(draft.values.value.roles, role) as Role[])}
        />
      </FormFrame>
    </dialog>
  );
}
