import type { TileModel } from "./people";
import type { CallEvent } from "./course";
import type { Device } from "../src/media/preview";

/** What a line to the room tells the call. */
export interface LineHears {
  event(event: CallEvent): void;
  /** Somebody came, went, spoke, or changed camera or microphone. */
  people(tiles: TileModel[]): void;
  /** The browser holds back sound until the person presses something. */
  soundBlocked(blocked: boolean): void;
  deviceFailed(device: Device, error: unknown): void;
}

/** One connection to the room's media, from connect to hang-up. The LiveKit client is behind it. */
export interface Line {
  connect(url: string, token: string): Promise<void>;
  send(device: Device, on: boolean): Promise<void>;
  startSound(): Promise<void>;
  hangUp(): void;
}

export type OpenLine = (hears: LineHears) => Line;
