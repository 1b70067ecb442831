interface CheckboxesProps {
  name: string;
  legend: string;
  error: string | undefined;
  options: [string, string][];
  chosen: string[];
  toggle: (value: string) => void;
}

/** Several answers of a few, as native checkboxes in a fieldset. */
export function Checkboxes({ name, legend, error, options, chosen, toggle }: CheckboxesProps) {
  return (
    <fieldset class={error ? "field field-wrong" : "field"} aria-describedby={error && `${name}-error`}>
      <legend>{legend}</legend>
      <div class="choices">
        {options.map(([value, label]) => (
          <label class="choice" key={value}>
            <input
              type="checkbox"
              name={name}
              value={value}
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
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
