// CREATE AUTHORIZATION: one card a type.
import { useState } from "preact/hooks";

import type { AuthorizationType } from "../bindings/AuthorizationType";
import { go, picking } from "../app";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { Icon, type IconName } from "../parts/Icon";
import { t } from "../texts";

const TYPES: readonly (readonly [AuthorizationType, IconName])[] = [
  ["api-key", "key"],
  ["oauth2", "shield"],
];

export function Picker() {
  const [chosen, setChosen] = useState<AuthorizationType | null>(null);
  const { picker, types } = t();
  const close = () => {
    picking.value = false;
  };
  const confirm = (type: AuthorizationType | null) => {
    if (!type) return;
    close();
    go({ name: "create", type });
  };
  return (
    <Dialog
      title={picker.title}
      onClose={close}
      wide
      actions={
        <>
          <Button kind="quiet" onClick={close}>
            {picker.cancel}
          </Button>
          <Button kind="primary" disabled={!chosen} onClick={() => confirm(chosen)}>
            {picker.confirm}
          </Button>
        </>
      }
    >
      <div class="picker" role="radiogroup" aria-label={t().form.type}>
        {TYPES.map(([type, icon], at) => (
          <label key={type} class={chosen === type ? "card pick pick-chosen" : "card pick"} onDblClick={() => confirm(type)}>
            <input
              type="radio"
              name="type"
              value={type}
              checked={chosen === type}
              aria-label={types[type]}
              aria-describedby={`pick-${type}`}
              // The first card takes focus, so that the arrow keys choose at once.
              ref={(element) => {
                if (at === 0 && chosen === null) element?.setAttribute("autofocus", "");
              }}
              onChange={() => setChosen(type)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                confirm(chosen ?? type);
              }}
            />
            <Icon name={icon} size={22} />
            <span class="pick-name">{types[type]}</span>
            <span class="pick-when" id={`pick-${type}`}>
              {picker[type]}
            </span>
          </label>
        ))}
      </div>
    </Dialog>
  );
}
