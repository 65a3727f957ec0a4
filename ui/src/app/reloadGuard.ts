// Keeps what was typed from the engine's own commands: a page that is loaded anew has forgotten everything.

function isReload({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "F5" || key === "BrowserRefresh" || ((ctrlKey || metaKey) && key.toLowerCase() === "r");
}

/** Whether the engine's menu is of use here, to cut, copy and paste; anywhere else it offers to reload the page. */
function isText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input:not([type=checkbox], [type=radio]), textarea") !== null) return true;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(target, true);
}

/** Refuses to reload the page, by key or by menu. */
export function preventReload(): void {
  document.addEventListener("keydown", (event) => {
    if (isReload(event)) event.preventDefault();
  });
  document.addEventListener("contextmenu", (event) => {
    if (!isText(event.target)) event.preventDefault();
  });
}
