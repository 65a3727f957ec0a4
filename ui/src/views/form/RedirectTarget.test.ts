import { expect, test } from "vitest";

import { isAddress } from "./RedirectTarget";

test.each([
  ["https://new.example/token", true],
  ["http://new.example:8080/token?a=b", true],
  ["/oauth2/token", false],
  ["//new.example/token", false],
  ["javascript:alert(1)", false],
  ["https://new.example/to ken", false],
  ["https://", false],
  ["https://sso.example/login?(3 characters)", false],
  ["https://sso.example/(21 characters)/end", false],
  ["https://sso.example/••••••", false],
  ["https://sso.example/a…", false],
  [null, false],
])("%j as an address to use: %j", (text, is) => {
  expect(isAddress(text)).toBe(is);
});
