import { useSignal, useSignalEffect, type Signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { accounts, patients, prescriptions } from "../../src/api/staff";
import type { Failure } from "../../src/api/reply";
import type { Items, Named, PatientPage, Prescribing, PrescriptionDetail } from "../../src/api/types";
import { form, type Form } from "../../src/form/form";
import { resource, type Resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { localDay, ownZone, plainDay } from "../../src/time/when";
import { Field } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { FailureNotice, Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { Alike } from "../Alike";
import { CardFields } from "../CardFields";
import { Consents } from "../Consents";
import { useFirstField } from "../first-field";
import { said } from "../parting";
import { patientLine } from "../patient-line";
import { PatientSearch } from "../PatientSearch";
import { PlanFields } from "../PlanFields";
import { Tick } from "../Tick";
import { asksGuardian, checkOrder, EMPTY_ORDER, partFrom, prescriptionOf, QUESTIONS, startFrom, stillAsked, type Order } from "../prescribing";

const text = words.prescribe;

/** For whom: being sought, typed anew, or chosen from the register. */
type Whom = { way: "search" } | { way: "newcomer" } | { way: "known"; page: PatientPage };

/** Choose the patient, accept or choose the programme, prescribe. */
export function Prescribe() {
  const [, go] = useLocation();
  const partners = useMemo(() => resource(accounts.partners), []);
  const settings = useMemo(() => resource(patients.prescribing), []);
  const whom = useSignal<Whom>({ way: "search" });
  const order = useMemo(
    () =>
      form<Order, PrescriptionDetail>({
        initial: EMPTY_ORDER,
        check: (values) => checkOrder(values, settings.value.value ?? { guardian_below: 0 }, today()),
        send: (values) => prescriptions.prescribe(prescriptionOf(values)),
        done(sent) {
          said.value = text.sent(sent.patient_name, sent.to_organisation.name);
          go("/prescriptions");
        },
      }),
    [],
  );
  useEffect(() => void Promise.all([partners.refresh(), settings.refresh()]), []);
  useUsualPlan(order, partners, settings);
  const failure = useSignal<Failure | undefined>(undefined);
  const take = (patient: string) => void choose({ whom, order }, patient).then((why) => (failure.value = why));
  usePatientOfAddress(take);
  return (
    <div class="narrow">
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p>{text.intro}</p>
      {whom.value.way === "search" ? (
        <Search whom={whom} order={order} take={take} failure={failure} />
      ) : (
        <Rest whom={whom} order={order} take={take} failure={failure} partners={partners} settings={settings} />
      )}
    </div>
  );
}

const today = () => localDay(Date.now(), ownZone());

/** Where nothing was chosen yet, what this prescriber prescribed last is the start. */
function useUsualPlan(order: Form<Order>, partners: Resource<Items<Named>>, settings: Resource<Prescribing>): void {
  useSignalEffect(() => {
    const asked = settings.value.value ?? settings.failure.value;
    const all = partners.value.value?.items ?? [];
    // Whichever of the two answers last, the start is the same.
    if (!asked || all.length === 0) return;
    const { usual } = settings.value.peek() ?? {};
    const { to_organisation_id, patient_id, sessions } = order.values.peek();
    if (to_organisation_id !== "") return;
    const partner = all.find(({ id }) => id === usual?.to_organisation_id) ?? all[0];
    if (partner) order.set("to_organisation_id", partner.id);
    const untouched = patient_id === "" && sessions === EMPTY_ORDER.sessions;
    if (usual && untouched) order.set("sessions", usual.dose.sessions);
  });
}

interface Part {
  whom: Signal<Whom>;
  order: Form<Order>;
}

function fill(order: Form<Order>, values: Partial<Order>): void {
  for (const [name, value] of Object.entries(values)) order.set(name as keyof Order, value);
}

interface TakingPart extends Part {
  take: (patient: string) => void;
  /** Why the one last chosen could not be taken. */
  failure: Signal<Failure | undefined>;
}

/** Takes whoever was chosen, with what was prescribed for them last. */
async function choose({ whom, order }: Part, patient: string): Promise<Failure | undefined> {
  const reply = await patients.one(patient);
  if (!reply.ok) return reply.failure;
  fill(order, { patient_id: patient, ...startFrom(reply.value) });
  whom.value = { way: "known", page: reply.value };
  return undefined;
}

function Search({ whom, take, failure }: TakingPart) {
  return (
    <>
      <PatientSearch choose={(patient) => take(patient.id)} />
      <FailureNotice failure={failure.value} />
      <button type="button" class="button" onClick={() => (whom.value = { way: "newcomer" })}>
        {words.patientSearch.newPatient}
      </button>
    </>
  );
}

/** From a patient's page the patient is chosen already. */
function usePatientOfAddress(take: (patient: string) => void): void {
  useEffect(() => {
    const patient = new URLSearchParams(location.search).get("patient");
    if (patient) take(patient);
  }, []);
}

interface RestProps extends TakingPart {
  partners: Resource<Items<Named>>;
  settings: Resource<Prescribing>;
}

function Rest({ whom, order, take, failure, partners, settings }: RestProps) {
  const { value } = whom;
  const again = () => {
    fill(order, partFrom(value.way === "known" ? value.page : undefined, order.values.value));
    whom.value = { way: "search" };
  };
  return (
    <FormFrame form={order} submit={text.submit} submitting={text.submitting}>
      {value.way === "known" ? (
        <Known page={value.page} error={order.errors.value.patient_id} again={again} />
      ) : (
        <Newcomer order={order} take={take} failure={failure} settings={settings.value.value} again={again} />
      )}
      <Programme order={order} partners={partners} chosen={value.way === "known"} />
      {value.way === "known" && value.page.template && stillAsked(value.page.template) ? (
        <AsAnswered order={order} at={value.page.template.prescribed_at} />
      ) : (
        <Consents order={order} />
      )}
      {settings.value.value && asksGuardian(order.values.value, settings.value.value, today()) ? (
        <fieldset class="group">
          <legend>{text.guardian}</legend>
          <Tick form={order} name="guardian_agrees" label={text.guardianAgrees} />
        </fieldset>
      ) : null}
    </FormFrame>
  );
}

interface KnownProps {
  page: PatientPage;
  error: string | undefined;
  again: () => void;
}

function Known({ page, error, again }: KnownProps) {
  const { card } = page;
  return (
    <section class="card" aria-labelledby="patient">
      <h2 id="patient">{words.patientSearch.chosen(card.full_name)}</h2>
      <p class="row-note">{patientLine({ ...card, id: page.id })}</p>
      {error ? <p class="field-error">{error}</p> : null}
      <button type="button" class="button button-quiet" onClick={again}>
        {words.patientSearch.another}
      </button>
    </section>
  );
}

interface NewcomerProps extends Omit<TakingPart, "whom"> {
  settings: Prescribing | undefined;
  again: () => void;
}

function Newcomer({ order, take, failure, settings, again }: NewcomerProps) {
  const frame = useFirstField<HTMLFieldSetElement>();
  return (
    <fieldset class="group" ref={frame}>
      <legend>{text.patient}</legend>
      <CardFields form={order} settings={settings} />
      <Alike
        form={order}
        label={words.patientSearch.use}
        use={(patient) => take(patient.id)}
      />
      <FailureNotice failure={failure.value} />
      <button type="button" class="button button-quiet" onClick={again}>
        {words.patientSearch.backToSearch}
      </button>
    </fieldset>
  );
}

interface ProgrammeProps {
  order: Form<Order>;
  partners: Resource<Items<Named>>;
  /** The patient was chosen: the programme is what comes next, so it takes the focus. */
  chosen: boolean;
}

function Programme({ order, partners, chosen }: ProgrammeProps) {
  const frame = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (chosen) frame.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
  }, [chosen]);
  const chosenPartner = order.values.value.to_organisation_id;
  // Until one is chosen a browser would show the first as if it were.
  const items = chosenPartner === "" ? [] : (partners.value.value?.items ?? []);
  const none = partners.value.value?.items.length === 0;
  return (
    <fieldset class="group" ref={frame}>
      <legend>{text.programme}</legend>
      <FailureNotice failure={partners.failure.value} />
      {none ? <Notice tone="warn">{text.noPartner}</Notice> : null}
      <PlanFields form={order} />
      <Field id="field-partner" label={text.partner} error={order.errors.value.to_organisation_id}>
        {(described) => (
          <select
            {...described}
            value={chosenPartner}
            onChange={(event) => order.set("to_organisation_id", event.currentTarget.value)}
          >
            {items.map((partner) => (
              <option key={partner.id} value={partner.id}>
                {partner.name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </fieldset>
  );
}

/** The answers that are in force, to be confirmed or asked anew. */
function AsAnswered({ order, at }: { order: Form<Order>; at: number }) {
  const day = plainDay(localDay(at, ownZone()));
  const values = order.values.value;
  return (
    <fieldset class="group">
      <legend>{text.asAnswered(day ? `${day.weekday} ${day.date}` : "")}</legend>
      <ul class="answers">
        {QUESTIONS.map((question) => (
          <li key={question}>{text.questions[question][values[question] ? "yes" : "no"]}</li>
        ))}
      </ul>
      <details>
        <summary>{text.askAgain}</summary>
        <Consents order={order} />
      </details>
    </fieldset>
  );
}
