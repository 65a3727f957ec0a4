// The fields for servers that go their own way.
import type { Field } from "../bindings/Field";

export const OWN_WAY: ReadonlySet<Field> = new Set(["request_format", "client_id_in_body", "scope_separator", "grant_type_value", "content_type", "token_member"]);
