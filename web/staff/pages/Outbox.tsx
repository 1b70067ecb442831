import { useMemo } from "preact/hooks";
import { accounts } from "../../src/api/staff";
import { slugOf } from "../../src/api/reply";
import type { Mail } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { linked } from "../linked";
import { words } from "../../src/strings/staff";
import { ownZone, shortMoment } from "../../src/time/when";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { useTopics } from "../live";

const text = words.outbox;

export function Outbox() {
  const mails = useMemo(() => resource(accounts.outbox), []);
  useTopics(mails, "outbox");
  const failure = mails.failure.value;
  const off = failure !== undefined && slugOf(failure) === "not-found";
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      {off ? (
        <p>{text.off}</p>
      ) : (
        <>
          <p>{text.intro}</p>
          <Loaded of={mails}>{({ items }) => <Mails items={items} />}</Loaded>
        </>
      )}
    </>
  );
}

function Mails({ items }: { items: Mail[] }) {
  if (items.length === 0) return <p>{text.empty}</p>;
  return (
    <ul class="mails" aria-label={text.title}>
      {items.map((mail) => (
        <li key={mail.id} class="card">
          <article>
            <h2>{mail.subject}</h2>
            <p class="row-note mail-head">
              <span>{text.to(mail.to)}</span>
              <time dateTime={new Date(mail.at).toISOString()}>{shortMoment(mail.at, ownZone())}</time>
            </p>
            <p class="mail-text">
              {linked(mail.text).map((part) => (part.url ? <a href={part.url}>{part.text}</a> : part.text))}
            </p>
          </article>
        </li>
      ))}
    </ul>
  );
}
