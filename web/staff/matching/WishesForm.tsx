import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { referrals } from "../../src/api/staff";
import type { Feature, KnownWishes, ReferralPlaces, TimeBand } from "../../src/api/types";
import { form } from "../../src/form/form";
import { words } from "../../src/strings/staff";
import { TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { Notice } from "../../src/ui/Notice";
import { Checkboxes } from "../Checkboxes";
import { LanguageSelect } from "../LanguageSelect";
import { toggled } from "../new-group";
import { TopicField } from "../TopicField";
import { checkWishes, draftOf, isBlank, wishesOf } from "./wishes";

const text = words.wishes;
const TIMES = Object.entries(words.timeBands);
const FEATURES = Object.entries(words.features);

interface WishesFormProps {
  referral: string;
  patient: string;
  wishes: KnownWishes;
  saved: (places: ReferralPlaces) => void;
}

/** What a patient hopes for; open while nothing is known of it. */
export function WishesForm({ referral, patient, wishes, saved }: WishesFormProps) {
  const done = useSignal(false);
  const draft = useMemo(
    () =>
      form({
        initial: draftOf(wishes),
        check: checkWishes,
        send: (values) => referrals.wish(referral, wishesOf(values)),
        done(places: ReferralPlaces) {
          done.value = true;
          saved(places);
        },
      }),
    [referral],
  );
  const open = useMemo(() => wishes.from_card, [referral]);
  const { values, errors } = draft;
  return (
    <details class="card" open={open}>
      <summary>{text.title(patient)}</summary>
      <p>{wishes.from_card && !isBlank(wishes) ? text.fromCard : text.intro}</p>
      <FormFrame form={draft} submit={text.save} label={text.title(patient)}>
        <div class="side-by-side">
          <TopicField form={draft} name="topic" label={text.topic} hint={text.topicHint} />
          <TextField form={draft} name="age" type="number" label={text.age} hint={text.ageHint} min="0" max="120" />
        </div>
        <LanguageSelect
          id="field-language"
          label={text.language}
          error={errors.value.language}
          chosen={values.value.language}
          choose={(code) => draft.set("language", code)}
          none={text.noWish}
        />
        <Checkboxes
          name="times"
          legend={text.times}
          error={errors.value.times}
          options={TIMES}
          chosen={values.value.times}
          toggle={(band) => draft.set("times", toggled(values.value.times, band) as TimeBand[])}
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
      <div role="status">{done.value ? <Notice tone="good">{text.saved}</Notice> : null}</div>
    </details>
  );
}
