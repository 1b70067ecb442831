import { Field } from "../src/ui/Field";

interface PickerProps<T extends string> {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  chosen: T;
  options: [T, string][];
  choose: (value: T) => void;
}

/** One of several, as a native list. */
export function Picker<T extends string>({ id, label, hint, error, chosen, options, choose }: PickerProps<T>) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(described) => (
        <select {...described} value={chosen} onChange={(event) => choose(event.currentTarget.value as T)}>
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
