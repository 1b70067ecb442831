import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { accounts, referrals } from "../src/api/staff";
import type { ReferralDetail } from "../src/api/types";
import { HAND_ON_TEXT_VERSION } from "../src/consent/consent";
import { form } from "../src/form/form";
import { resource, type Resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { Notice } from "../src/ui/Notice";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import type { Changes } from "./changes";
import { dayOf } from "./day";
import { Picker } from "./Picker";
import { speaksOfPartners } from "./referral-parts";

const text = words.handOn;

interface HandOnProps {
  referral: ReferralDetail;
  shown: Resource<ReferralDetail>;
  changes: Changes;
}

/** Handing a patient on to a partner organisation, or taking them back. */
export function HandOn({ referral, shown, changes }: HandOnProps) {
  if (referral.handed_on_to) return <TakeBack referral={referral} changes={changes} />;
  if (!speaksOfPartners(referral)) return null;
  return (
    <section class="card" aria-labelledby="hand-on">
      <h2 id="hand-on">{text.title}</h2>
      <p>{text.intro}</p>
      {referral.onward?.given === false ? (
        <Notice tone="warn">
          <p>{text.saidNo(referral.patient.full_name, referral.onward.by, dayOf(referral.onward.at))}</p>
        </Notice>
      ) : null}
      <details class="fold">
        <summary>{text.choosePartner}</summary>
        <ToPartner referral={referral} shown={shown} />
      </details>
    </section>
  );
}

interface Draft {
  to_organisation_id: string;
  note: string;
  patient_agreed: boolean;
  asked_again: boolean;
}

function check({ to_organisation_id, patient_agreed }: Draft): Record<string, string> {
  return {
    ...(to_organisation_id ? {} : { to_organisation_id: text.partnerMissing }),
    ...(patient_agreed ? {} : { patient_agreed: text.agreedMissing }),
  };
}

function ToPartner({ referral, shown }: { referral: ReferralDetail; shown: Resource<ReferralDetail> }) {
  const partners = useMemo(() => resource(accounts.partners), []);
  useEffect(() => void partners.refresh(), []);
  const draft = useMemo(
    () =>
      form<Draft, ReferralDetail>({
        initial: { to_organisation_id: "", note: "", patient_agreed: false, asked_again: false },
        check,
        send: (values) =>
          referrals.handOn(referral.id, {
            ...values,
            note: values.note.trim(),
            text_version: HAND_ON_TEXT_VERSION,
            language: shared.language,
            version: shown.value.value?.version ?? referral.version,
          }),
        done: (detail) => shown.take(detail),
      }),
    [referral.id],
  );
  const saidNo = referral.onward?.given === false;
  // A yes that was ticked before the page said that the patient had said no is none.
  useEffect(() => {
    draft.set("patient_agreed", false);
    draft.set("asked_again", false);
  }, [saidNo]);
  const agree = (agreed: boolean) => {
    draft.set("patient_agreed", agreed);
    draft.set("asked_again", agreed && saidNo);
  };
  const items = partners.value.value?.items ?? [];
  if (partners.value.value && items.length === 0) return <p class="row-note">{text.none}</p>;
  const values = draft.values.value;
  return (
    <FormFrame form={draft} submit={text.submit} label={text.title}>
      <Picker
        id="partner"
        label={text.partner}
        error={draft.errors.value.to_organisation_id}
        chosen={values.to_organisation_id}
        options={[["", text.choose], ...items.map(({ id, name }): [string, string] => [id, name])]}
        choose={(id) => draft.set("to_organisation_id", id)}
      />
      <TextField form={draft} name="note" multiline label={text.note} hint={text.noteHint} optional={words.optional} />
      <Agreed
        label={(saidNo ? text.agreedAfterAll : text.agreed)(referral.patient.full_name)}
        on={values.patient_agreed}
        wrong={draft.errors.value.patient_agreed}
        set={agree}
      />
    </FormFrame>
  );
}

interface AgreedProps {
  label: string;
  on: boolean;
  wrong: string | undefined;
  set: (on: boolean) => void;
}

function Agreed({ label, on, wrong, set }: AgreedProps) {
  return (
    <div class={wrong ? "field field-wrong" : "field"}>
      <label class="choice">
        <input
          type="checkbox"
          checked={on}
          aria-describedby={wrong ? "agreed-error" : undefined}
          aria-invalid={wrong ? true : undefined}
          onChange={(event) => set(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {wrong ? (
        <p class="field-error" id="agreed-error">
          {wrong}
        </p>
      ) : null}
    </div>
  );
}

function TakeBack({ referral, changes }: { referral: ReferralDetail; changes: Changes }) {
  const asking = useSignal(false);
  return (
    <section class="card" aria-labelledby="hand-on">
      <h2 id="hand-on">{words.referrals.handedOnTo(referral.handed_on_to?.name ?? "")}</h2>
      <div class="actions">
        <button type="button" class="button" onClick={() => (asking.value = true)}>
          {text.takeBack}
        </button>
      </div>
      {asking.value ? (
        <ReasonDialog
          title={text.takeBackTitle}
          body={text.takeBackBody}
          confirm={text.takeBack}
          act={() => changes.make(referrals.takeBack(referral.id, referral.version))}
          close={() => (asking.value = false)}
        />
      ) : null}
    </section>
  );
}
