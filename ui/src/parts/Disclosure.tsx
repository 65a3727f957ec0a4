// A section that a button shows and hides.
import type { ComponentChildren, JSX } from "preact";
import { useId, useState } from "preact/hooks";

import { Icon } from "./Icon";

interface Props {
  closed: string;
  open?: string;
  aside?: string;
  initially?: boolean;
  children: () => ComponentChildren;
}

export function Disclosure({ closed, open = closed, aside, initially = false, children }: Props): JSX.Element {
  const [isOpen, setOpen] = useState(initially);
  const id = useId();
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
