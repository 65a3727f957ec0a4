// Short messages that confirm something and never carry anything that must be acted on.
import { signal } from "@preact/signals";

import { IconButton } from "./Button";

interface Toast {
  id: number;
  text: string;
}

const toasts = signal<readonly Toast[]>([]);
let next = 0;

export function toast(text: string): void {
  const id = ++next;
  toasts.value = [...toasts.value.slice(-2), { id, text }];
  setTimeout(() => dismiss(id), 6000);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((candidate) => candidate.id !== id);
}

export function Toasts({ label, close }: { label: string; close: string }) {
  return (
    <div class="toasts" role="status" aria-live="polite" aria-label={label}>
      {toasts.value.map(({ id, text }) => (
        <div key={id} class="toast">
          <bdi class="clip">{text}</bdi>
          <IconButton icon="x" label={close} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
