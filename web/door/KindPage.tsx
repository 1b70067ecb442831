import type { ComponentChildren } from "preact";
import { words } from "../src/strings/door";
import { Title } from "../src/ui/Title";
import { Frame } from "./Frame";

interface KindPageProps {
  heading: string;
  body?: string;
  advice?: string;
  children?: ComponentChildren;
}

/** A page that only has something to say, kindly: what it is, and what to do next. */
export function KindPage({ heading, body, advice, children }: KindPageProps) {
  return (
    <Frame>
      <Title page={words.title.visit}>{heading}</Title>
      {body ? <p class="lead">{body}</p> : null}
      {advice ? <p>{advice}</p> : null}
      {children}
    </Frame>
  );
}
