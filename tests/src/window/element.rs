//! What a user does with the window's elements.

use std::time::Instant;

use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{PATIENCE, Window};

/// Elements that accept text.
const FIELD: &str = "textbox|searchbox";

/// Sets a field's value with a single event, as pasting does.
const PUT: &str = "const [field, text] = arguments;
field.focus();
const kind = field.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, text);
field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste', data: text }));";

/// Sends a paste event, and inserts the text if no handler took it.
const PASTE: &str = "const [field, text] = arguments;
field.focus();
const clipboardData = new DataTransfer();
clipboardData.setData('text/plain', text);
const taken = !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
if (!taken) document.execCommand('insertText', false, text);";

/// Chooses an option by its text.
const CHOOSE: &str = "const [select, text] = arguments;
const option = [...select.options].find((option) => option.text.trim() === text);
if (!option) return [...select.options].map((option) => option.text.trim());
select.value = option.value;
select.dispatchEvent(new Event('input', { bubbles: true }));
select.dispatchEvent(new Event('change', { bubbles: true }));
return null;";

/// Whether the page was redrawn after the element was found, so that the element received nothing.
fn is_stale(error: &CmdError) -> bool {
    matches!(error, CmdError::Standard(problem) if problem.error == ErrorStatus::StaleElementReference)
}

impl Window {
    /// Clicks an element, scrolled to the middle of the screen if possible.
    ///
    /// # Panics
    /// If it can't be clicked in time, for example because something covers it.
    pub async fn click(&self, role: &str, name: &str) {
        let started = Instant::now();
        loop {
            // If the element disappears in between, it is searched for again.
            let element = self.element(role, name).await;
            let _ =
                self.client.execute("arguments[0].scrollIntoView({ block: 'center' });", vec![json!(element)]).await;
            let Err(error) = element.click().await else { return };
            assert!(started.elapsed() < PATIENCE, "{role} \"{name}\" takes no click: {error}");
        }
    }

    /// Clicks a button that ends the program.
    pub async fn click_and_end(&self, name: &str) {
        // The driver's response may be lost when the program ends.
        let _ = self.element("button", name).await.click().await;
        self.ended().await;
    }

    /// Clicks a button once it is enabled.
    pub async fn press(&self, name: &str) {
        self.wait(&format!("button \"{name}\" to be enabled"), async || self.is_enabled("button", name).await).await;
        self.click("button", name).await;
    }

    /// Replaces the text of a field, key by key.
    pub async fn fill(&self, label: &str, text: &str) {
        self.clear(label).await;
        self.type_into(label, text).await;
    }

    /// Empties a field by keys.
    pub async fn clear(&self, label: &str) {
        let keys = format!("{}a{}{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Delete));
        self.type_into(label, &keys).await;
    }

    /// Types at the end of a field.
    ///
    /// # Panics
    /// If the field takes no keys in time.
    pub async fn type_into(&self, label: &str, text: &str) {
        let started = Instant::now();
        loop {
            let Err(error) = self.element(FIELD, label).await.send_keys(text).await else { return };
            assert!(is_stale(&error) && started.elapsed() < PATIENCE, "`{label}` takes no keys: {error}");
        }
    }

    /// Presses keys in the focused element.
    ///
    /// # Panics
    /// If the focused element takes no keys in time.
    pub async fn keys(&self, text: &str) {
        let started = Instant::now();
        loop {
            // If the page is redrawn in between, no key was pressed, and another element has the focus.
            let focus = self.client.active_element().await.expect("something has the focus");
            let Err(error) = focus.send_keys(text).await else { return };
            assert!(is_stale(&error) && started.elapsed() < PATIENCE, "the focus takes no keys: {error}");
        }
    }

    /// Puts a text of any length into a field at once.
    pub async fn put(&self, label: &str, text: &str) {
        let field = self.element(FIELD, label).await;
        self.script(PUT, vec![json!(field), json!(text)]).await;
    }

    /// Pastes a text into a field.
    pub async fn paste(&self, label: &str, text: &str) {
        let field = self.element(FIELD, label).await;
        self.script(PASTE, vec![json!(field), json!(text)]).await;
    }

    /// Chooses an option of a select.
    pub async fn choose(&self, label: &str, option: &str) {
        let select = self.element("combobox", label).await;
        let missing = self.script(CHOOSE, vec![json!(select), json!(option)]).await;
        assert_eq!(missing, Value::Null, "`{label}` offers no `{option}`");
    }

    /// Returns the value of a field or a select.
    pub async fn value(&self, role: &str, label: &str) -> String {
        self.element(role, label).await;
        // In one call: if the page were redrawn in between, the element would no longer exist.
        self.finder("value", role, label).await.as_str().unwrap_or_default().to_owned()
    }

    /// Whether an element exists and is enabled.
    pub async fn is_enabled(&self, role: &str, name: &str) -> bool {
        self.finder("enabled", role, name).await == json!(true)
    }

    /// Returns an attribute of an element.
    pub async fn attribute(&self, role: &str, name: &str, attribute: &str) -> Option<String> {
        self.element(role, name).await.attr(attribute).await.expect("an attribute can be read")
    }

    /// Returns all text inside an element.
    pub async fn text_of(&self, role: &str, name: &str) -> String {
        self.element(role, name).await.text().await.expect("a text can be read")
    }

    /// Returns the description of a field: its error or help.
    pub async fn description_of(&self, role: &str, name: &str) -> String {
        let field = self.element(role, name).await;
        let script = "const [field] = arguments;
const ids = ['aria-describedby', 'aria-errormessage'].flatMap((name) => (field.getAttribute(name) ?? '').split(/\\s+/));
return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();";
        self.script(script, vec![json!(field)]).await.as_str().unwrap_or_default().to_owned()
    }
}
