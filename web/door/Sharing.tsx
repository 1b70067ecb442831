import { useSignal } from "@preact/signals";
import type { Failure } from "../src/api/reply";
import { words } from "../src/strings/door";
import { Choice } from "../src/ui/Field";
import { Icon } from "../src/ui/Icon";
import { FailureNotice } from "../src/ui/Notice";

interface SharingProps {
  shared: boolean;
  /** What is said once the answer is taken. */
  done: string;
  /** Answers with a failure to show, or undefined once the answer is taken. */
  save: (share: boolean) => Promise<Failure | undefined>;
}

/** What the referrer is told, in one sentence, with the change tucked beneath it. */
export function Sharing({ shared, done, save }: SharingProps) {
  const text = words.consent;
  return (
    <section class="aside-card" aria-labelledby="sharing">
      <h2 id="sharing">{text.heading}</h2>
      <p>{shared ? text.shared : text.notShared}</p>
      <details>
        <summary>{text.change}</summary>
        <Answer shared={shared} done={done} save={save} />
      </details>
    </section>
  );
}

function Answer({ shared, done, save }: SharingProps) {
  const text = words.consent;
  const chosen = useSignal<"yes" | "no">(shared ? "yes" : "no");
  const failure = useSignal<Failure | undefined>(undefined);
  const saved = useSignal(false);
  const submit = async () => {
    failure.value = await save(chosen.value === "yes");
    saved.value = failure.value === undefined;
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Choice
        name="share"
        legend={text.question}
        hint={text.questionHint}
        chosen={chosen.value}
        options={[
          ["yes", text.yes],
          ["no", text.no],
        ]}
        choose={(value) => {
          chosen.value = value;
          saved.value = false;
        }}
      />
      <button type="submit" class="button">
        {text.save}
      </button>
      <FailureNotice failure={failure.value} />
      <p role="status" class="saved">
        {saved.value ? (
          <>
            <Icon name="check" /> {done}
          </>
        ) : null}
      </p>
    </form>
  );
}
