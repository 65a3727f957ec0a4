// Offers the target of a redirect as Token URL. Nothing is sent there before the user presses CONNECT.
import type { JSX } from "preact";

import type { Environment } from "../../bindings/Environment";
import type { FormController } from "../../form/controller";
import { Button } from "../../parts/Button";
import { texts } from "../../texts";

/** Whether a text is a complete web address. One with a hidden part contains a space, an ellipsis or a mask. */
export const isAddress = (text: string | null): text is string => text !== null && /^https?:\/\/[!-.0-~][!-~]*$/iu.test(text) && URL.canParse(text);

interface Props {
  controller: FormController;
  environment: Environment;
  target: string;
}

export function RedirectTarget({ controller, environment, target }: Props): JSX.Element {
  const use = () => {
    controller.changeOAuth(environment, { token_url: target });
    // The panel disappears with the address that it is about, and the button with it.
    document.querySelector<HTMLElement>(`#${environment}-token_url`)?.focus();
  };
  return (
    <div>
      <Button onClick={use}>{texts.value.connect.useAddress}</Button>
    </div>
  );
}
