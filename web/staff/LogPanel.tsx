import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { referrals } from "../src/api/staff";
import type { ContactChannel, ContactOutcome, Items, LogEntry } from "../src/api/types";
import { form } from "../src/form/form";
import { isFull, pages } from "../src/live/pages";
import { words } from "../src/strings/staff";
import { ownZone, shortMoment } from "../src/time/when";
import { Choice, TextField } from "../src/ui/Field";
import { FormFrame } from "../src/ui/FormFrame";
import { Loaded } from "../src/ui/Loading";
import { dayWords } from "./day";
import { useTopics } from "./live";
import { Picker } from "./Picker";
import { ShowMore } from "./ShowMore";

const text = words.log;

interface LogPanelProps {
  referral: string;
  /** How the patient would like to be reached. */
  usual: ContactChannel;
  written: () => void;
}

/** What was said with a patient, and what staff note; the newest first. */
export function LogPanel({ referral, usual, written }: LogPanelProps) {
  const log = useMemo(
    () => pages<Items<LogEntry>>((shown) => referrals.log(referral, shown?.items.at(-1)?.id), isFull),
    [referral],
  );
  useTopics(log.shown, "referrals");
  const saved = () => {
    void log.shown.refresh();
    written();
  };
  return (
    <section class="card" aria-labelledby="log">
      <h2 id="log">{text.title}</h2>
      <Write referral={referral} usual={usual} saved={saved} />
      <Loaded of={log.shown}>
        {({ items, more }) => (
          <>
            {items.length === 0 ? <p class="row-note">{text.none}</p> : <Entries entries={items} />}
            {more ? <ShowMore words={text.older} show={() => void log.more()} /> : null}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Entries({ entries }: { entries: LogEntry[] }) {
  return (
    <ol class="history" aria-label={text.title}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <time dateTime={new Date(entry.at).toISOString()}>{shortMoment(entry.at, ownZone())}</time>
          <div>
            {entry.contact ? (
              <p>
                <strong>{text.line(words.channels[entry.contact.channel], words.outcomes[entry.contact.outcome])}</strong>
              </p>
            ) : null}
            {entry.text ? <p class="as-typed">{entry.text}</p> : null}
            <p class="row-note facts-line">
              <span>{entry.by}</span>
              {entry.next_contact_on ? <span>{text.nextOn(dayWords(entry.next_contact_on))}</span> : null}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

interface Draft {
  kind: "contact" | "note";
  channel: ContactChannel;
  outcome: ContactOutcome | "";
  text: string;
  next_contact_on: string;
}

const EMPTY: Omit<Draft, "channel"> = { kind: "contact", outcome: "", text: "", next_contact_on: "" };

function check(values: Draft): Record<string, string> {
  if (values.kind === "note") return values.text.trim() === "" ? { text: words.required } : {};
  return values.outcome === "" ? { outcome: text.outcomeMissing } : {};
}

function Write({ referral, usual, saved }: Omit<LogPanelProps, "written"> & { saved: () => void }) {
  const said = useSignal(false);
  const draft = useMemo(
    () =>
      form<Draft, undefined>({
        initial: { ...EMPTY, channel: usual },
        check,
        send: ({ kind, channel, outcome, ...entry }) =>
          referrals.write(referral, {
            text: entry.text.trim(),
            ...(kind === "contact" && outcome ? { contact: { channel, outcome } } : {}),
            ...(entry.next_contact_on ? { next_contact_on: entry.next_contact_on } : {}),
          }),
        done() {
          draft.set("outcome", "");
          draft.set("text", "");
          draft.set("next_contact_on", "");
          said.value = true;
          saved();
        },
      }),
    [referral],
  );
  const values = draft.values.value;
  return (
    <FormFrame form={draft} submit={text.submit} label={text.title} aside={<span role="status">{said.value ? text.saved : null}</span>}>
      <Choice
        name="kind"
        legend={text.kind}
        chosen={values.kind}
        options={[
          ["contact", text.contact],
          ["note", text.note],
        ]}
        choose={(kind) => draft.set("kind", kind)}
      />
      {values.kind === "contact" ? (
        <>
          <Picker
            id="channel"
            label={text.channel}
            chosen={values.channel}
            options={Object.entries(words.channels) as [ContactChannel, string][]}
            choose={(channel) => draft.set("channel", channel)}
          />
          <Choice
            name="outcome"
            legend={text.outcome}
            error={draft.errors.value.outcome}
            chosen={values.outcome === "" ? undefined : values.outcome}
            options={Object.entries(words.outcomes) as [ContactOutcome, string][]}
            choose={(outcome) => draft.set("outcome", outcome)}
          />
        </>
      ) : null}
      <TextField form={draft} name="text" id="log-text" multiline label={text.text} hint={text.textHint} />
      <TextField form={draft} name="next_contact_on" type="date" label={text.next} optional={words.optional} />
    </FormFrame>
  );
}
