// Toasts, and the live region for announcements.
import type { JSX } from "preact";

import { announcement, dismiss, toasts } from "../app/toasts";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { texts } from "../texts";

export function Toasts(): JSX.Element {
  return (
    <>
      <div class="toasts" role="status" aria-live="polite">
        {toasts.value.map((toast) => (
          <div class={`toast is-${toast.tone}`} key={toast.id}>
            <Icon name={toast.tone === "good" ? "check" : "alert"} /> {toast.text}
            {toast.tone === "bad" && <IconButton icon="close" label={texts.value.shell.dismiss} onClick={() => dismiss(toast.id)} />}
          </div>
        ))}
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}
