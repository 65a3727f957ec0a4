//! Why a text isn't the address of a proxy.

use thiserror::Error;

/// Why a text can't be used as the address of a proxy. The texts continue a sentence that names the field; none
/// repeats any part of the address but a single character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProxyError {
    /// There is no text.
    #[error("must be the address of a proxy, such as `http://proxy.example:3128`")]
    Empty,
    /// The scheme is unknown, or not followed by `://`.
    #[error("must begin with `http://`, `https://`, `socks5://` or `socks5h://`, or be a host and port")]
    Scheme,
    /// There is a `\`.
    #[error(r"contains `\`; in a user name such as `CORP\maria`, write it as `%5C` (RFC 3986, section 3.2.1)")]
    Backslash,
    /// There is a space or a control character.
    #[error("contains a space or a control character; write a space in the user name or password as `%20`")]
    Space,
    /// A character in the user name or password ends the part of an address in which these are.
    #[error("contains `{0}` in the user name or password; write it as `%{code:02X}`", code = u32::from(*.0))]
    Unescaped(char),
    /// A `%` in the user name or password isn't followed by two hexadecimal digits.
    #[error("contains `%` in the user name or password without two hexadecimal digits after it; write it as `%25`")]
    Percent,
    /// The user name has a colon, which `Basic` authentication can't carry (RFC 7617, section 2).
    #[error("has a user name with `:`, which HTTP proxies can't accept; check the user name")]
    ColonInUsername,
    /// The user name or password has a control character, although an encoded one.
    #[error("has a control character in the user name or password; enter them again")]
    ControlCharacter,
    /// There is a path.
    #[error("has a path, but a proxy address ends after the port; write it as in `http://proxy.example:3128`")]
    Path,
    /// The address leads to a proxy auto-configuration file.
    #[error("is the address of a PAC file; enter the proxy that the file names, such as `http://proxy.example:3128`")]
    PacFile,
    /// There is a query.
    #[error("has a query (`?`), but a proxy address ends after the port; write it as in `http://proxy.example:3128`")]
    Query,
    /// There is a fragment.
    #[error(
        "has a fragment (`#`), but a proxy address ends after the port; write it as in `http://proxy.example:3128`"
    )]
    Fragment,
    /// There is no host.
    #[error("has no host; write it as in `http://proxy.example:3128`")]
    MissingHost,
    /// The host is neither a name nor an address in the usual form.
    #[error("has a host that is neither a host name nor an IP address; write it as in `http://proxy.example:3128`")]
    Host,
    /// An IPv6 address has no brackets.
    #[error("has an IPv6 address without brackets; write it as in `http://[2001:db8::1]:3128`")]
    Brackets,
    /// The port isn't a number between 1 and 65535.
    #[error("has a port that isn't a number between 1 and 65535; write it as in `http://proxy.example:3128`")]
    Port,
}
