// Toasts, and the live region for announcements.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { screen } from "../app/screen";
import { announcement, dismiss, toasts } from "../app/toasts";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { texts } from "../texts";
import { useToastPlace } from "./toastPlace";

const ICONS = { good: "check", note: "info", bad: "alert" } as const;

export function Toasts(): JSX.Element {
  const area = useRef<HTMLDivElement>(null);
  useToastPlace(area, toasts.value.length > 0, screen.value);
  return (
    <>
      <div class="toasts" role="status" aria-live="polite" ref={area}>
        {toasts.value.map((toast) => (
          <div class={`toast is-${toast.tone}`} key={toast.id}>
            <Icon name={ICONS[toast.tone]} /> {toast.text}
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
