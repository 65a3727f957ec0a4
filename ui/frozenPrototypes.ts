import type { ESTree, Plugin } from "vite";

/** What every object inherits from `Object.prototype`. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Lets a library override on its own prototype what that inherits from `Object.prototype`.
 *
 * The window freezes `Object.prototype`, and assigning to a property that is inherited from a frozen object throws. So in libraries
 * `X.prototype.toString = f` becomes `Object.defineProperty(X.prototype, "toString", …).toString = f`: the property exists on
 * `X.prototype` before it is assigned. Only an assignment of exactly this form is rewritten: a plain `=`, a property of
 * `Object.prototype` by its name, and `X` an identifier. Our own code isn't touched.
 */
export function frozenPrototypes(): Plugin {
  return {
    name: "keyfob:frozen-prototypes",
    transform: {
      filter: { id: /\/node_modules\/.*\.m?js(\?|$)/, code: ".prototype." },
      handler(code) {
        const changed = defineBeforeAssigning(code, this.parse(code));
        return changed === code ? null : { code: changed, map: null };
      },
    },
  };
}

/** Returns the code with each assignment to an inherited property of a prototype preceded by its definition. */
export function defineBeforeAssigning(code: string, program: ESTree.Program): string {
  let changed = code;
  // From the end, so that the positions before stay right.
  for (const { start, end, member } of targetsOf(program).sort((a, b) => b.start - a.start)) {
    const defined = `Object.defineProperty(${code.slice(start, end)},"${member}",{writable:true,configurable:true,enumerable:true,value:undefined})`;
    changed = changed.slice(0, start) + defined + changed.slice(end);
  }
  return changed;
}

interface Target {
  /** Where `X.prototype` is in the code. */
  start: number;
  end: number;
  member: string;
}

function targetsOf(node: unknown): Target[] {
  if (Array.isArray(node)) return node.flatMap(targetsOf);
  if (!isNode(node)) return [];
  const inside = Object.values(node).flatMap(targetsOf);
  const own = targetOf(node);
  return own === null ? inside : [...inside, own];
}

function targetOf(node: ESTree.Node): Target | null {
  if (node.type !== "AssignmentExpression" || node.operator !== "=") return null;
  const { left } = node;
  if (left.type !== "MemberExpression" || left.property.type !== "Identifier" || left.computed) return null;
  const { object, property } = left;
  const isPrototype =
    object.type === "MemberExpression" && !object.computed && object.object.type === "Identifier" && object.property.type === "Identifier" && object.property.name === "prototype";
  return isPrototype && INHERITED.has(property.name) ? { start: object.start, end: object.end, member: property.name } : null;
}

const isNode = (value: unknown): value is ESTree.Node => typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
