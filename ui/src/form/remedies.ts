// What an answer's suggestion changes in the form. Nothing is sent: the user presses CONNECT.
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Detail } from "../bindings/Detail";
import type { Field } from "../bindings/Field";
import type { Remedy } from "../bindings/Remedy";
import type { TokenChoice } from "../bindings/TokenChoice";

/** A member as messages write its path: `data.items[0].token`. */
function pathOf(member: string): string {
  if (!member.startsWith("/")) return member;
  const names = member.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce((path, name) => (/^\d+$/u.test(name) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`), "");
}

/** Returns the member that is chosen at first: the one that the failure calls the token, or else the likeliest. */
export function firstChoice(choices: readonly TokenChoice[], details: readonly Detail[]): string {
  const named = new Set(details.map((detail) => (detail.kind === "token_elsewhere" ? detail.path : detail.kind === "token_where_usual" ? "access_token" : null)));
  const found = choices.find(({ member }) => named.has(pathOf(member)));
  return (found ?? choices[0])?.member ?? "";
}

/** The field that a suggestion is about. */
export const fieldOfRemedy = (remedy: Remedy): Field => remedy.kind;

/** Returns the changes of a suggestion; none if only the user knows the value. */
export function changesOfRemedy(remedy: Remedy): Partial<OAuth2Draft> {
  switch (remedy.kind) {
    case "request_format":
      return { request_format: remedy.format };
    case "scope_separator":
      return { scope_separator: remedy.separator };
    case "client_id_in_body":
      return { client_id_in_body: true };
    case "token_member":
    case "grant_type_value":
    case "content_type":
      return {};
  }
}
