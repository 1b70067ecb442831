import { useEffect, useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { answered, type Reply } from "../../src/api/reply";
import { groups, unmetDemand } from "../../src/api/staff";
import type { Demand, GroupRow } from "../../src/api/types";
import { form, type Form } from "../../src/form/form";
import { words } from "../../src/strings/staff";
import { localDay, ownZone } from "../../src/time/when";
import { TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { Facilitators } from "../Facilitators";
import { LanguageSelect } from "../LanguageSelect";
import { checkGroup, emptyGroup, groupOf, type GroupDraft } from "../new-group";
import { said } from "../parting";
import { answersTo, draftFrom, soughtOf, withTopic } from "../unmet-demand";
import { planSentence, seriesOf } from "../weekly";
import { WeeklyFields } from "../WeeklyFields";

const text = words.newGroup;

interface Created {
  group: GroupRow;
  planned: boolean;
  /** Who was offered a place, in words; nothing where the group answers to no demand. */
  invited: string | undefined;
}

/** The group first, then its sessions; a group whose sessions failed is planned on its own page. */
async function create(draft: GroupDraft, demand: Demand | undefined): Promise<Reply<Created>> {
  const made = demand ? await started(draft, demand) : await plain(draft);
  if (!made.ok) return made;
  const series = await groups.schedule(made.value.group.id, seriesOf(draft));
  return answered({ ...made.value, planned: series.ok });
}

type Made = Omit<Created, "planned">;

async function plain(draft: GroupDraft): Promise<Reply<Made>> {
  const reply = await groups.create(groupOf(draft));
  return reply.ok ? answered({ group: reply.value, invited: undefined }) : reply;
}

async function started(draft: GroupDraft, demand: Demand): Promise<Reply<Made>> {
  const reply = await unmetDemand.start(soughtOf(demand), withTopic(groupOf(draft), demand));
  if (!reply.ok) return reply;
  const { group, invited, waiting } = reply.value;
  return answered({ group, invited: words.unmetDemand.invited(invited, waiting) });
}

export function NewGroup() {
  const [, go] = useLocation();
  const demand = useMemo(() => answersTo.value, []);
  useEffect(() => void (answersTo.value = undefined), []);
  const empty = emptyGroup(ownZone());
  const draft = useMemo(
    () =>
      form<GroupDraft, Created>({
        initial: demand ? draftFrom(demand, empty) : empty,
        check: (values) => checkGroup(values, localDay(Date.now(), ownZone())),
        send: (values) => create(values, demand),
        done({ group, planned, invited }, values) {
          const plan = planned ? planSentence(values) : text.seriesFailed;
          said.value = invited ? `${invited} ${plan}` : plan;
          go(`/groups/${group.id}`);
        },
      }),
    [],
  );
  return (
    <div class="narrow">
      <Title page={words.titled(text.title)}>{text.title}</Title>
      {demand ? <Notice tone="info">{words.unmetDemand.answers(demand.says)}</Notice> : null}
      <FormFrame form={draft} submit={text.submit} submitting={text.submitting}>
        <About draft={draft} />
        <WeeklyFields form={draft} />
      </FormFrame>
    </div>
  );
}

function About({ draft }: { draft: Form<GroupDraft> }) {
  return (
    <fieldset class="group">
      <legend>{text.about}</legend>
      <TextField form={draft} name="name" label={text.name} />
      <TextField form={draft} name="topic" label={text.topic} hint={text.topicHint} />
      <div class="side-by-side">
        <LanguageSelect
          id="field-language"
          label={text.language}
          error={draft.errors.value.language}
          chosen={draft.values.value.language}
          choose={(code) => draft.set("language", code)}
        />
        <TextField form={draft} name="capacity" type="number" label={text.capacity} min="2" max="50" />
      </div>
      <Facilitators draft={draft} />
    </fieldset>
  );
}
