// The overview of the keyboard shortcuts.
import type { JSX } from "preact";

import { help } from "../app/screen";
import { Button } from "../parts/Button";
import { Modal } from "../parts/Modal";
import { texts } from "../texts";

const CTRL = /mac/iu.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** Each shortcut's keys, by what it does. */
const KEYS = {
  overview: ["?"],
  create: [CTRL, "N"],
  search: [CTRL, "F"],
  save: [CTRL, "S"],
  connect: [CTRL, "Enter"],
  home: [CTRL, "1"],
  list: [CTRL, "2"],
  settings: [CTRL, "3"],
  zoom: [CTRL, "+", "−", "0"],
  edit: ["Enter"],
  rows: ["↑", "↓"],
  tabs: ["←", "→"],
  leave: ["Esc"],
} as const;

type Shortcut = keyof typeof KEYS;

const GROUPS: Record<"everywhere" | "list" | "form", readonly Shortcut[]> = {
  everywhere: ["overview", "create", "search", "home", "list", "settings", "zoom"],
  list: ["rows", "edit"],
  form: ["connect", "save", "tabs", "leave"],
};

export function Shortcuts(): JSX.Element {
  const { shell, shortcuts } = texts.value;
  const close = () => {
    help.value = null;
  };
  return (
    <Modal
      title={shortcuts.title}
      onClose={close}
      actions={
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only thing to do here
        <Button weight="main" autoFocus onClick={close}>
          {shell.close}
        </Button>
      }
    >
      {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
        <section key={group} aria-labelledby={`shortcuts-${group}`}>
          <h3 class="shortcuts-title" id={`shortcuts-${group}`}>
            {shortcuts.groups[group]}
          </h3>
          <dl class="shortcuts">
            {GROUPS[group].map((shortcut) => (
              <div class="shortcut" key={shortcut}>
                <dt>{shortcuts.actions[shortcut]}</dt>
                <dd>
                  {KEYS[shortcut].map((key) => (
                    <kbd class="key" key={key}>
                      {key}
                    </kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
