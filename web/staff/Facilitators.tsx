import { useEffect, useMemo } from "preact/hooks";
import { accounts } from "../src/api/staff";
import type { Named } from "../src/api/types";
import type { Form } from "../src/form/form";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { Loaded } from "../src/ui/Loading";
import { Notice } from "../src/ui/Notice";
import { Checkboxes } from "./Checkboxes";
import { toggled } from "./new-group";

const text = words.newGroup;

interface FacilitatorsProps<V extends object> {
  draft: Form<V>;
  /** Who leads it now; somebody who has left since can still be taken out. */
  leading?: Named[];
}

/** Who leads a group. */
export function Facilitators<V extends { facilitator_ids: string[] }>({ draft, leading = [] }: FacilitatorsProps<V>) {
  const fields = draft as unknown as Form<{ facilitator_ids: string[] }>;
  const list = useMemo(() => resource(accounts.facilitators), []);
  useEffect(() => void list.refresh(), [list]);
  return (
    <Loaded of={list}>
      {({ items }) =>
        items.length + leading.length === 0 ? (
          <Notice tone="warn">{text.noFacilitators}</Notice>
        ) : (
          <Checkboxes
            name="facilitator_ids"
            legend={text.facilitators}
            error={fields.errors.value.facilitator_ids}
            options={[...items, ...leading.filter(({ id }) => !items.some((one) => one.id === id))].map(
              ({ id, name }) => [id, name],
            )}
            chosen={fields.values.value.facilitator_ids}
            toggle={(id) => fields.set("facilitator_ids", toggled(fields.values.value.facilitator_ids, id))}
          />
        )
      }
    </Loaded>
  );
}
