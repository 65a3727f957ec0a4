// A message about the whole screen.
import type { ComponentChildren, JSX } from "preact";

import { Icon, type IconName } from "./Icon";

interface Props {
  tone: "info" | "warn" | "danger";
  title?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  role?: "status" | "alert" | "region";
}

const icons: Record<Props["tone"], IconName> = { info: "info", warn: "warning", danger: "alert" };

export function Notice({ tone, title, children, actions, role = "status" }: Props): JSX.Element {
  return (
    <div class={`notice notice-${tone}`} role={role} aria-label={role === "region" ? title : undefined}>
      <Icon name={icons[tone]} class="notice-icon" />
      <div class="notice-body">
        {title !== undefined && <p class="notice-title">{title}</p>}
        {children}
      </div>
      {actions !== undefined && <div class="notice-actions">{actions}</div>}
    </div>
  );
}
