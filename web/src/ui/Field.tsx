import type { ComponentChildren, JSX } from "preact";
import type { Form } from "../form/form";

export type FieldNames<V, T> = { [K in keyof V]: V[K] extends T ? K : never }[keyof V] & string;

interface FieldFrame {
  id: string;
  label: string;
  hint?: string | undefined;
  optional?: string | undefined;
  error: string | undefined;
  children: (described: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => JSX.Element;
}

/** Label above, hint below it, error beside the input and tied to it for screen readers. */
export function Field({ id, label, hint, optional, error, children }: FieldFrame) {
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class={error ? "field field-wrong" : "field"}>
      <label for={id}>
        {label}
        {optional ? <span class="field-optional"> {optional}</span> : null}
      </label>
      {hint ? (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {children({
        id,
        ...(notes ? { "aria-describedby": notes } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {error ? (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface TextFieldProps<V extends object> {
  form: Form<V>;
  name: FieldNames<V, string>;
  /** Where another form on the page has a field of this name. */
  id?: string;
  label: string;
  hint?: string;
  optional?: string;
  type?: "text" | "email" | "tel" | "password" | "date" | "time" | "number";
  autocomplete?: JSX.InputHTMLAttributes["autocomplete"];
  multiline?: boolean;
  min?: string;
  max?: string;
  list?: string;
}

/** A text input bound to one field of a form. */
export function TextField<V extends object>(props: TextFieldProps<V>) {
  const { form, name, label, hint, optional, type, autocomplete, multiline } = props;
  const value = form.values.value[name] as string;
  const set = (event: { currentTarget: { value: string } }) =>
    form.set(name, event.currentTarget.value as V[typeof name]);
  return (
    <Field id={props.id ?? `field-${name}`} label={label} hint={hint} optional={optional} error={form.errors.value[name]}>
      {(described) =>
        multiline ? (
          <textarea {...described} name={name} rows={3} value={value} onInput={set} />
        ) : (
          <input
            {...described}
            name={name}
            type={type ?? "text"}
            autocomplete={autocomplete ?? "off"}
            min={props.min}
            max={props.max}
            list={props.list}
            value={value}
            onInput={set}
          />
        )
      }
    </Field>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  legend: string;
  hint?: string;
  error?: string | undefined;
  /** Undefined until the person has chosen. */
  chosen: T | undefined;
  options: [T, string][];
  choose: (value: T) => void;
  children?: ComponentChildren;
}

/** One answer of a few, as native radio buttons in a fieldset. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { name, legend, hint, error, chosen, options, choose } = props;
  const notes = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return (
    <fieldset class={error ? "field field-wrong" : "field"} aria-describedby={notes || undefined}>
      <legend>{legend}</legend>
      {hint ? (
        <p class="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      <div class="choices">
        {options.map(([value, label]) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={chosen === value}
              onChange={() => choose(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
