/** Why a camera or microphone did not start, in the words the catalogue has. */
export type DeviceProblem = "denied" | "missing" | "busy" | "insecure" | "failed";

const BY_NAME: Record<string, DeviceProblem> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
  DeviceUnsupportedError: "insecure",
};

/** Reads what getUserMedia threw (Media Capture and Streams, 10.2). */
export function deviceProblem(error: unknown): DeviceProblem {
  const name = error instanceof Error || isNamed(error) ? error.name : "";
  return BY_NAME[name] ?? "failed";
}

function isNamed(error: unknown): error is { name: string } {
  return typeof error === "object" && error !== null && typeof (error as { name?: unknown }).name === "string";
}
