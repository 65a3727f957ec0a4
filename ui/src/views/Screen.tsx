// The frame of a screen: its title takes the focus, so that a screen reader says where one is.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  title: ComponentChildren;
  lead?: string;
  aside?: ComponentChildren;
  before?: ComponentChildren;
  children: ComponentChildren;
  narrow?: boolean;
}

export function Screen({ title, lead, aside, before, children, narrow = false }: Props): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The place that scrolls outlives the screens in it.
    document.querySelector("#main")?.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class={`screen ${narrow ? "screen-narrow" : ""}`}>
      <header class="screen-head">
        <div class="screen-heading">
          {before}
          <h1 class="screen-title" tabIndex={-1} ref={heading} data-cut>
            {title}
          </h1>
          {lead !== undefined && <p class="secondary">{lead}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}
