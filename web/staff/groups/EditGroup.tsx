import { useMemo } from "preact/hooks";
import { groups } from "../../src/api/staff";
import type { Feature, GroupDetail } from "../../src/api/types";
import { form, type Form } from "../../src/form/form";
import { shared } from "../../src/strings/words";
import { words } from "../../src/strings/staff";
import { TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { Checkboxes } from "../Checkboxes";
import { Facilitators } from "../Facilitators";
import { useFirstField } from "../first-field";
import { LanguageList } from "../LanguageList";
import { LanguageSelect } from "../LanguageSelect";
import { toggled } from "../new-group";
import { useSeen } from "../seen";
import { TopicField } from "../TopicField";
import { changeOf, checkEdit, editOf, type GroupEditDraft } from "./group-edit";

const text = words.care;
const FEATURES = Object.entries(words.features);

interface EditGroupProps {
  group: GroupDetail;
  /** Shows the group as it is now. */
  refresh: () => Promise<void>;
  done: () => void;
  cancel: () => void;
}

/** Changes what is known of a group; a change made meanwhile is told, and nothing typed is lost. */
export function EditGroup({ group, refresh, done, cancel }: EditGroupProps) {
  const frame = useFirstField<HTMLDivElement>();
  const seen = useSeen(group.version, refresh);
  const draft = useMemo(
    () =>
      form({
        initial: editOf(group),
        check: checkEdit,
        send: (values) => seen.change((version) => groups.edit(group.id, changeOf(values, version))),
        done,
      }),
    [group.id],
  );
  const { values, errors } = draft;
  return (
    <div ref={frame}>
      <FormFrame
        form={draft}
        submit={text.save}
        label={text.title}
        aside={
          <button type="button" class="button" onClick={cancel}>
            {shared.cancel}
          </button>
        }
      >
        <About draft={draft} />
        <Places draft={draft} />
        <Facilitators draft={draft} leading={group.facilitators} />
        <TextField
          form={draft}
          name="attended_percent"
          type="number"
          label={text.attended}
          hint={text.attendedHint}
          min="1"
          max="100"
        />
        <Checkboxes
          name="features"
          legend={text.features}
          error={errors.value.features}
          options={FEATURES}
          chosen={values.value.features}
          toggle={(feature) => draft.set("features", toggled(values.value.features, feature) as Feature[])}
        />
      </FormFrame>
    </div>
  );
}

/** What it is called, what it is about, and what is spoken there. */
function About({ draft }: { draft: Form<GroupEditDraft> }) {
  const { values, errors } = draft;
  return (
    <>
      <TextField form={draft} name="name" label={text.name} />
      <TextField form={draft} name="topic" label={words.newGroup.topic} hint={words.newGroup.topicHint} />
      <TopicField form={draft} name="topics" label={text.topics} hint={text.topicsHint} />
      <div class="side-by-side">
        <LanguageSelect
          id="field-language"
          label={words.newGroup.language}
          error={errors.value.language}
          chosen={values.value.language}
          choose={(code) => draft.set("language", code)}
        />
        <LanguageList
          id="field-languages"
          label={text.languages}
          error={errors.value.languages}
          chosen={values.value.languages}
          change={(codes) => draft.set("languages", codes)}
        />
      </div>
    </>
  );
}

/** How many it takes, of which age. */
function Places({ draft }: { draft: Form<GroupEditDraft> }) {
  return (
    <>
      <div class="side-by-side">
        <TextField form={draft} name="capacity" type="number" label={text.capacity} min="1" max="50" />
        <TextField form={draft} name="youngest" type="number" label={text.youngest} min="0" max="120" />
        <TextField form={draft} name="oldest" type="number" label={text.oldest} min="0" max="120" />
      </div>
      <label class="choice field">
        <input
          type="checkbox"
          checked={draft.values.value.takes_waiting}
          onChange={(event) => draft.set("takes_waiting", event.currentTarget.checked)}
        />
        <span>{text.takesWaiting}</span>
      </label>
    </>
  );
}
