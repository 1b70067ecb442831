import { call } from "./en/call";

export type CallWords = typeof call;
export const words: CallWords = call;
