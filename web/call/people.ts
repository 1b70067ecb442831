/** One person in the room, as the grid shows them. */
export interface TileModel {
  id: string;
  name: string;
  me: boolean;
  speaking: boolean;
  microphone: boolean;
  /** Told only when it matters: a good connection is not worth a word. */
  connection?: Weakness;
  /** Their picture is held back, because the way to this page carries no more than the sound. */
  picturePaused?: boolean;
  video?: Playable;
  audio?: Playable;
}

/** What people should know of somebody's connection. */
export type Weakness = "weak" | "interrupted";

/** A track that can be played in an element of the page. */
export interface Playable {
  readonly sid: string;
  play(element: HTMLMediaElement): void;
  stop(element: HTMLMediaElement): void;
}

/** Others in the order they came, oneself last: nobody jumps when somebody speaks. */
export function inOrder(tiles: TileModel[]): TileModel[] {
  return [...tiles.filter((tile) => !tile.me), ...tiles.filter((tile) => tile.me)];
}

/** Who came and who went between two looks at the room, for the screen reader. */
export function comings(before: TileModel[], after: TileModel[]): { came: string[]; went: string[] } {
  const missingFrom = (tiles: TileModel[]) => (tile: TileModel) =>
    !tile.me && !tiles.some((other) => other.id === tile.id);
  return {
    came: after.filter(missingFrom(before)).map((tile) => tile.name),
    went: before.filter(missingFrom(after)).map((tile) => tile.name),
  };
}

/** Up to two letters to stand where there is no picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean).slice(0, 2);
  return words.map((word) => Array.from(word)[0]?.toLocaleUpperCase() ?? "").join("");
}
