// Buttons, in four weights.
import type { ComponentChildren, JSX } from "preact";

import { Icon, type IconName } from "./Icon";

type Native = Omit<JSX.IntrinsicElements["button"], "icon">;

interface Props extends Native {
  /** `main` is the primary action; `danger` deletes something; `quiet` has no border. */
  weight?: "main" | "plain" | "quiet" | "danger";
  icon?: IconName;
  children?: ComponentChildren;
}

export function Button({ weight = "plain", icon, children, class: kind = "", ...rest }: Props): JSX.Element {
  return (
    <button type="button" {...rest} class={`button button-${weight} ${String(kind)}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Native {
  icon: IconName;
  label: string;
}

/** A button that shows only an icon. The label is its accessible name and its tooltip. */
export function IconButton({ icon, label, class: kind = "", ...rest }: IconButtonProps): JSX.Element {
  return (
    <button type="button" {...rest} class={`icon-button ${String(kind)}`} aria-label={label} data-tip={label}>
      <Icon name={icon} />
    </button>
  );
}
