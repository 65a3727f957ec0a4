// CREATE AUTHORIZATION, the dialog that asks for a type.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { edit, help, leave, picking } from "../app/screen";
import type { AuthorizationType } from "../bindings/AuthorizationType";
import { Button } from "../parts/Button";
import { Icon, type IconName } from "../parts/Icon";
import { Modal } from "../parts/Modal";
import { texts } from "../texts";

const TYPES: readonly { type: AuthorizationType; icon: IconName }[] = [
  { type: "api-key", icon: "key" },
  { type: "oauth2", icon: "shield" },
];

export function Picker(): JSX.Element {
  const { picker, types } = texts.value;
  const chosen = useSignal<AuthorizationType | null>(null);
  const close = () => {
    picking.value = false;
  };
  const confirm = () => {
    const type = chosen.value;
    if (type === null) return;
    close();
    leave(() => void edit({ type }));
  };
  return (
    <Modal
      title={picker.title}
      onClose={close}
      onConfirm={confirm}
      actions={
        <>
          <span class="secondary modal-reason" id="picker-reason">
            {chosen.value === null && picker.why}
          </span>
          <Button weight="quiet" onClick={close}>
            {picker.cancel}
          </Button>
          <Button weight="main" type="submit" disabled={chosen.value === null} aria-describedby="picker-reason">
            {picker.confirm}
          </Button>
        </>
      }
    >
      <fieldset class="choices">
        <legend class="visually-hidden">{picker.lead}</legend>
        {TYPES.map(({ type, icon }) => (
          <div class="choice" key={type} onDblClick={() => {
            chosen.value = type;
            confirm();
          }}>
            <input
              type="radio"
              name="type"
              id={`type-${type}`}
              class="choice-input"
              aria-describedby={`type-${type}-hint`}
              checked={chosen.value === type}
              onChange={() => {
                chosen.value = type;
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                confirm();
              }}
            />
            <span class="choice-face">
              <Icon name={icon} class="choice-icon" />
              <label class="choice-title" for={`type-${type}`}>
                {types[type]}
              </label>
              <span class="choice-text" id={`type-${type}-hint`}>
                {picker.hints[type]}
              </span>
            </span>
          </div>
        ))}
      </fieldset>
      <Button
        weight="quiet"
        class="picker-help"
        icon="info"
        aria-haspopup="dialog"
        onClick={() => {
          help.value = "glossary";
        }}
      >
        {picker.difference}
      </Button>
    </Modal>
  );
}
