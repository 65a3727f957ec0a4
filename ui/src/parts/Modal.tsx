// A modal dialog on the native element: it traps the focus, closes on Escape, and returns the focus.
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { useScrollFocus } from "./scrollFocus";

interface Props {
  title: string;
  /** Called on Escape. Without it, only the dialog's buttons close it. */
  onClose?: () => void;
  /** Called on Enter, if the dialog is a form. */
  onConfirm?: () => void;
  children?: ComponentChildren;
  actions: ComponentChildren;
  wide?: boolean;
  /** Whether the dialog asks a question (role `alertdialog`). */
  alert?: boolean;
}

export function Modal({ title, onClose, onConfirm, children, actions, wide = false, alert = false }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      shown?.close();
      // What opened the dialog may be gone.
      const opener = before instanceof HTMLElement && before.isConnected ? before : document.querySelector<HTMLElement>("h1");
      opener?.focus();
    };
  }, []);
  useScrollFocus(body);

  return (
    <dialog
      ref={dialog}
      class={`modal ${wide ? "modal-wide" : ""}`}
      role={alert ? "alertdialog" : "dialog"}
      aria-labelledby={`${id}-title`}
      aria-describedby={alert ? `${id}-body` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => {
        // A second Escape would close the element without asking.
        if (event.key === "Escape" && onClose === undefined) event.preventDefault();
      }}
    >
      <form
        class="modal-form"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm?.();
        }}
      >
        <h2 class="modal-title" id={`${id}-title`}>
          {title}
        </h2>
        <div class="modal-body" id={`${id}-body`} ref={body}>
          {children}
        </div>
        <div class="modal-actions">{actions}</div>
      </form>
    </dialog>
  );
}
