import { expect, test, vi } from "vitest";
import { preview, type Capture } from "./preview";
import { deviceProblem } from "./problem";
import { rememberedWanted, type Wanted } from "./wanted";

const track = () => ({ stop: vi.fn() }) as unknown as MediaStreamTrack;
const named = (name: string) => Object.assign(new Error(name), { name });
const works: Capture = { open: () => Promise.resolve(track()) };

test("a refused camera still leaves the microphone on", async () => {
  const open: Capture["open"] = (device) =>
    device === "camera" ? Promise.reject(named("NotAllowedError")) : Promise.resolve(track());
  const remembered: Wanted[] = [];
  const shown = preview({ open }, undefined, (wanted) => remembered.push(wanted));
  await shown.choose({ camera: true, microphone: true });
  expect(shown.wanted.value).toEqual({ camera: false, microphone: true });
  expect(shown.problems.value.camera).toBe("denied");
  expect(remembered).toEqual([{ camera: false, microphone: true }]);
});

test("just listening opens no device", async () => {
  const open = vi.fn(works.open);
  const shown = preview({ open }, undefined, () => {});
  await shown.choose({ camera: false, microphone: false });
  expect(open).not.toHaveBeenCalled();
  expect(shown.wanted.value).toEqual({ camera: false, microphone: false });
});

test("turning the camera off lets go of it", async () => {
  const camera = track();
  const shown = preview({ open: () => Promise.resolve(camera) }, undefined, () => {});
  await shown.toggle("camera");
  await shown.toggle("camera");
  expect(vi.mocked(camera).stop).toHaveBeenCalled();
  expect(shown.camera.value).toBeUndefined();
  expect(shown.wanted.value?.camera).toBe(false);
});

test("releasing for the room keeps the choice", async () => {
  const shown = preview(works, undefined, () => {});
  await shown.choose({ camera: true, microphone: true });
  shown.release();
  expect(shown.camera.value).toBeUndefined();
  expect(shown.wanted.value).toEqual({ camera: true, microphone: true });
});

test("each way a device can fail has its own word", () => {
  expect(deviceProblem(named("NotFoundError"))).toBe("missing");
  expect(deviceProblem(named("NotReadableError"))).toBe("busy");
  expect(deviceProblem(named("TypeError"))).toBe("failed");
  expect(deviceProblem(undefined)).toBe("failed");
});

test("a choice nobody made, or spoilt storage, asks again", () => {
  expect(rememberedWanted({ getItem: () => null, setItem() {} })).toBeUndefined();
  expect(rememberedWanted({ getItem: () => "{", setItem() {} })).toBeUndefined();
  expect(rememberedWanted({ getItem: () => '{"camera":true}', setItem() {} })).toEqual({
    camera: true,
    microphone: false,
  });
});
