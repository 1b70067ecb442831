import type { HistoryLine } from "../src/api/types";
import { ownZone, shortMoment } from "../src/time/when";

/** What happened, oldest first, as the server words it. */
export function History({ heading, lines }: { heading: string; lines: HistoryLine[] }) {
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">{heading}</h2>
      <ol class="history">
        {lines.map((line) => (
          <li key={`${line.at} ${line.what}`}>
            <time dateTime={new Date(line.at).toISOString()}>{shortMoment(line.at, ownZone())}</time>
            <div>
              <p>{line.what}</p>
              {line.why ? <p class="as-typed row-note">{line.why}</p> : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
