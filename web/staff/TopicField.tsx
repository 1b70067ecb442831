import type { Form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { TextField, type FieldNames } from "../src/ui/Field";
import { completions } from "./topics";

interface TopicFieldProps<V extends object> {
  form: Form<V>;
  name: FieldNames<V, string>;
  label: string;
  hint?: string;
}

/** Topics as somebody types them, with the usual ones offered: anything else may be typed too. */
export function TopicField<V extends object>({ form, name, label, hint }: TopicFieldProps<V>) {
  const list = `topics-${name}`;
  const typed = form.values.value[name] as string;
  return (
    <>
      <TextField form={form} name={name} label={label} {...(hint ? { hint } : {})} list={list} />
      <datalist id={list}>
        {completions(typed, words.topics).map((topic) => (
          <option key={topic} value={topic} />
        ))}
      </datalist>
    </>
  );
}
