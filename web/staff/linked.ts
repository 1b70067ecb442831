export interface LinkedPart {
  text: string;
  url?: string;
}

/** A plain text cut at its web addresses, so that they can be pressed. Only http and https. */
export function linked(text: string): LinkedPart[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .filter((part) => part !== "")
    .map((part) => (/^https?:\/\//.test(part) ? { text: part, url: part } : { text: part }));
}
