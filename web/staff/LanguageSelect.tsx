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
  of?: string[];
}

/** One language of those that groups are held in, or of others. */
export function LanguageSelect({ id, label, error, chosen, choose, none, of = LANGUAGES }: LanguageSelectProps) {
  const codes = chosen === "" || of.includes(chosen) ? of : [chosen, ...of];
  return (
    <Field id={id} label={label} error={error}>
      {(described) => (
        <select
          {...described}
          value={chosen}
          onChange={({ currentTarget: select }) => {
            const code = select.value;
            // It shows what is chosen, which may stay as it was.
            select.value = chosen;
            choose(code);
          }}
        >
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
