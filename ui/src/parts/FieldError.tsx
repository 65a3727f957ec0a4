// An error below a control. Parts between backticks are shown as code.
import type { JSX } from "preact";

import { CodeText } from "./CodeText";
import { Icon } from "./Icon";

interface Props {
  id: string;
  text: string;
  /** Whether it came after something that the user did elsewhere, so that screen readers read it at once. */
  alert?: boolean;
}

export function FieldError({ id, text, alert = false }: Props): JSX.Element {
  return (
    <p class="field-error" id={id} role={alert ? "alert" : undefined}>
      <Icon name="alert" />{" "}
      <span>
        <CodeText text={text} />
      </span>
    </p>
  );
}
