import type { Capture, Device } from "./preview";

const CONSTRAINTS: Record<Device, MediaStreamConstraints> = {
  camera: { video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 360 } } },
  microphone: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
};

/** The browser's own devices. Without a secure context `mediaDevices` is absent. */
export const browserCapture: Capture = {
  async open(device) {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) throw new DOMException("no secure context", "DeviceUnsupportedError");
    const stream = await devices.getUserMedia(CONSTRAINTS[device]);
    const [track] = stream.getTracks();
    if (!track) throw new DOMException("no track", "NotFoundError");
    return track;
  },
};
