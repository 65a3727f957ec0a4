// Prepares a response body for display: as a tree, or as one line of text.
import type { ResponseShown } from "../../bindings/ResponseShown";
import type { TreeLine } from "../../bindings/TreeLine";
import { count, texts } from "../../texts";

/** A line with the lines nested in it. */
export interface Branch {
  line: TreeLine;
  inside: Branch[];
}

/** Nests lines by their depth. */
export function branches(lines: readonly TreeLine[]): Branch[] {
  const roots: Branch[] = [];
  let path: Branch[] = [];
  for (const line of lines) {
    const branch: Branch = { line, inside: [] };
    path = path.slice(0, line.depth);
    (path.at(-1)?.inside ?? roots).push(branch);
    path.push(branch);
  }
  return roots;
}

const bytes = (size: number): string => texts.value.connect.exchange.bytes(size, count(size));

/** Returns a body's size, with its size on the wire if it was compressed. */
export function sizeText({ body_bytes: size, wire_bytes: wire }: ResponseShown): string {
  return wire === size ? bytes(size) : texts.value.connect.exchange.compressed(bytes(size), bytes(wire));
}

/** Describes a body that isn't a tree: `HTML page, 2,130 bytes`. */
export function bodyText(response: ResponseShown): string {
  const { bodies } = texts.value.connect.exchange;
  const type = response.media_type.toLowerCase();
  if (response.body_bytes === 0) return bodies.empty();
  const size = sizeText(response);
  if (type === "text/html" || type === "application/xhtml+xml") return bodies.html(size);
  if (/^(application|text)\/([\w.-]+\+)?json$/u.test(type)) return bodies.json(size);
  return type === "" ? bodies.unknown(size) : bodies.other(size, response.media_type);
}
