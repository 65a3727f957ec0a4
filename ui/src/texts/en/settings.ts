import { pluralOf } from "../plural";

const plural = pluralOf("en");

export const settings = {
  title: "Settings",
  groups: { security: "Security", appearance: "Appearance", data: "Data", about: "About" },
  window: "Window",
  theme: "Theme",
  themes: { system: "System theme", light: "Light", dark: "Dark" },
  folder: "Data folder",
  folderLead: "Contains the database, backups, and damaged files that were set aside. To use another folder, set KEYFOB_HOME or start Keyfob with --home.",
  copyFolder: "Copy path",
  diagnostics: "Diagnostics",
  diagnosticsLead: "Include these facts when you report a problem. They contain no names, URLs, paths or secrets.",
  copyDiagnostics: "Copy diagnostics",
  licenses: "Open-source licenses",
  licensesLead: "Keyfob is open source (MIT), and so are the libraries in it.",
  showLicenses: "Show libraries",
  libraries: (found: number, shown: string) => `${shown} ${plural(found, "library", "libraries")}`,
  library: "Library",
  license: "License",
};
