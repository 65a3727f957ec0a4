// What forms leave behind: nothing that grows with each one that is opened and closed.
import { afterAll, beforeAll, expect, test } from "vitest";

import { edit, seed } from "./actions";
import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

test("opening and closing a form many times leaves no elements, listeners or memory behind", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const measure = async () => {
    for (let round = 0; round < 3; round += 1) await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { nodes: value("Nodes"), listeners: value("JSEventListeners"), heap: value("JSHeapUsedSize") };
  };
  const visit = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      await edit(page, "billing-api");
      await page.keyboard.press("Escape");
      await page.getByRole("table").waitFor();
    }
  };
  await visit(10);
  const before = await measure();
  await visit(20);
  const after = await measure();
  expect(after.nodes).toBeLessThan(before.nodes * 1.1);
  expect(after.listeners).toBeLessThan(before.listeners * 1.1);
  expect(after.heap).toBeLessThan(before.heap * 1.1);
});
