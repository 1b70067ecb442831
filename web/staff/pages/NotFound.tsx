import { Link } from "wouter-preact";
import { words } from "../../src/strings/staff";
import { Title } from "../../src/ui/Title";

export function NotFound() {
  return (
    <>
      <Title page={words.titled(words.notFound.title)}>{words.notFound.title}</Title>
      <p>{words.notFound.body}</p>
      <p>
        <Link href="/">{words.notFound.home}</Link>
      </p>
    </>
  );
}
