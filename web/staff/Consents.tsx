import type { Form } from "../src/form/form";
import { words } from "../src/strings/staff";
import { Choice } from "../src/ui/Field";
import { QUESTIONS, type Question } from "./prescribing";

const text = words.prescribe;

type Answers = Record<Question, boolean | undefined>;

/** What the patient is asked, each with the words to say. Nothing is answered for them. */
export function Consents<V extends Answers>({ order }: { order: Form<V> }) {
  return (
    <fieldset class="group">
      <legend>{text.consents}</legend>
      <p class="field-hint">{text.consentsIntro}</p>
      {QUESTIONS.map((question) => (
        <Ask key={question} order={order} question={question} />
      ))}
    </fieldset>
  );
}

function Ask<V extends Answers>({ order, question }: { order: Form<V>; question: Question }) {
  const answer = order.values.value[question];
  const asked = text.questions[question];
  return (
    <Choice
      name={question}
      legend={asked.legend}
      hint={asked.say}
      error={order.errors.value[question]}
      chosen={answer === undefined ? undefined : answer ? "yes" : "no"}
      options={[
        ["yes", asked.yes],
        ["no", asked.no],
      ]}
      choose={(value) => order.set(question, (value === "yes"))}
    />
  );
}
