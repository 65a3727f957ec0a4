//! The request as a `curl` command: the same bytes, with every secret as a shell variable.

use super::{Options, request::Request, text::Text};
use crate::authorization::TokenUrl;

/// Writes a secret as the request does; the characters that stay are those of our own form encoding.
const ENCODE: &str = r#"encode() { printf %s "$1" | perl -pe 's/([^A-Za-z0-9._~*-])/sprintf("%%%02X", ord $1)/ge'; }"#;

/// Writes the command for a POSIX shell.
pub(super) fn command(url: &TokenUrl, request: &Request, options: &Options) -> String {
    let mut whole = Text::open(format!("{}://{}", if url.is_https() { "https" } else { "http" }, url.authority()));
    whole.append(request.target.clone());
    let mut lines = vec![format!("curl --include --http1.1 --globoff --path-as-is --request POST {}", whole.shell())];
    if options.trust.unverified {
        lines.push("--insecure".into());
    }
    for (name, text) in request.headers.iter().skip(1) {
        let mut header = Text::open(if text.is_empty() { format!("{name};") } else { format!("{name}: ") });
        header.append(text.clone());
        lines.push(format!("--header {}", header.shell()));
    }
    lines.push(format!("--data-raw {}", request.body.shell()));
    let command = lines.join(" \\\n  ");
    let used = |name: &str| command.contains(&format!("${name}"));
    let variables = request.variables.iter().filter(|(name, _)| used(name));
    let mut script = variables.fold(String::new(), |script, (name, holds)| format!("{script}{name}='...' # {holds}\n"));
    if command.contains("$(encode ") {
        script.push_str(ENCODE);
        script.push('\n');
    }
    script + &command
}
