// English. Its shape is what every other language must fill.
import { connect } from "./en/connect";
import { form } from "./en/form";
import { glossary, shortcuts } from "./en/help";
import { messages } from "./en/messages";
import { problems } from "./en/problems";
import { settings } from "./en/settings";
import { signIn } from "./en/signIn";
import { discovery } from "./en/discovery";
import { presets } from "./en/presets";
import { tokens } from "./en/tokens";
import { vault } from "./en/vault";
import { countedOf, pluralOf } from "./plural";

const plural = pluralOf("en");
const many = countedOf("en");

export const en = {
  language: "en",
  languageName: "English",
  environments: { staging: "Staging", production: "Production" },
  types: { "api-key": "API Key", oauth2: "OAuth 2" },
  grants: {
    client_credentials: "Client Credentials",
    authorization_code: "Authorization Code",
    authorization_code_pkce: "Authorization Code (With PKCE)",
    device_code: "Device Authorization",
  },
  shell: {
    menu: "Main menu",
    home: "Home",
    authorizations: "Authorizations",
    settings: "Settings",
    collapse: "Collapse menu",
    expand: "Expand menu",
    language: "Language",
    systemLanguage: "System language",
    version: (version: string) => `Version ${version}`,
    dismiss: "Dismiss",
    showMore: "Show more",
    showLess: "Show less",
    close: "Close",
    cancel: "Cancel",
    loading: "Loading",
    database: {
      gone: {
        title: "Nothing can be saved: the database file is gone",
        lead: "It was deleted, moved or replaced while Keyfob was open. The data is still open in this window. Put the file back, or write the data to a new one. If another file is in its place, Keyfob moves that file to the “damaged” folder.",
      },
      not_saving: {
        title: "Nothing is saved",
        lead: "Keyfob is running without its database file. What is open in this window is lost when you close it, unless you write a new file first.",
      },
      write: "Write a new file",
      goOn: "Go on without saving",
      written: "New database file written",
    },
    closing: {
      title: "Close Keyfob without saving its data?",
      lead: "The database file is gone, so the data is only in this window. Write a new file to keep it.",
      unsaved: "You also have unsaved changes in the form.",
      lose: "Close and lose the data",
    },
    cannotOpen: {
      title: "Keyfob can’t open its data",
      detail: "Technical details:",
      retry: "Retry",
      tried: (time: string) => `Tried again at ${time}. Keyfob still can’t open its data.`,
      choose: "Choose another folder…",
      chooseLead: "Keyfob uses the folder you choose until you close it. Data in the old folder isn’t moved.",
      chosen: (folder: string) => `Keyfob is using ${folder}`,
      chosenLead: "This lasts until you close Keyfob. To always use this folder, set KEYFOB_HOME to it or start Keyfob with --home.",
    },
  },
  home: {
    title: "Welcome",
    lead: "Store the credentials your APIs need, and check that they work before you rely on them.",
    card: "OAuth 2 clients and API keys, for Staging and Production.",
    configured: (count: number) => plural(count, "authorization configured", "authorizations configured"),
    notValidated: (count: number, shown: string) => (count === 0 ? "all validated" : `${shown} not validated`),
    unused: "Not used yet",
    count: (count: number, shown: string) => many(count, shown, "authorization", "authorizations"),
    validated: (count: number, shown: string) => (count === 0 ? "none validated" : `${shown} validated`),
    /** Validated in each environment that is configured. */
    fullyValidated: (count: number, shown: string) => (count === 0 ? "none fully validated" : `${shown} fully validated`),
    create: "Create authorization",
  },
  list: {
    title: "Authorizations",
    create: "+ AUTHORIZATIONS",
    text: "Name, Description",
    type: "Type",
    allTypes: "All",
    search: "SEARCH",
    clear: "CLEAR",
    columns: { name: "Name", description: "Description", type: "Type", environment: "Environment", attempt: "Last attempt", actions: "Actions" },
    edit: (name: string) => `Edit ${name}`,
    remove: (name: string) => `Delete ${name}`,
    states: { configured: "saved, not validated", validated: "validated" },
    showAttempt: "Show the column Last attempt",
    attempts: { none: "None", outcome: (code: string | null) => (code === null ? "connected" : `failed (${code})`) },
    unverified: (environments: string) => `Certificate not verified: ${environments}`,
    hasLosses: "Incomplete since the recovery",
    noEnvironment: "No environment",
    empty: "No authorizations yet",
    emptyLead: "Create the first one, then check that it works with CONNECT.",
    createFirst: "Create the first authorization",
    nothing: "Nothing matches your search",
    nothingText: "No name or description contains this text.",
    nothingType: "There are no authorizations of this type yet.",
    nothingSignIn: "No user has to sign in.",
    onlySignIn: "Sign-in needed: show only these",
    clearFilter: "Clear filter",
    found: (total: number, shown: string) => many(total, shown, "authorization found", "authorizations found"),
    pager: "Pages",
    range: (from: string, to: string, total: string) => `${from}–${to} of ${total}`,
    previous: "Previous page",
    next: "Next page",
    firstPage: "This is the first page.",
    lastPage: "This is the last page.",
    page: (page: string) => `Page ${page}`,
    removeTitle: "Delete authorization",
    removeQuestion: (name: string) => `Delete “${name}”? This deletes its settings and secrets in both environments and can’t be undone.`,
    wholeName: "Show the whole name",
    removeConfirm: "Delete",
    removed: "Authorization deleted",
  },
  picker: {
    title: "CREATE AUTHORIZATION",
    lead: "Authorization type",
    hints: {
      "api-key": "A fixed key sent with every request: in a header, the query string or a cookie.",
      oauth2: "A client ID and secret that are exchanged for short-lived access tokens.",
    },
    confirm: "CONFIRM",
    cancel: "CANCEL",
    why: "Choose a type first.",
    difference: "What’s the difference?",
  },
  glossary,
  shortcuts,
  form,
  connect,
  messages,
  settings,
  discovery,
  presets,
  signIn,
  tokens,
  vault,
  problems,
};

/** The shape that every language fills. */
export type Texts = typeof en;
