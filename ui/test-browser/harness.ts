// The built page in a real browser, with a fake core behind it and the window's own content security policy.
import { createReadStream, existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { type Browser, type Page, chromium } from "playwright-core";

import type { CoreEvent } from "../src/bindings/CoreEvent";
import type { Language } from "../src/bindings/Language";
import { catalogues } from "../src/texts";
import type { Texts } from "../src/texts/en";
import { FakeCore } from "./core/fake";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Look {
  language?: Language;
  theme?: "light" | "dark";
  width?: number;
  height?: number;
  /** The time that the page's clock shows all the while. */
  now?: number;
}

export interface Opened {
  page: Page;
  core: FakeCore;
  /** The texts of the page. */
  texts: Texts;
  /** The browser's errors and policy violations. */
  complaints: string[];
  /** Sends the page an event, and waits until it has handled it. */
  emit: (event: CoreEvent) => Promise<void>;
}

let browser: Browser;
let server: Server;
let address = "";

/** Starts the browser and serves the built page. */
export async function start(): Promise<void> {
  if (!existsSync(join(DIST, "index.html"))) throw new Error("Build the page first: npm run build");
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://page").pathname).replace(/^\/$/u, "/index.html");
    const file = join(DIST, path);
    if (path === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}/`;
  browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: FLAGS });
}

export async function stop(): Promise<void> {
  await browser.close();
  await new Promise((closed) => {
    server.close(closed);
  });
}

/** The bridge as the page sees it. Every call goes to the fake core. */
function bridge(): void {
  // As the window does (`freezePrototype`).
  Object.freeze(Object.prototype);
  // oxlint-disable-next-line typescript/no-explicit-any -- the page's own global, as the shell makes it
  const inside = window as any;
  inside.__TAURI_INTERNALS__ = {
    async invoke(command: string, given: Record<string, unknown>) {
      const answer = JSON.parse(await inside.__core(command, JSON.stringify(given ?? {})));
      if ("failure" in answer) throw answer.failure;
      return answer.ok;
    },
  };
}

/** The events of one page. */
function eventQueue(): { next: () => Promise<CoreEvent[]>; emit: (event: CoreEvent) => Promise<void> } {
  let request: ((events: CoreEvent[]) => void) | null = null;
  let onRequest: () => void = () => undefined;
  return {
    next: () =>
      new Promise((answer) => {
        request = answer;
        onRequest();
      }),
    async emit(event) {
      const again = () =>
        new Promise<void>((arrived) => {
          onRequest = arrived;
        });
      if (request === null) await again();
      const handled = again();
      const answer = request;
      request = null;
      answer?.([event]);
      // The page asks for the next events once it has handled these.
      await handled;
    },
  };
}

/** Makes the page's clock always show the same time. Timers and frames go on as usual, which they don't with Playwright's own clock. */
function stopClock(now: number): void {
  const RealDate = Date;
  // oxlint-disable-next-line typescript/no-explicit-any -- it takes what a date takes
  const stopped = (...parts: any[]) => Reflect.construct(RealDate, parts.length === 0 ? [now] : parts);
  globalThis.Date = new Proxy(RealDate, {
    construct: (_, parts) => stopped(...parts),
    get: (date, name) => (name === "now" ? () => now : Reflect.get(date, name)),
  });
}

/** Opens the page with its own core. */
export async function open(prepare: (core: FakeCore) => void = () => undefined, look: Look = {}): Promise<Opened> {
  const { language = "en", theme = "light", width = 1100, height = 720, now } = look;
  const core = new FakeCore();
  core.preferences = { ...core.preferences, language };
  prepare(core);
  const context = await browser.newContext({ colorScheme: theme, viewport: { width, height }, locale: "en-US", timezoneId: "UTC" });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const events = eventQueue();
  await page.exposeFunction("__core", async (command: string, given: string) => {
    if (command === "next_events") return JSON.stringify({ ok: await events.next() });
    try {
      return JSON.stringify({ ok: (await core.handle(command, JSON.parse(given))) ?? null });
    } catch (error) {
      if (typeof error === "object" && error !== null && "failure" in error) return JSON.stringify(error);
      complaints.push(String(error));
      return JSON.stringify({ failure: { kind: "storage", detail: String(error), problems: [], keyring: null, origin_change: null, outside_change: null } });
    }
  });
  if (now !== undefined) await page.addInitScript(stopClock, now);
  await page.addInitScript(bridge);
  await page.goto(address);
  await page.getByRole("navigation").first().waitFor();
  return { page, core, texts: catalogues[language], complaints, emit: events.emit };
}
