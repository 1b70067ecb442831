import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface TitleProps {
  /** The document's title, which a screen reader says first. */
  page: string;
  children: ComponentChildren;
}

let first = true;

/**
 * The page's one h1. When a page or a screen replaces another, it takes the focus, so that a
 * keyboard starts at its top and a screen reader says where one is. The very first page leaves
 * the focus where the browser put it.
 */
export function Title({ page, children }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = page;
  }, [page]);
  useEffect(() => {
    if (!first) heading.current?.focus();
    first = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
