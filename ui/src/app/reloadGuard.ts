// Stops the web view from reloading the page, which would lose everything that was typed.

function isReload({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "F5" || key === "BrowserRefresh" || ((ctrlKey || metaKey) && key.toLowerCase() === "r");
}

/** Whether the web view's context menu is useful here, to cut, copy and paste. Anywhere else it only offers to reload the page. */
function isText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input:not([type=checkbox], [type=radio]), textarea") !== null) return true;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(target, true);
}

/** Prevents a reload by key or context menu. */
export function preventReload(): void {
  document.addEventListener("keydown", (event) => {
    if (isReload(event)) event.preventDefault();
  });
  document.addEventListener("contextmenu", (event) => {
    if (!isText(event.target)) event.preventDefault();
  });
}
