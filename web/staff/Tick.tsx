import type { Form } from "../src/form/form";
import type { FieldNames } from "../src/ui/Field";

interface TickProps<V extends object> {
  form: Form<V>;
  name: FieldNames<V, boolean>;
  label: string;
}

/** A box that says yes when it is ticked. */
export function Tick<V extends object>({ form, name, label }: TickProps<V>) {
  const error = form.errors.value[name];
  return (
    <div class={error ? "field field-wrong" : "field"}>
      <div class="choices">
        <label class="choice">
          <input
            type="checkbox"
            name={name}
            checked={form.values.value[name] as boolean}
            aria-describedby={error && `${name}-error`}
            onChange={(event) => form.set(name, event.currentTarget.checked as V[typeof name])}
          />
          <span>{label}</span>
        </label>
      </div>
      {error ? (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
