import { summaryAddress } from "../src/api/staff";
import { words } from "../src/strings/staff";

const text = words.summary;

interface SummaryLetterProps {
  of: "prescriptions" | "referrals";
  id: string;
  patient: string;
}

/** The letter at the end of a course, for the prescriber to keep or for a link worker to send. */
export function SummaryLetter({ of, id, patient }: SummaryLetterProps) {
  return (
    <section class="card" aria-labelledby="letter">
      <h2 id="letter">{text.title}</h2>
      <p>{text.intro}</p>
      <p class="actions">
        <a href={summaryAddress(of, id)} target="_blank" rel="noreferrer">
          {of === "referrals" ? text.send : text.own}
          <span class="unseen">{text.of(patient)}</span>
        </a>
      </p>
    </section>
  );
}
