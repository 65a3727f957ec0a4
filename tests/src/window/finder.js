// Finds elements as a screen reader does: by role and accessible name.
// Called with (task, role, name); a role may be several with `|` between them; written apart from the product's code so that it can judge it.
const [task, role, name] = arguments;

const INPUT_ROLES = { button: "button", submit: "button", reset: "button", checkbox: "checkbox", radio: "radio", search: "searchbox", number: "spinbutton", range: "slider" };
const TAG_ROLES = {
  A: "link", ARTICLE: "article", ASIDE: "complementary", BUTTON: "button", DIALOG: "dialog", FIELDSET: "group", FOOTER: "contentinfo", FORM: "form",
  H1: "heading", H2: "heading", H3: "heading", H4: "heading", H5: "heading", H6: "heading", HEADER: "banner", IMG: "img", LI: "listitem",
  MAIN: "main", METER: "meter", NAV: "navigation", OL: "list", OPTION: "option", OUTPUT: "status", PROGRESS: "progressbar", SECTION: "region",
  SELECT: "combobox", SUMMARY: "button", TABLE: "table", TD: "cell", TEXTAREA: "textbox", TH: "columnheader", TR: "row", UL: "list",
};

function roleOf(element) {
  const given = element.getAttribute("role");
  if (given) return given.split(" ")[0];
  if (element.tagName === "INPUT") return INPUT_ROLES[element.type] ?? (element.type === "hidden" ? "" : "textbox");
  return TAG_ROLES[element.tagName] ?? "";
}

function tidy(text) {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

// The text of an element without what is hidden from a screen reader.
function spokenText(element) {
  if (element.nodeType === Node.TEXT_NODE) return element.data;
  if (element.nodeType !== Node.ELEMENT_NODE) return "";
  if (element.getAttribute("aria-hidden") === "true" || element.hidden) return "";
  const label = tidy(element.getAttribute("aria-label"));
  if (label) return ` ${label} `;
  if (element.tagName === "IMG") return ` ${element.alt} `;
  if (element.tagName === "SELECT" || element.tagName === "INPUT" || element.tagName === "TEXTAREA") return "";
  const inner = [...element.childNodes].map(spokenText).join("");
  return getComputedStyle(element).display.startsWith("inline") ? inner : ` ${inner} `;
}

function referenced(element, attribute) {
  const ids = tidy(element.getAttribute(attribute)).split(" ").filter(Boolean);
  return tidy(ids.map((id) => document.getElementById(id)).filter(Boolean).map(spokenText).join(" "));
}

const NAMED_BY_CONTENT = new Set(["button", "cell", "checkbox", "columnheader", "heading", "link", "listitem", "menuitem", "option", "radio", "row", "status", "alert", "switch", "tab", "tooltip"]);

function nameOf(element) {
  const labels = () => tidy([...(element.labels ?? [])].map(spokenText).join(" "));
  const content = () => (NAMED_BY_CONTENT.has(roleOf(element)) ? tidy(spokenText(element)) : "");
  const caption = () => tidy([...element.children].filter((child) => ["LEGEND", "CAPTION"].includes(child.tagName)).map(spokenText).join(" "));
  return (
    referenced(element, "aria-labelledby") || tidy(element.getAttribute("aria-label")) || labels() || tidy(element.alt) ||
    content() || caption() || tidy(element.title)
  );
}

function isShown(element) {
  if (element.closest("[inert], [aria-hidden=true]")) return false;
  const modals = [...document.querySelectorAll("dialog:modal, [role=dialog][aria-modal=true]")];
  const top = modals.at(-1);
  if (top && !top.contains(element) && !element.contains(top) && !element.closest("[role=alert], [role=status], [popover]")) return false;
  return element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.getClientRects().length > 0;
}

// A required field's name may end with its mark; `~` begins a pattern.
function matches(found, wanted) {
  if (wanted.startsWith("~")) return new RegExp(wanted.slice(1), "i").test(found);
  return found.replace(/ ?\*$/, "") === wanted;
}

// An input of type radio is often drawn by its label, and is then one pixel large but still there for a screen reader.
function all(wantedRole, wantedName) {
  const roles = new Set(wantedRole.split("|"));
  return [...document.querySelectorAll("*")].filter(
    (element) => roles.has(roleOf(element)) && isShown(element) && matches(nameOf(element), wantedName),
  );
}

function outline() {
  const spoken = [...document.querySelectorAll("*")].filter((element) => roleOf(element) && isShown(element));
  return spoken.map((element) => `${roleOf(element)} "${nameOf(element).slice(0, 120)}"${element.disabled ? " (disabled)" : ""}`).join("\n");
}

function everything() {
  const values = [...document.querySelectorAll("input, textarea, select")].map((field) => `${field.id} ${field.value} ${field.defaultValue ?? ""}`);
  const stores = [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store }));
  return [document.documentElement.outerHTML, document.cookie, location.href, document.title, ...values, ...stores].join("\n");
}

if (task === "find") return all(role, name);
if (task === "names") return all(role, name).map(nameOf);
if (task === "enabled") return all(role, name).slice(0, 1).some((found) => !found.matches(":disabled") && found.getAttribute("aria-disabled") !== "true");
if (task === "value") return all(role, name).slice(0, 1).map((field) => (field.selectedOptions ? field.selectedOptions[0]?.text.trim() ?? "" : field.value))[0] ?? null;
if (task === "outline") return outline();
if (task === "everything") return everything();
if (task === "text") return tidy(document.body.innerText);
throw new Error(`no such task: ${task}`);
