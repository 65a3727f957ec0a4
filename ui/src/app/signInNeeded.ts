// Whether any authorization needs a user to sign in.
import type { Summary } from "../bindings/Summary";

export const isAnyNeeded = ({ environments: { staging, production } }: Summary): boolean => staging.sign_in_needed + production.sign_in_needed > 0;
