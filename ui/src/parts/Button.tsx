// Buttons, in four weights. A disabled one keeps the focus, so that a keyboard user can read why it is disabled.
import type { ComponentChildren, JSX, TargetedMouseEvent } from "preact";
import { useId } from "preact/hooks";

import { Icon, type IconName } from "./Icon";

interface Action extends Omit<JSX.IntrinsicElements["button"], "icon" | "disabled"> {
  disabled?: boolean | undefined;
  /** Why the button is disabled: its tooltip and its description. Not needed if `aria-describedby` refers to a text that says so. */
  reason?: string | undefined;
  "data-tip"?: string | undefined;
}

interface Props extends Action {
  /** `main` is the primary action; `danger` deletes something; `quiet` has no border. */
  weight?: "main" | "plain" | "quiet" | "danger";
  icon?: IconName;
  children?: ComponentChildren;
}

/** Also keeps Enter in a field from submitting the form, which presses the form's button. */
const refuse = (event: TargetedMouseEvent<HTMLButtonElement>) => event.preventDefault();

/** A native button that is disabled by `aria-disabled`. */
function Pressable({ disabled = false, reason, onClick, "data-tip": tip, "aria-describedby": described, children, ...rest }: Action): JSX.Element {
  const id = useId();
  const why = disabled ? reason : undefined;
  return (
    <>
      <button
        type="button"
        {...rest}
        aria-disabled={disabled || undefined}
        aria-describedby={why === undefined ? described : [described, id].filter(Boolean).join(" ")}
        data-tip={[tip, why].filter(Boolean).join("\n") || undefined}
        onClick={disabled ? refuse : onClick}
      >
        {children}
      </button>
      {why !== undefined && (
        <span class="visually-hidden" id={id}>
          {why}
        </span>
      )}
    </>
  );
}

export function Button({ weight = "plain", icon, children, class: kind = "", ...rest }: Props): JSX.Element {
  return (
    <Pressable {...rest} class={`button button-${weight} ${String(kind)}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </Pressable>
  );
}

interface IconButtonProps extends Action {
  icon: IconName;
  label: string;
}

/** A button that shows only an icon. The label is its accessible name and its tooltip. */
export function IconButton({ icon, label, class: kind = "", ...rest }: IconButtonProps): JSX.Element {
  return (
    <Pressable {...rest} class={`icon-button ${String(kind)}`} aria-label={label} data-tip={label}>
      <Icon name={icon} />
    </Pressable>
  );
}
