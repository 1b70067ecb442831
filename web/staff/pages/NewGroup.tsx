import { useEffect, useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { answered, type Reply } from "../../src/api/reply";
import { accounts, groups } from "../../src/api/staff";
import type { GroupRow } from "../../src/api/types";
import { form, type Form } from "../../src/form/form";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { localDay, ownZone } from "../../src/time/when";
import { Field, TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { Loaded } from "../../src/ui/Loading";
import { Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { Checkboxes } from "../Checkboxes";
import { checkGroup, emptyGroup, groupOf, toggled, type GroupDraft } from "../new-group";
import { said } from "../parting";
import { planSentence, seriesOf } from "../weekly";
import { WeeklyFields } from "../WeeklyFields";

const text = words.newGroup;

interface Created {
  group: GroupRow;
  planned: boolean;
}

/** The group first, then its sessions; a group whose sessions failed is planned on its own page. */
async function create(draft: GroupDraft): Promise<Reply<Created>> {
  const group = await groups.create(groupOf(draft));
  if (!group.ok) return group;
  const series = await groups.schedule(group.value.id, seriesOf(draft));
  return answered({ group: group.value, planned: series.ok });
}

export function NewGroup() {
  const [, go] = useLocation();
  const draft = useMemo(
    () =>
      form<GroupDraft, Created>({
        initial: emptyGroup(ownZone()),
        check: (values) => checkGroup(values, localDay(Date.now(), ownZone())),
        send: create,
        done({ group, planned }, values) {
          said.value = planned ? planSentence(values) : text.seriesFailed;
          go(`/groups/${group.id}`);
        },
      }),
    [],
  );
  return (
    <div class="narrow">
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <FormFrame form={draft} submit={text.submit} submitting={text.submitting}>
        <About draft={draft} />
        <WeeklyFields form={draft} />
      </FormFrame>
    </div>
  );
}

/** Languages a group may be held in; the names come from the browser. */
const LANGUAGES = ["en", "cy", "ar", "bn", "de", "es", "fr", "gu", "hi", "it", "pa", "pl", "pt", "ro", "so", "ta", "tr", "uk", "ur", "zh"];
const languageNames = new Intl.DisplayNames("en", { type: "language" });

function About({ draft }: { draft: Form<GroupDraft> }) {
  return (
    <fieldset class="group">
      <legend>{text.about}</legend>
      <TextField form={draft} name="name" label={text.name} />
      <TextField form={draft} name="topic" label={text.topic} hint={text.topicHint} />
      <div class="side-by-side">
        <Field id="field-language" label={text.language} error={draft.errors.value.language}>
          {(described) => (
            <select
              {...described}
              value={draft.values.value.language}
              onChange={(event) => draft.set("language", event.currentTarget.value)}
            >
              {LANGUAGES.map((code) => (
                <option key={code} value={code}>
                  {languageNames.of(code)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField form={draft} name="capacity" type="number" label={text.capacity} min="2" max="50" />
      </div>
      <Facilitators draft={draft} />
    </fieldset>
  );
}

function Facilitators({ draft }: { draft: Form<GroupDraft> }) {
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
            error={draft.errors.value.facilitator_ids}
            options={items.map((person) => [person.id, person.name])}
            chosen={draft.values.value.facilitator_ids}
            toggle={(id) => draft.set("facilitator_ids", toggled(draft.values.value.facilitator_ids, id))}
          />
        )
      }
    </Loaded>
  );
}
