import { Field } from "../src/ui/Field";
import { LANGUAGES, languageName } from "./languages";

interface LanguageSelectProps {
  id: string;
  label: string;
  error: string | undefined;
  chosen: string;
  choose: (code: string) => void;
  /** With it, no language may be chosen either. */
  none?: string;
}

/** One language of those that groups are held in. */
export function LanguageSelect({ id, label, error, chosen, choose, none }: LanguageSelectProps) {
  const codes = chosen === "" || LANGUAGES.includes(chosen) ? LANGUAGES : [chosen, ...LANGUAGES];
  return (
    <Field id={id} label={label} error={error}>
      {(described) => (
        <select {...described} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          {none ? <option value="">{none}</option> : null}
          {codes.map((code) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
