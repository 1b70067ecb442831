import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { accounts, prescriptions } from "../../src/api/staff";
import type { PrescriptionDetail } from "../../src/api/types";
import { form, type Form } from "../../src/form/form";
import { resource, type Resource } from "../../src/live/resource";
import type { Items, Named } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { Field, TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { FailureNotice, Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { Consents } from "../Consents";
import { said } from "../parting";
import { checkOrder, DOSES, EMPTY_ORDER, prescriptionOf, type Order } from "../prescribing";

const text = words.prescribe;

/** One form: open it, fill it in, send it. */
export function Prescribe() {
  const [, go] = useLocation();
  const partners = useMemo(() => resource(accounts.partners), []);
  const order = useMemo(
    () =>
      form<Order, PrescriptionDetail>({
        initial: EMPTY_ORDER,
        check: checkOrder,
        send: (values) => prescriptions.prescribe(prescriptionOf(values)),
        done(sent) {
          said.value = text.sent(sent.patient_name, sent.to_organisation.name);
          go("/prescriptions");
        },
      }),
    [],
  );
  useEffect(() => void partners.refresh(), [partners]);
  usePrefilledPartner(order, partners);
  return (
    <div class="narrow">
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p>{text.intro}</p>
      <FormFrame form={order} submit={text.submit} submitting={text.submitting}>
        <Patient order={order} />
        <Programme order={order} partners={partners} />
        <Consents order={order} />
      </FormFrame>
    </div>
  );
}

function usePrefilledPartner(order: Form<Order>, partners: Resource<Items<Named>>): void {
  useSignalEffect(() => {
    const first = partners.value.value?.items[0];
    if (first && order.values.peek().to_organisation_id === "") order.set("to_organisation_id", first.id);
  });
}

function Patient({ order }: { order: Form<Order> }) {
  return (
    <fieldset class="group">
      <legend>{text.patient}</legend>
      <TextField form={order} name="full_name" label={text.fullName} />
      <TextField form={order} name="preferred_name" label={text.preferredName} optional={words.optional} />
      <p class="field-hint">{text.contactHint}</p>
      <div class="side-by-side">
        <TextField form={order} name="email" type="email" label={text.email} />
        <TextField form={order} name="phone" type="tel" label={text.phone} />
      </div>
      <TextField form={order} name="reason" label={text.reason} hint={text.reasonHint} multiline />
    </fieldset>
  );
}

function Programme({ order, partners }: { order: Form<Order>; partners: Resource<Items<Named>> }) {
  const { sessions, to_organisation_id } = order.values.value;
  const items = partners.value.value?.items ?? [];
  const none = partners.value.value?.items.length === 0;
  return (
    <fieldset class="group">
      <legend>{text.programme}</legend>
      <FailureNotice failure={partners.failure.value} />
      {none ? <Notice tone="warn">{text.noPartner}</Notice> : null}
      <div class="side-by-side">
        <Field id="field-partner" label={text.partner} error={order.errors.value.to_organisation_id}>
          {(described) => (
            <select
              {...described}
              value={to_organisation_id}
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
        <Field id="field-sessions" label={text.doseLabel} error={order.errors.value.sessions}>
          {(described) => (
            <select
              {...described}
              value={String(sessions)}
              onChange={(event) => order.set("sessions", Number(event.currentTarget.value))}
            >
              {DOSES.map((dose) => (
                <option key={dose} value={String(dose)}>
                  {text.dose(dose)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </fieldset>
  );
}
