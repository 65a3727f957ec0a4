import { expect, test } from "vitest";

import { qrPath, qrSize } from "./qrPath";

test("each run of dark modules is a rectangle, inside a quiet zone of four modules", () => {
  expect(qrPath(["101", "000", "011"])).toBe("M4 4h1v1h-1zM6 4h1v1h-1zM5 6h2v1h-2z");
  expect(qrSize(["101", "000", "011"])).toBe(11);
  expect(qrPath(["0"])).toBe("");
});
