import { runInNewContext } from "node:vm";

import { parseAst } from "vite";
import { expect, test } from "vitest";

import { defineBeforeAssigning } from "./frozenPrototypes";

const rewritten = (code: string) => defineBeforeAssigning(code, parseAst(code));
/** Runs code with a frozen `Object.prototype`, as the window does. */
const run = (code: string): unknown => runInNewContext(`"use strict"; Object.freeze(Object.prototype); ${code}`);

const LIBRARY = "function Signal() {} const same = Signal.prototype.valueOf = function () { return 7 };";

test("a library overrides an inherited method on its own prototype", () => {
  expect(() => run(LIBRARY)).toThrow("read only");
  expect(run(`${rewritten(LIBRARY)} [new Signal() + 1, same === Signal.prototype.valueOf, Object.keys(Signal.prototype)].join()`)).toBe("8,true,valueOf");
});

test("an override inside another one's function is rewritten, too", () => {
  const nested = rewritten("function A() {} function B() {} A.prototype.toString = function () { B.prototype.toString = () => 'b'; return `a${new B()}` };");
  expect(run(`${nested} String(new A())`)).toBe("ab");
});

test("Object.prototype stays frozen", () => {
  expect(() => run(rewritten("Object.prototype.valueOf = () => 7"))).toThrow("valueOf");
  expect(run(`${rewritten(LIBRARY)} Object.isFrozen(Object.prototype) && typeof ({}).valueOf()`)).toBe("object");
});

test.each([
  "foo.bar.toString = f",
  "foo.toString = f",
  "foo.bar.prototype.toString = f",
  "this.prototype.toString = f",
  "Signal.prototype.brand = f",
  "Signal.prototype[toString] = f",
  "Signal[prototype].toString = f",
  "Signal.prototype.toString == f",
  "Signal.prototype.toString ??= f",
  "const text = 'Signal.prototype.toString = f'",
  "// Signal.prototype.toString = f",
])("%s is left as it is", (code) => {
  expect(rewritten(code)).toBe(code);
});
