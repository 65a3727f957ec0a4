//! The words of an HTML page or an XML document. Markup itself, scripts and styles are never returned.

use html5gum::{DefaultEmitter, Emitter, ForwardingEmitter, Token, Tokenizer};

/// How far markup is read, in bytes.
const MARKUP_BYTES: usize = 64 * 1024;
/// How much of a page's visible text is returned, in characters.
const VISIBLE_CHARACTERS: usize = 200;
/// How much text is gathered for one element, in bytes.
const GATHERED_BYTES: usize = 8 * 1024;
/// How deep XML is read.
const DEPTH: usize = 64;
/// The HTML elements whose text isn't visible, or belongs to a picture.
const INVISIBLE: [&[u8]; 6] = [b"script", b"style", b"template", b"noscript", b"svg", b"iframe"];
/// The HTML elements that don't part words.
const INLINE: [&[u8]; 10] = [b"a", b"b", b"code", b"em", b"font", b"i", b"small", b"span", b"strong", b"u"];
/// The XML elements whose text is words, best first: SOAP 1.1 and 1.2, RFC 9457, and gateways.
const XML_WORDS: [&[u8]; 15] = [
    b"faultstring",
    b"reason",
    b"error_description",
    b"errordescription",
    b"error_message",
    b"errormessage",
    b"message",
    b"mensagem",
    b"description",
    b"descricao",
    b"detail",
    b"msg",
    b"title",
    b"errmsg",
    b"errortext",
];

/// Returns the title of an HTML page; without one the first heading of the levels 1 to 3; without one the first visible text.
pub(super) fn html_words(text: &str) -> Option<String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for Ok(token) in Tokenizer::new_with_emitter(near(text), emitter) {
        match token {
            Token::StartTag(tag) => page.start(&tag.name, tag.self_closing),
            Token::EndTag(tag) => page.end(&tag.name),
            Token::String(string) => page.text(&String::from_utf8_lossy(&string)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.title.or(page.heading).or_else(|| one_line(&page.visible).map(|visible| cut(&visible)))
}

/// Returns the text of the best XML element that is known to hold words.
pub(super) fn xml_words(text: &str) -> Option<String> {
    let mut document = Document::default();
    for Ok(token) in Tokenizer::new_with_emitter(near(text), XmlEmitter::default()) {
        match token {
            Token::StartTag(tag) if !tag.self_closing => document.open.push(local(&tag.name).to_vec()),
            Token::EndTag(tag) => document.end(local(&tag.name)),
            Token::String(string) => document.text(&String::from_utf8_lossy(&string)),
            _ => {}
        }
        if document.open.len() > DEPTH {
            break;
        }
    }
    document.words.iter().find_map(|(text, _)| one_line(text))
}

/// What is read of a page.
#[derive(Default)]
struct Page {
    title: Option<String>,
    heading: Option<String>,
    visible: String,
    /// The title or heading that is being read, and its text.
    open: Option<(Vec<u8>, String)>,
    /// The invisible element that is being skipped, and how many of its kind are open.
    skipped: Option<(Vec<u8>, usize)>,
}

impl Page {
    fn start(&mut self, name: &[u8], is_self_closing: bool) {
        match &mut self.skipped {
            Some((skipped, depth)) => *depth += usize::from(skipped == name && !is_self_closing),
            None if INVISIBLE.contains(&name) && !is_self_closing => self.skipped = Some((name.to_vec(), 1)),
            None if name == b"title" || is_heading(name) => self.open = Some((name.to_vec(), String::new())),
            None => {}
        }
        self.part(name);
    }

    fn end(&mut self, name: &[u8]) {
        self.part(name);
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        // A title that never ends would be the rest of the page.
        let Some((open, text)) = self.open.take_if(|(open, _)| open == name) else { return };
        let place = if open == b"title" { &mut self.title } else { &mut self.heading };
        if place.is_none() {
            *place = one_line(&text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        match &mut self.open {
            Some((name, title)) if name == b"title" => gather(title, text),
            Some((_, heading)) => {
                gather(heading, text);
                gather(&mut self.visible, text);
            }
            None => gather(&mut self.visible, text),
        }
    }

    fn part(&mut self, name: &[u8]) {
        if !INLINE.contains(&name) && self.skipped.is_none() {
            self.text(" ");
        }
    }
}

/// What is read of an XML document.
#[derive(Default)]
struct Document {
    /// The local names of the open elements.
    open: Vec<Vec<u8>>,
    /// The text of the first element of each kind, and whether it has ended.
    words: [(String, bool); XML_WORDS.len()],
}

impl Document {
    fn end(&mut self, name: &[u8]) {
        let Some(at) = self.open.iter().rposition(|open| open == name) else { return };
        if let Some((text, has_ended)) = self.place() {
            *has_ended = !text.trim().is_empty();
        }
        self.open.truncate(at);
    }

    fn text(&mut self, text: &str) {
        if let Some((words, false)) = self.place() {
            gather(words, text);
        }
    }

    /// Returns the place for the text of the innermost open element.
    fn place(&mut self) -> Option<&mut (String, bool)> {
        let name = match self.open.as_slice() {
            // SOAP 1.2: `<Reason><Text>…`.
            [.., reason, text] if reason == b"reason" && text == b"text" => reason,
            [.., name] => name,
            [] => return None,
        };
        let at = XML_WORDS.iter().position(|word| word == name)?;
        self.words.get_mut(at)
    }
}

/// Reads `CDATA` sections as text, which the tokenizer does outside HTML only.
#[derive(Default)]
struct XmlEmitter(DefaultEmitter);

impl ForwardingEmitter for XmlEmitter {
    type Token = Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Token> {
        &mut self.0
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        true
    }
}

fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(MARKUP_BYTES)]
}

fn is_heading(name: &[u8]) -> bool {
    matches!(name, b"h1" | b"h2" | b"h3")
}

/// Returns a name without its prefix.
fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

fn gather(into: &mut String, text: &str) {
    if into.len() < GATHERED_BYTES {
        into.push_str(&text[..text.floor_char_boundary(GATHERED_BYTES)]);
    }
}

fn one_line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(VISIBLE_CHARACTERS) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
