import { door } from "./en/door";

export type DoorWords = typeof door;
export const words: DoorWords = door;
