import { useSignal } from "@preact/signals";
import { prescriptions } from "../src/api/staff";
import type { Failure } from "../src/api/reply";
import type { PrescriptionDetail } from "../src/api/types";
import { CONSENT_TEXT_VERSION } from "../src/consent/consent";
import { words } from "../src/strings/staff";
import { shared } from "../src/strings/words";
import { ownZone, shortMoment } from "../src/time/when";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import { QUESTIONS, type Question } from "./prescribing";

const text = words.prescription;

interface ConsentsProps {
  order: PrescriptionDetail;
  done: (changed: PrescriptionDetail) => void;
}

/** What the patient agreed to, who wrote it down and when; each answer can become the other. */
export function ConsentsInForce({ order, done }: ConsentsProps) {
  const changing = useSignal<Question | undefined>(undefined);
  return (
    <section class="card" aria-labelledby="consents">
      <h2 id="consents">{text.consent}</h2>
      <ul class="answers">
        {QUESTIONS.map((question) => (
          <li key={question}>
            <p>{words.prescribe.questions[question][order[question] ? "yes" : "no"]}</p>
            <p class="row-note">{recorded(order, question)}</p>
            <button type="button" class="button button-quiet" onClick={() => (changing.value = question)}>
              {text.changeAnswer[question][order[question] ? "withdraw" : "give"]}
            </button>
          </li>
        ))}
      </ul>
      {changing.value ? (
        <Confirm order={order} question={changing.value} done={done} close={() => (changing.value = undefined)} />
      ) : null}
    </section>
  );
}

/** Who wrote the answer in force down, when, and by which text. */
function recorded(order: PrescriptionDetail, question: Question): string {
  const newest = order.consents.findLast((one) => one.question === question);
  if (!newest) return text.neverAsked;
  return text.answered(newest.by ?? text.atTheDoor, shortMoment(newest.at, ownZone()), newest.text_version);
}

interface ConfirmProps extends ConsentsProps {
  question: Question;
  close: () => void;
}

function Confirm({ order, question, done, close }: ConfirmProps) {
  const given = !order[question];
  const act = async (): Promise<Failure | undefined> => {
    const reply = await prescriptions.consent(order.id, {
      question,
      given,
      text_version: CONSENT_TEXT_VERSION,
      language: shared.language,
    });
    if (!reply.ok) return reply.failure;
    done(reply.value);
    return undefined;
  };
  const asked = words.prescribe.questions[question];
  return (
    <ReasonDialog
      title={text.changeAnswer[question][given ? "give" : "withdraw"]}
      body={given ? asked.say : text.withdrawing[question]}
      confirm={given ? asked.yes : asked.no}
      act={act}
      close={close}
    />
  );
}
