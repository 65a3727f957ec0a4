import type { ComponentChildren, JSX } from "preact";

import { Icon, type IconName } from "./Icon";

type Native = Omit<JSX.IntrinsicElements["button"], "icon" | "ref">;

interface Props extends Native {
  kind?: "primary" | "plain" | "danger" | "quiet" | "ok";
  icon?: IconName;
  /** Why the button is disabled: shown as its tooltip. */
  why?: string | undefined;
  children?: ComponentChildren;
}

export function Button({ kind = "plain", icon, why, children, type = "button", ...rest }: Props) {
  return (
    <button type={type} class={`button button-${kind}`} title={rest.disabled ? why : undefined} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that is only an icon; its label is its name and its tooltip. */
export function IconButton({ icon, label, ...rest }: Native & { icon: IconName; label: string }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
