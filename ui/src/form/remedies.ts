// What an answer's suggestion changes in the form. Nothing is sent: the user presses CONNECT.
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Field } from "../bindings/Field";
import type { Remedy } from "../bindings/Remedy";

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
