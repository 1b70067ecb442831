import { useSignal } from "@preact/signals";
import { referrals } from "../src/api/staff";
import type { Answering, ReferralDetail } from "../src/api/types";
import { words } from "../src/strings/staff";
import { FailureNotice } from "../src/ui/Notice";
import { useColleagues } from "./colleagues";
import { dayWords } from "./day";
import { me } from "./me";
import { Picker } from "./Picker";
import type { Changes } from "./changes";

const text = words.oneReferral;

/** Who answers for the patient, how far it has come, and giving it to a colleague. */
export function Standing({ referral, changes }: { referral: ReferralDetail; changes: Changes }) {
  const patient = referral.patient.full_name;
  const ended = ["rejected", "completed", "cancelled", "failed"].includes(referral.status);
  return (
    <section class="card" aria-labelledby="standing">
      <h2 id="standing">{text.standing}</h2>
      {referral.answering ? (
        <p class="sentence">{answers(referral.answering, patient, me.value?.id)}</p>
      ) : null}
      <dl class="facts">
        <Fact name={text.stage} value={words.stages[referral.stage]} />
        <Fact
          name={words.log.next}
          value={referral.next_contact_on ? dayWords(referral.next_contact_on) : text.noNextContact}
        />
        <Fact name={text.consent} value={referral.share_attendance ? text.sharing : text.notSharing} />
      </dl>
      {ended ? null : <Give referral={referral} changes={changes} />}
      <FailureNotice failure={changes.failure.value} />
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** One sentence that says who answers, to whoever reads it. */
export function answers(who: Answering, patient: string, reader: string | undefined): string {
  if (who.until_taken_on) return text.until(who.organisation.name, patient);
  if (!who.ours) return text.other(who.organisation.name, patient);
  if (!who.person) return text.nobody(who.organisation.name, patient);
  return who.person.id === reader ? text.you(patient) : text.colleague(who.person.name, patient);
}

function Give({ referral, changes }: { referral: ReferralDetail; changes: Changes }) {
  const to = useSignal("");
  const own = me.value?.id ?? "";
  const others = useColleagues().filter(({ id }) => id !== referral.assigned_to?.id);
  const give = (staff: string | null) =>
    void changes.make(referrals.assign(referral.id, staff, referral.version));
  return (
    <>
      {referral.assigned_to?.id !== own ? (
        <div class="actions">
          <button type="button" class="button" onClick={() => give(own)}>
            {text.take}
          </button>
        </div>
      ) : null}
      <details class="fold">
        <summary>{text.giveTo}</summary>
        <Picker
          id="give-to"
          label={text.giveTo}
          chosen={to.value}
          options={[["", text.nobodyOption], ...others.map(({ id, name }): [string, string] => [id, name])]}
          choose={(staff) => (to.value = staff)}
        />
        <div class="actions">
          <button type="button" class="button" onClick={() => give(to.value === "" ? null : to.value)}>
            {text.give}
          </button>
        </div>
      </details>
    </>
  );
}
