import type { Form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField } from "../src/ui/Field";
import { planSentence, type WeeklyPlan } from "./weekly";

const text = words.newGroup;

/** The fields of a weekly plan and, live below them, the sentence that says what they mean. */
export function WeeklyFields<V extends WeeklyPlan>({ form }: { form: Form<V> }) {
  const plan = form as unknown as Form<WeeklyPlan>;
  return (
    <fieldset class="group">
      <legend>{text.series}</legend>
      <div class="side-by-side">
        <TextField form={plan} name="first_date" type="date" label={text.firstDate} />
        <TextField form={plan} name="local_time" type="time" label={text.time} />
      </div>
      <TextField form={plan} name="zone" label={text.zone} list="zones" />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div class="side-by-side">
        <TextField form={plan} name="duration_minutes" type="number" label={text.minutes} min="15" max="240" />
        <TextField form={plan} name="count" type="number" label={text.count} min="1" max="52" />
      </div>
      <p class="sentence" role="status">
        {planSentence(plan.values.value)}
      </p>
    </fieldset>
  );
}
