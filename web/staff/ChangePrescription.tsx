import { useEffect, useMemo } from "preact/hooks";
import { accounts, prescriptions } from "../src/api/staff";
import type { PrescriptionDetail } from "../src/api/types";
import { form } from "../src/form/form";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { Field } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { FailureNotice } from "../src/ui/Notice";
import { filled } from "./check";
import { useFirstField } from "./first-field";
import { PlanFields } from "./PlanFields";
import { planOf, planValues, type PlanValues } from "./prescribing";
import { useSeen } from "./seen";

const text = words.prescription;

type Values = PlanValues & { to_organisation_id: string };

interface ChangePrescriptionProps {
  order: PrescriptionDetail;
  /** Shows the prescription as it is now. */
  refresh: () => Promise<void>;
  done: (changed: PrescriptionDetail) => void;
  close: () => void;
}

/** The order again, with as much of it open to change as still makes sense. */
export function ChangePrescription({ order, refresh, done, close }: ChangePrescriptionProps) {
  const undecided = order.status === "requested";
  const partners = useMemo(() => resource(accounts.partners), []);
  const frame = useFirstField<HTMLElement>();
  const seen = useSeen(order.version, refresh);
  const change = useMemo(
    () =>
      form<Values, PrescriptionDetail>({
        initial: {
          ...planValues({ goal: null, ...order }, order.dose),
          to_organisation_id: order.to_organisation.id,
        },
        check: (values) => filled(values, "reason"),
        send: ({ to_organisation_id, ...plan }) =>
          seen.change((version) => prescriptions.change(order.id, { version, ...planOf(plan), to_organisation_id })),
        done,
      }),
    [],
  );
  useEffect(() => void partners.refresh(), []);
  const items = partners.value.value?.items ?? [order.to_organisation];
  return (
    <section ref={frame} class="card" aria-labelledby="change">
      <h2 id="change">{text.change}</h2>
      <p>{undecided ? text.changeAll : text.changePlan(order.to_organisation.name)}</p>
      <FormFrame
        form={change}
        submit={text.saveChange}
        aside={
          <button type="button" class="button" onClick={close}>
            {text.keepAsIs}
          </button>
        }
      >
        <PlanFields form={change} />
        <FailureNotice failure={partners.failure.value} />
        {undecided ? (
          <Field id="field-partner" label={words.prescribe.partner} error={change.errors.value.to_organisation_id}>
            {(described) => (
              <select
                {...described}
                value={change.values.value.to_organisation_id}
                onChange={(event) => change.set("to_organisation_id", event.currentTarget.value)}
              >
                {items.map((partner) => (
                  <option key={partner.id} value={partner.id}>
                    {partner.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ) : null}
      </FormFrame>
    </section>
  );
}
