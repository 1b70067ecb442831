import { useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { unmetDemand } from "../../src/api/staff";
import type { Demand } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { shortDay } from "../../src/time/when";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { useTopics } from "../live";
import { answersTo } from "../unmet-demand";

const text = words.unmetDemand;

/** What groups people look for and have no place in; each can be started from here. */
export function UnmetDemand() {
  const [, go] = useLocation();
  const list = useMemo(() => resource(unmetDemand.list), []);
  useTopics(list, "referrals", "groups");
  const start = (demand: Demand) => {
    answersTo.value = demand;
    go("/groups/new");
  };
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p>{text.intro}</p>
      <Loaded of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.empty}</p>
          ) : (
            <ul class="rows" aria-label={text.title}>
              {items.map((demand) => (
                <li class="row" key={demand.says}>
                  <div class="row-main">
                    <h2 class="row-title">{demand.says}</h2>
                    <p class="row-note">{text.since(shortDay(demand.since))}</p>
                  </div>
                  <div class="row-side">
                    <button
                      type="button"
                      class="button"
                      aria-label={text.startNamed(demand.says)}
                      onClick={() => start(demand)}
                    >
                      <Icon name="plus" />
                      {text.start}
                    </button>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
