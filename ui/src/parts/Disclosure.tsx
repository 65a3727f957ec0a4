// A section that a button shows and hides.
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useState } from "preact/hooks";

import { Icon } from "./Icon";

interface Props {
  closed: string;
  open?: string;
  aside?: string;
  /** Whether it is open at first. It also opens when this becomes true later. */
  initially?: boolean;
  children: () => ComponentChildren;
}

export function Disclosure({ closed, open = closed, aside, initially = false, children }: Props): JSX.Element {
  const [isOpen, setOpen] = useState(initially);
  const id = useId();
  useLayoutEffect(() => {
    if (initially) setOpen(true);
  }, [initially]);
  return (
    <div class="disclosure">
      <button type="button" class="disclosure-button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <Icon name="right" class="disclosure-icon" />
        {isOpen ? open : closed}
        {aside !== undefined && <span class="field-aside">{aside}</span>}
      </button>
      <div id={id} class="disclosure-body" hidden={!isOpen}>
        {isOpen && children()}
      </div>
    </div>
  );
}
