import { useEffect, useRef } from "preact/hooks";
import { words } from "../src/strings/call";
import { Icon } from "../src/ui/Icon";
import { initials, type Playable, type TileModel } from "./people";

export function Tile({ tile }: { tile: TileModel }) {
  const name = tile.name || words.unnamed;
  const said = tile.me ? words.youNamed(name) : name;
  return (
    <li class={tile.speaking ? "tile tile-speaking" : "tile"}>
      {tile.video ? <Picture video={tile.video} mirrored={tile.me} /> : <Initials name={name} />}
      {tile.picturePaused ? <p class="tile-paused">{words.picturePaused}</p> : null}
      {tile.audio ? <Sound audio={tile.audio} /> : null}
      {tile.connection && !tile.me ? <p class="tile-connection">{words[tile.connection](name)}</p> : null}
      <p class="tile-name">
        {tile.microphone ? null : <Icon name="microphoneOff" />}
        <span>{said}</span>
        {tile.speaking ? <span class="unseen">{words.speaking}</span> : null}
        {tile.microphone ? null : <span class="unseen">{words.microphone.off}</span>}
      </p>
    </li>
  );
}

function Initials({ name }: { name: string }) {
  return (
    <div class="tile-initials" aria-hidden="true">
      <span>{initials(name)}</span>
    </div>
  );
}

/** Attaches a track for as long as it is shown. Muted: the sound has its own element. */
function Picture({ video, mirrored }: { video: Playable; mirrored: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  usePlaying(element, video);
  return <video ref={element} class={mirrored ? "mirrored" : ""} autoPlay playsInline muted aria-hidden="true" />;
}

function Sound({ audio }: { audio: Playable }) {
  const element = useRef<HTMLAudioElement>(null);
  usePlaying(element, audio);
  // Live speech has no caption track to point at.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={element} autoPlay />;
}

function usePlaying(element: { current: HTMLMediaElement | null }, track: Playable): void {
  useEffect(() => {
    const media = element.current;
    if (!media) return;
    track.play(media);
    return () => track.stop(media);
    // A playable is made anew with every change of the room; its sid says when it is another track.
  }, [track.sid]);
}
