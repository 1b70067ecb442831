import { useEffect, useRef } from "preact/hooks";
import type { Device, Preview } from "../src/media/preview";
import type { DeviceProblem } from "../src/media/problem";
import { words } from "../src/strings/door";
import { words as room } from "../src/strings/call";
import { shared } from "../src/strings/words";
import { Icon } from "../src/ui/Icon";
import { Notice } from "../src/ui/Notice";

/** Camera and microphone before the room: offered, never a gate. */
export function Devices({ preview }: { preview: Preview }) {
  const text = words.devices;
  return (
    <section class="card devices" aria-labelledby="devices">
      <h2 id="devices">{text.heading}</h2>
      {preview.wanted.value ? <Chosen preview={preview} /> : <Ask preview={preview} />}
      <p role="status">{preview.asking.value ? text.asking : null}</p>
      <Problems preview={preview} />
    </section>
  );
}

function Ask({ preview }: { preview: Preview }) {
  const text = words.devices;
  return (
    <>
      <p>{text.intro}</p>
      <div class="actions actions-tall">
        <button
          type="button"
          class="button button-main"
          onClick={() => void preview.choose({ camera: true, microphone: true })}
        >
          <Icon name="camera" />
          {text.both}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => void preview.choose({ camera: false, microphone: true })}
        >
          <Icon name="microphone" />
          {text.microphoneOnly}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => void preview.choose({ camera: false, microphone: false })}
        >
          <Icon name="sound" />
          {text.listen}
        </button>
      </div>
    </>
  );
}

function Chosen({ preview }: { preview: Preview }) {
  const text = words.devices;
  const wanted = preview.wanted.value;
  const camera = preview.camera.value;
  const listening = !wanted?.camera && !wanted?.microphone;
  return (
    <>
      {camera ? <Mirror track={camera} /> : null}
      {wanted?.microphone ? <p>{text.microphoneReady}</p> : null}
      {listening ? <p>{text.listening}</p> : null}
      <div class="actions">
        <Toggle preview={preview} device="microphone" />
        <Toggle preview={preview} device="camera" />
      </div>
    </>
  );
}

function Toggle({ preview, device }: { preview: Preview; device: Device }) {
  const on = preview.wanted.value?.[device] ?? false;
  const label = room[device];
  return (
    <button type="button" class="button" onClick={() => void preview.toggle(device)}>
      <Icon name={on ? device : `${device}Off`} />
      {on ? label.turnOff : label.turnOn}
    </button>
  );
}

/** One problem that both share, as after one refusal for both, is said once. */
function Problems({ preview }: { preview: Preview }) {
  const { camera, microphone } = preview.problems.value;
  if (camera && camera === microphone) return <Problem text={room.bothProblem(reasonFor(camera))} />;
  return (
    <>
      {camera ? <Problem text={room.cameraProblem(reasonFor(camera))} /> : null}
      {microphone ? <Problem text={room.microphoneProblem(reasonFor(microphone))} /> : null}
    </>
  );
}

const reasonFor = (problem: DeviceProblem): string => shared.deviceProblem[problem];

function Problem({ text }: { text: string }) {
  return (
    <Notice tone="warn" role="alert">
      {text}
    </Notice>
  );
}

function Mirror({ track }: { track: MediaStreamTrack }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current) element.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <figure class="mirror">
      <video ref={element} class="mirrored" autoPlay playsInline muted aria-hidden="true" />
      <figcaption>{words.devices.preview}</figcaption>
    </figure>
  );
}
