import { words } from "../src/strings/call";
import { Icon, type IconName } from "../src/ui/Icon";
import type { Device } from "../src/media/preview";
import type { Call } from "./call";

const ICONS: Record<Device, { on: IconName; off: IconName }> = {
  camera: { on: "camera", off: "cameraOff" },
  microphone: { on: "microphone", off: "microphoneOff" },
};

/** The three buttons everyone needs, as words with icons. */
export function Controls({ call, leaveLabel }: { call: Call; leaveLabel: string }) {
  return (
    <div class="controls" role="group" aria-label={words.controls}>
      <DeviceButton call={call} device="microphone" />
      <DeviceButton call={call} device="camera" />
      <button type="button" class="control control-leave" onClick={() => call.leave()}>
        <Icon name="leave" />
        <span>{leaveLabel}</span>
      </button>
    </div>
  );
}

function DeviceButton({ call, device }: { call: Call; device: Device }) {
  const on = call.wanted.value[device];
  const label = words[device];
  return (
    <button
      type="button"
      class={on ? "control" : "control control-off"}
      onClick={() => void call.toggle(device)}
    >
      <Icon name={on ? ICONS[device].on : ICONS[device].off} />
      <span>{on ? label.turnOff : label.turnOn}</span>
    </button>
  );
}
