// The frame of a screen. Its title is focused, so that screen readers announce the screen.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  title: ComponentChildren;
  lead?: string;
  aside?: ComponentChildren;
  before?: ComponentChildren;
  children: ComponentChildren;
  narrow?: boolean;
  class?: string;
}

/** Whether a screen was shown since the page was loaded. */
let wasShown = false;

export function Screen({ title, lead, aside, before, children, narrow = false, class: kind = "" }: Props): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const arrive = () => {
      // The scroll position belongs to the window, not to the screen.
      document.querySelector("#main")?.scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    };
    if (wasShown) arrive();
    // Both need the layout, which the window needn't wait for before it is shown.
    else setTimeout(() => document.activeElement === document.body && arrive());
    wasShown = true;
  }, []);
  return (
    <section class={`screen ${narrow ? "screen-narrow" : ""} ${kind}`}>
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
