// The page's modules import in one direction: no module leads back to itself.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/u.test(file));
const known = new Set(files);

/** Returns the modules that a file imports, also those of which it needs only types. */
function importsOf(file: string): string[] {
  const source = readFileSync(join("src", file), "utf8");
  return [...source.matchAll(/^(?:import|export)\b[^"]*?"(\.[^"]+)"/gmu)].flatMap(([, path]) => {
    const base = join(dirname(file), path ?? "");
    return [base, `${base}.ts`, `${base}.tsx`, join(base, "index.ts")].filter((name) => known.has(name)).slice(0, 1);
  });
}

/** Returns the first circle in a graph, as the path from a module to itself; empty if there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const follow = (module: string, path: readonly string[]): string[] => {
    if (path.includes(module)) return [...path.slice(path.indexOf(module)), module];
    if (done.has(module)) return [];
    for (const next of graph.get(module) ?? []) {
      const circle = follow(next, [...path, module]);
      if (circle.length > 0) return circle;
    }
    done.add(module);
    return [];
  };
  for (const module of graph.keys()) {
    const circle = follow(module, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

test("no module imports itself through others", () => {
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  expect(graph.get("main.tsx")).toContain("views/App.tsx");
  expect(circleIn(graph)).toEqual([]);
});

test("a circle is found", () => {
  expect(circleIn(new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", []], ["d", ["c", "b"]]]))).toEqual(["b", "d", "b"]);
});
