import type { PatientCard } from "../src/api/types";
import { words } from "../src/strings/staff";

/** How to reach a patient, as links a phone or a mail program can use. */
export function Contact({ patient }: { patient: PatientCard }) {
  const { email, phone, preferred_name } = patient;
  return (
    <>
      {preferred_name ? <p>{words.referral.called(preferred_name)}</p> : null}
      <ul class="contact">
        {phone ? (
          <li>
            <a href={`tel:${phone.replace(/[^+\d]/g, "")}`}>{phone}</a>
          </li>
        ) : null}
        {email ? (
          <li>
            <a href={`mailto:${email}`}>{email}</a>
          </li>
        ) : null}
      </ul>
    </>
  );
}
