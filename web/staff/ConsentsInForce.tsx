import { useSignal } from "@preact/signals";
import type { Failure } from "../src/api/reply";
import type { Answers, ConsentChange, PrescriptionDetail } from "../src/api/types";
import { CONSENT_TEXT_VERSION } from "../src/consent/consent";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { ownZone, shortMoment } from "../src/time/when";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import { QUESTIONS, type Question } from "./prescribing";

const text = words.prescription;

interface AskedOf {
  say: string;
  yes: string;
  no: string;
  /** What follows from a no, to whoever writes it down. */
  withdrawing: string;
}

/** The questions as the prescriber puts them. */
export const BY_PRESCRIBER = asked(words.prescribe.questions, text.withdrawing);
/** The questions as a link worker puts them. */
export const BY_LINK_WORKER = asked(words.oneReferral.questions, words.oneReferral.withdrawing);

function asked(
  questions: Record<Question, Omit<AskedOf, "withdrawing">>,
  withdrawing: Record<Question, string>,
): Record<Question, AskedOf> {
  const all = QUESTIONS.map((question) => [question, { ...questions[question], withdrawing: withdrawing[question] }]);
  return Object.fromEntries(all) as Record<Question, AskedOf>;
}

interface ConsentsProps {
  answers: Answers;
  questions: Record<Question, AskedOf>;
  /** Who wrote the answer in force down, when, and by which text. */
  recorded?: (question: Question) => string;
  /** Who wrote down that the guardian of a minor agreed, and when. */
  guardian?: string | undefined;
  change: (change: ConsentChange) => Promise<Failure | undefined>;
}

/** What the patient agreed to; each answer can become the other. */
export function ConsentsInForce({ answers, questions, recorded, guardian, change }: ConsentsProps) {
  const changing = useSignal<Question | undefined>(undefined);
  return (
    <section class="card" aria-labelledby="consents">
      <h2 id="consents">{text.consent}</h2>
      <ul class="answers">
        {QUESTIONS.map((question) => (
          <li key={question}>
            <p>{questions[question][answers[question] ? "yes" : "no"]}</p>
            {recorded ? <p class="row-note">{recorded(question)}</p> : null}
            <button type="button" class="button button-quiet" onClick={() => (changing.value = question)}>
              {text.changeAnswer[question][answers[question] ? "withdraw" : "give"]}
            </button>
          </li>
        ))}
        {guardian ? (
          <li>
            <p>{words.prescribe.guardianAgrees}</p>
            <p class="row-note">{guardian}</p>
          </li>
        ) : null}
      </ul>
      {changing.value ? (
        <Confirm
          question={changing.value}
          asked={questions[changing.value]}
          given={!answers[changing.value]}
          change={change}
          close={() => (changing.value = undefined)}
        />
      ) : null}
    </section>
  );
}

/** Who wrote the answer in force down, when, and by which text. */
export function recordedOf(order: PrescriptionDetail, question: ConsentChange["question"]): string | undefined {
  const newest = order.consents.findLast((one) => one.question === question);
  return newest && text.answered(newest.by ?? text.atTheDoor, shortMoment(newest.at, ownZone()), newest.text_version);
}

interface ConfirmProps extends Pick<ConsentsProps, "change"> {
  question: Question;
  asked: AskedOf;
  given: boolean;
  close: () => void;
}

function Confirm({ question, asked, given, change, close }: ConfirmProps) {
  const answer = { question, given, text_version: CONSENT_TEXT_VERSION, language: shared.language };
  return (
    <ReasonDialog
      title={text.changeAnswer[question][given ? "give" : "withdraw"]}
      body={given ? asked.say : asked.withdrawing}
      confirm={given ? asked.yes : asked.no}
      act={() => change(answer)}
      close={close}
    />
  );
}
