import { words } from "../src/strings/staff";
import { LanguageSelect } from "./LanguageSelect";
import { languageName } from "./languages";

interface LanguageListProps {
  id: string;
  label: string;
  error: string | undefined;
  chosen: string[];
  change: (codes: string[]) => void;
}

const text = words.languages;

/** Several languages: one is added by choosing it, and taken off by its button. */
export function LanguageList({ id, label, error, chosen, change }: LanguageListProps) {
  return (
    <div>
      <LanguageSelect
        id={id}
        label={label}
        error={error}
        chosen=""
        choose={(code) => change(chosen.includes(code) || code === "" ? chosen : [...chosen, code])}
        none={text.add}
      />
      <ul class="chosen" aria-label={label}>
        {chosen.map((code) => (
          <li key={code}>
            {languageName(code)}
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                change(chosen.filter((other) => other !== code));
                document.getElementById(id)?.focus();
              }}
            >
              {text.remove}
              <span class="unseen">{text.removeOf(languageName(code))}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
