// A titled part of the Settings screen.
import type { ComponentChildren, JSX } from "preact";

interface Props {
  title: string;
  lead?: string;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

export function Section({ title, lead, actions, children }: Props): JSX.Element {
  return (
    <section class="section">
      <h3 class="section-title">{title}</h3>
      {lead !== undefined && <p class="secondary">{lead}</p>}
      {children}
      {actions !== undefined && <div class="section-actions">{actions}</div>}
    </section>
  );
}
