import type { Ending } from "../call/course";
import type { CallViewProps } from "../call/CallView";
import { rememberedWanted, rememberWanted, type Wanted } from "../src/media/wanted";
import { words } from "../src/strings/staff";
import { Icon } from "../src/ui/Icon";
import { later } from "../src/ui/later";
import type { Hosting } from "./hosting";

const text = words.session;
const CallView = later<CallViewProps>(() => import("../call/CallView").then((room) => room.CallView));

/** A host is seen and heard unless they chose otherwise before. */
const USUAL: Wanted = { camera: true, microphone: true };
const remember = (wanted: Wanted) => rememberWanted(sessionStorage, wanted);

/** The call itself, in the facilitator's page. */
export function HostRoom({ host }: { host: Hosting }) {
  return (
    <section class="host-room" aria-labelledby="room">
      <h2 id="room" class="unseen">
        {text.room}
      </h2>
      {host.inRoom.value ? (
        <CallView
          mediaToken={host.mediaToken}
          wanted={rememberedWanted(sessionStorage) ?? USUAL}
          remember={remember}
          ended={(why) => host.callEnded(why)}
          leaveLabel={text.leaveRoom}
        />
      ) : (
        <Outside host={host} />
      )}
    </section>
  );
}

function Outside({ host }: { host: Hosting }) {
  return (
    <div class="outside">
      <p role="status">{endingWords(host.ending.value)}</p>
      <button type="button" class="button button-main" onClick={() => host.enterRoom()}>
        <Icon name="door" />
        {text.enterRoom}
      </button>
    </div>
  );
}

function endingWords(ending: Ending | undefined): string {
  if (ending === undefined) return text.notInRoom;
  if (ending === "left") return text.leftRoom;
  return ending === "replaced" ? text.replaced : text.roomGone;
}
