// The window: the menu, the current screen, dialogs and toasts.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";

import { closing, fatal } from "../app/session";
import { listenToShortcuts } from "../app/shortcuts";
import { help, leaving, picking, screen } from "../app/screen";
import { vault } from "../ipc";
import { Button } from "../parts/Button";
import { Modal } from "../parts/Modal";
import { Tooltip } from "../parts/Tooltip";
import { texts } from "../texts";
import { CannotOpen } from "./CannotOpen";
import { Closing } from "./Closing";
import { Glossary } from "./Glossary";
import { FormScreen } from "./form/FormScreen";
import { Home } from "./Home";
import { ListScreen } from "./list/ListScreen";
import { Menu } from "./Menu";
import { Notices } from "./Notices";
import { Picker } from "./Picker";
import { SettingsScreen } from "./settings/SettingsScreen";
import { Shortcuts } from "./Shortcuts";
import { Toasts } from "./Toasts";

export function App(): JSX.Element {
  useEffect(() => {
    document.documentElement.lang = texts.value.language;
  }, [texts.value]);
  useLayoutEffect(listenToShortcuts, []);
  return (
    <div class="app">
      <Menu />
      <main class="main" id="main">
        <Notices />
        {fatal.value === null ? <CurrentScreen /> : <CannotOpen failure={fatal.value} />}
      </main>
      {picking.value && <Picker />}
      {help.value === "shortcuts" && <Shortcuts />}
      {help.value === "glossary" && <Glossary />}
      {leaving.value !== null && <Leaving then={leaving.value} />}
      {closing.value && <Closing />}
      <Toasts />
      <Tooltip />
    </div>
  );
}

function CurrentScreen(): JSX.Element {
  const now = screen.value;
  switch (now.name) {
    case "home":
      return <Home key={now.turn} />;
    case "list":
      return <ListScreen key={now.turn} />;
    case "settings":
      return <SettingsScreen key={now.turn} />;
    case "form":
      return <FormScreen key={now.turn} controller={now.form} />;
  }
}

/** Asks before unsaved changes are lost. */
function Leaving({ then }: { then: () => void }): JSX.Element {
  const { form } = texts.value;
  const now = screen.value;
  const isDirty = now.name === "form" && now.form.dirty.value;
  const isSaving = now.name === "form" && now.form.form.value.saving;
  const answer = (agreed: boolean) => {
    leaving.value = null;
    if (!agreed) return;
    // A save that waits for the keyring stores nothing then.
    if (isSaving) void vault.cancelKeyring().catch(() => undefined);
    then();
  };
  useEffect(() => {
    // Saved meanwhile: nothing is left to ask about.
    if (!isDirty) leaving.value = null;
  }, [isDirty]);
  return (
    <Modal
      alert
      title={form.leaveTitle}
      onClose={() => answer(false)}
      actions={
        <>
          <Button weight="quiet" onClick={() => answer(true)}>
            {form.leave}
          </Button>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the answer that loses nothing is the one at hand */}
          <Button weight="main" autoFocus onClick={() => answer(false)}>
            {form.stay}
          </Button>
        </>
      }
    >
      <p>{isSaving ? form.leaveSaving : form.leaveQuestion}</p>
    </Modal>
  );
}
