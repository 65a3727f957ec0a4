// Selectors that the engines of the window treat alike.
import { expect, test } from "vitest";

const styles = Object.entries(import.meta.glob<string>("./*.css", { query: "?raw", import: "default", eager: true }));

/** What `:has()` may look at: WebKitGTK doesn't notice every change in a document, so what the page changes is said by a class of the component. */
const ALLOWED = new Set([
  // A pseudo-class of the focus, which engines do follow.
  ".tags:has(button:focus-visible) {",
  // The buttons of a dialog are there from the start.
  ".modal:not(.modal-wide):has(.modal-actions > .button:nth-of-type(3)) {",
]);

test("no style asks with :has() for what the page adds and removes", () => {
  expect(styles.length).toBeGreaterThan(10);
  const found = styles.flatMap(([, css]) => css.split("\n").map((line) => line.trim()).filter((line) => line.includes(":has(")));
  expect(found.filter((line) => !ALLOWED.has(line))).toEqual([]);
});
