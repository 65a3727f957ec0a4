import type { Plugin } from "vite";

const INHERITED = "toString|toLocaleString|valueOf|constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable";
const ASSIGNMENT = new RegExp(`([\\w$]+(?:\\.prototype)?)\\.(${INHERITED})\\s*=(?!=)`, "g");

/**
 * Lets libraries give an object a member that `Object.prototype` has, too. The window freezes that prototype, and an assignment to
 * what a frozen prototype holds throws; defining the member first makes it the object's own.
 */
export function frozenPrototypes(): Plugin {
  return {
    name: "keyfob:frozen-prototypes",
    transform(code, id) {
      if (!id.includes("node_modules") || !/\.m?js$/.test(id.split("?")[0] ?? "")) return null;
      const changed = code.replace(
        ASSIGNMENT,
        (_, object: string, member: string) =>
          `Object.defineProperty(${object},"${member}",{writable:true,configurable:true,enumerable:true,value:undefined}).${member}=`,
      );
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
