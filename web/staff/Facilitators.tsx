import { useEffect, useMemo } from "preact/hooks";
import { accounts } from "../src/api/staff";
import type { Form } from "../src/form/form";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { Loaded } from "../src/ui/Loading";
import { Notice } from "../src/ui/Notice";
import { Checkboxes } from "./Checkboxes";
import { toggled } from "./new-group";

const text = words.newGroup;

/** Who leads a group. */
export function Facilitators<V extends { facilitator_ids: string[] }>({ draft }: { draft: Form<V> }) {
  const fields = draft as unknown as Form<{ facilitator_ids: string[] }>;
  const list = useMemo(() => resource(accounts.facilitators), []);
  useEffect(() => void list.refresh(), [list]);
  return (
    <Loaded of={list}>
      {({ items }) =>
        items.length === 0 ? (
          <Notice tone="warn">{text.noFacilitators}</Notice>
        ) : (
          <Checkboxes
            name="facilitator_ids"
            legend={text.facilitators}
            error={fields.errors.value.facilitator_ids}
            options={items.map((person) => [person.id, person.name])}
            chosen={fields.values.value.facilitator_ids}
            toggle={(id) => fields.set("facilitator_ids", toggled(fields.values.value.facilitator_ids, id))}
          />
        )
      }
    </Loaded>
  );
}
