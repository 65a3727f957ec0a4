// Toasts, and the live region for announcements.
import type { JSX } from "preact";

import { announcement, toasts } from "../app/toasts";
import { Icon } from "../parts/Icon";

export function Toasts(): JSX.Element {
  return (
    <>
      <div class="toasts" role="status" aria-live="polite">
        {toasts.value.map((toast) => (
          <p class={`toast is-${toast.tone}`} key={toast.id}>
            <Icon name={toast.tone === "good" ? "check" : "alert"} /> {toast.text}
          </p>
        ))}
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}
