// The shortcuts of the window. Those of the form are in the form.
import { core } from "../ipc";
import { isComposing, isShortcut } from "../parts/focusEvents";
import { searching } from "./listPosition";
import { go, help, picking, screen } from "./screen";
import { fatal } from "./session";

/** The menu's entries, in its order. */
const MENU = ["home", "list", "settings"] as const;

/** Goes to the list and its search field. */
function search(): void {
  const focus = () => void (searching.value = true);
  if (screen.peek().name === "list") focus();
  else go("list", focus);
}

/** Returns what a shortcut does; `null` if the key press isn't one. */
function actionOf(event: KeyboardEvent): (() => void) | null {
  if (isShortcut(event, "n")) return () => void (picking.value = true);
  if (isShortcut(event, "f")) return search;
  const entry = MENU.find((_, index) => isShortcut(event, String(index + 1)));
  return entry === undefined ? null : () => go(entry);
}

/** Whether keys are text here. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select") !== null;

function press(event: KeyboardEvent): void {
  // A dialog has its own keys.
  if (event.defaultPrevented || isComposing(event) || document.querySelector("dialog[open]") !== null) return;
  if (event.key === "?" && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
    event.preventDefault();
    help.value = "shortcuts";
    return;
  }
  // Without data, no screen works.
  const action = fatal.peek() === null ? actionOf(event) : null;
  if (action === null) return;
  event.preventDefault();
  action();
}

/** The steps of the zoom that a key asks for; `null` is back to 100 %. */
const ZOOM: Record<string, number | null> = { "+": 1, "=": 1, "-": -1, 0: null };

/** Zooms, also over a dialog and in a page that can't open its data. */
function zoom(event: KeyboardEvent): void {
  const steps = ZOOM[event.key];
  if (steps === undefined || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  void core.zoom(steps).catch(() => undefined);
}

function zoomByWheel(event: WheelEvent): void {
  if (!event.ctrlKey) return;
  event.preventDefault();
  void core.zoom(event.deltaY < 0 ? 1 : -1).catch(() => undefined);
}

/** Listens to the window's shortcuts. Returns what stops it. */
export function listenToShortcuts(): () => void {
  document.addEventListener("keydown", press);
  document.addEventListener("keydown", zoom);
  document.addEventListener("wheel", zoomByWheel, { passive: false });
  return () => {
    document.removeEventListener("keydown", press);
    document.removeEventListener("keydown", zoom);
    document.removeEventListener("wheel", zoomByWheel);
  };
}
