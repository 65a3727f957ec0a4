//! Waiting for the browser that brings an authorization code.

use std::{
    io,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::{timeout, timeout_at};

use super::{BrowserAddress, IgnoredRedirect, SignInError, SignInUser, SignInWaiting, page::ResultPage};
use crate::{
    authorization::{OAuth2Fields, REDIRECT_PATH},
    connect::{
        TokenQuestion,
        clock::now_ms,
        code::Code,
        detail::Detail,
        error::Error,
        hint::Hint,
        hints::{self, Evidence},
    },
    http::{Asked, Loopback, Page},
    language::Language,
    oauth::{
        Origin, ServerMessage,
        authorization_request::{self, Kept},
        grant::Grant,
        metadata::Metadata,
        redirect::{self, Answer, Redirect},
    },
};

/// How long the browser is waited for, once the token request has ended, to fetch the page that says so.
const LAST_PAGE: Duration = Duration::from_millis(1_500);
/// How long a server's metadata is still waited for once the code is there, which is short-lived (RFC 6749, section 4.1.2).
const METADATA: Duration = Duration::from_secs(2);
/// The longest code or issuer of a server that is shown, in characters.
const WORD_CHARACTERS: usize = 250;

/// A sign-in in a browser, ready to begin.
pub(crate) struct Browser {
    /// The checked fields.
    pub(crate) fields: OAuth2Fields,
    /// Asks the server for its metadata.
    pub(crate) question: TokenQuestion,
    /// The language of the pages.
    pub(crate) language: Language,
    /// How long is waited.
    pub(crate) patience: Duration,
    /// The user.
    pub(crate) user: Arc<dyn SignInUser>,
}

/// What a browser brought.
pub(crate) struct Brought {
    /// The code.
    pub(crate) grant: Grant,
    loopback: Loopback,
    language: Language,
}

/// What is awaited, to be shown.
struct Shown {
    waiting: SignInWaiting,
    user: Arc<dyn SignInUser>,
}

impl Shown {
    fn ignore(&mut self, redirect: IgnoredRedirect) {
        if let SignInWaiting::Browser { ignored, .. } = &mut self.waiting {
            *ignored = Some(redirect);
        }
        self.user.show(&self.waiting);
    }

    fn opened(&mut self, has_opened: bool) {
        if let SignInWaiting::Browser { is_opened, .. } = &mut self.waiting {
            *is_opened = Some(has_opened);
        }
        self.user.show(&self.waiting);
    }

    fn has_ignored(&self) -> bool {
        matches!(self.waiting, SignInWaiting::Browser { ignored: Some(_), .. })
    }
}

impl Browser {
    /// Opens the browser and waits for it. Dropping the future closes the listener.
    pub(crate) async fn wait(self) -> Result<Brought, Box<SignInError>> {
        let Self { fields, question, language, patience, user } = self;
        let redirect = fields.sign_in.redirect;
        let bound = Loopback::bind(redirect.host.address(), redirect.port, REDIRECT_PATH).await;
        let mut loopback = bound.map_err(|error| cannot_listen(&error, redirect))?;
        let redirect_url = redirect.url(loopback.port());
        let no_client = || Error::of_input(Code::InvalidInput, Detail::NoClient);
        let kept = Kept::generate(&fields).ok_or_else(no_client)?;
        let address = authorization_request::address(&fields, &redirect_url, &kept);
        let address = address.and_then(|address| BrowserAddress::new(&address)).ok_or_else(no_client)?;
        let deadline = Instant::now() + patience;
        let waiting = SignInWaiting::Browser {
            address: address.as_str().to_owned(),
            redirect_url: redirect_url.clone(),
            is_opened: None,
            until_ms: now_ms().saturating_add(i64::try_from(patience.as_millis()).unwrap_or(i64::MAX)),
            ignored: None,
        };
        user.show(&waiting);
        let mut shown = Shown { waiting, user: Arc::clone(&user) };
        let mut opening = tokio::task::spawn_blocking(move || user.open(&address));
        let mut is_opening = true;
        // The server is asked for its name while the user signs in.
        let mut metadata = pin!(question.metadata());
        let mut known: Option<Option<Metadata>> = None;
        loop {
            tokio::select! {
                biased;
                // First, so that a flood of requests doesn't put it off.
                () = tokio::time::sleep_until(deadline.into()) => {
                    loopback.close().await;
                    let code = if shown.has_ignored() { Code::StateMismatch } else { Code::SignInTimedOut };
                    let detail = Detail::NobodySignedIn { seconds: patience.as_secs() };
                    return Err(Error::of_sign_in(code, Some(detail), Hint::CheckRedirectUrl).into());
                }
                asked = loopback.next() => {
                    let Some((redirect, asked)) = own(asked, &kept, language, &mut shown) else { continue };
                    let metadata = match known {
                        Some(metadata) => metadata,
                        None => timeout(METADATA, metadata).await.ok().and_then(Result::ok),
                    };
                    return match answer(redirect, &fields, metadata.as_ref()) {
                        Ok(code) => {
                            asked.redirect_to_result();
                            shown.user.show(&SignInWaiting::Token);
                            let Kept { verifier, nonce, .. } = kept;
                            let grant = Grant::Code { code, redirect_uri: redirect_url, verifier, nonce };
                            Ok(Brought { grant, loopback, language })
                        }
                        Err((error, page)) => {
                            asked.redirect_to_result();
                            show_result(loopback, page, language).await;
                            Err(error.into())
                        }
                    };
                }
                has_opened = &mut opening, if is_opening => {
                    is_opening = false;
                    shown.opened(has_opened.unwrap_or(false));
                }
                found = &mut metadata, if known.is_none() => known = Some(found.ok()),
            }
        }
    }
}

impl Brought {
    /// Shows in the browser whether there is a token.
    pub(crate) async fn finish(self, is_connected: bool) {
        let page = if is_connected { ResultPage::SignedIn } else { ResultPage::Failed };
        show_result(self.loopback, page, self.language).await;
    }
}

/// Answers the browser once, if it asks soon for the page that its redirect was answered with.
async fn show_result(mut loopback: Loopback, page: ResultPage, language: Language) {
    let until = tokio::time::Instant::now() + LAST_PAGE;
    while let Ok(asked) = timeout_at(until, loopback.next()).await {
        if asked.page == Page::Result {
            asked.show(true, page.html(language));
            break;
        }
        asked.not_found();
    }
    loopback.close().await;
}

/// Returns the redirect that answers this request. Any other changes nothing.
fn own(asked: Asked, kept: &Kept, language: Language, shown: &mut Shown) -> Option<(Redirect, Asked)> {
    let Page::Redirect(query) = &asked.page else {
        asked.not_found();
        return None;
    };
    let redirect = redirect::read(query);
    let ignored = match &redirect.state {
        Some(state) if state.is(kept.state.expose()) => return Some((redirect, asked)),
        Some(_) => IgnoredRedirect::WrongState,
        None => IgnoredRedirect::NoState,
    };
    asked.show(false, ResultPage::Foreign.html(language));
    shown.ignore(ignored);
    None
}

/// Returns the code of a redirect, or why there is none.
fn answer(
    redirect: Redirect,
    fields: &OAuth2Fields,
    metadata: Option<&Metadata>,
) -> Result<crate::secret::Secret, (Box<Error>, ResultPage)> {
    if let Some(detail) = wrong_issuer(redirect.issuer.as_deref(), fields, metadata) {
        let error = Error::of_sign_in(Code::IssuerMismatch, Some(detail), Hint::CheckAuthorizationUrl);
        return Err((error, ResultPage::Failed));
    }
    match redirect.answer {
        Answer::Code(code) => Ok(code),
        Answer::Error { code, description, uri } => {
            let code = match code.as_str() {
                "access_denied" => Code::SignInDenied,
                code => Code::Server(crate::clean::line(code, WORD_CHARACTERS)),
            };
            let hint = match code {
                Code::SignInDenied => Hint::SignInAgain,
                _ => hints::hint(&code, &Evidence::default()),
            };
            let mut error = Error::of_sign_in(code, None, hint);
            let page = if error.code == Code::SignInDenied { ResultPage::Denied } else { ResultPage::Failed };
            error.message = description.map(|text| ServerMessage { text, origin: Origin::Member });
            error.error_uri = uri;
            Err((error, page))
        }
        Answer::Unreadable => {
            Err((Error::of_sign_in(Code::BadRedirect, None, Hint::CheckAuthorizationUrl), ResultPage::Failed))
        }
    }
}

/// Compares the server that answers with the one that was asked (RFC 9207, section 2.4). Without metadata that names it, it must at least have
/// the origin of the Authorization URL or the Token URL.
fn wrong_issuer(issuer: Option<&str>, fields: &OAuth2Fields, metadata: Option<&Metadata>) -> Option<Detail> {
    let expected = metadata.and_then(|metadata| metadata.issuer.as_deref());
    let shown = |text: &str| crate::clean::line(text, WORD_CHARACTERS);
    match (issuer, expected) {
        (Some(issuer), Some(expected)) if issuer == expected => None,
        (Some(issuer), Some(expected)) => {
            Some(Detail::AnotherIssuer { found: shown(issuer), expected: shown(expected) })
        }
        (Some(issuer), None) => {
            let origin = url::Url::parse(issuer).map(|url| url.origin().ascii_serialization());
            let urls = fields.sign_in.authorization_url.iter().chain([&fields.token_url]);
            let own: Vec<_> = urls.map(crate::authorization::TokenUrl::origin).collect();
            let is_own = origin.is_ok_and(|origin| own.contains(&origin));
            let expected = own.first().cloned().unwrap_or_default();
            (!is_own).then(|| Detail::AnotherIssuer { found: shown(issuer), expected })
        }
        (None, expected) => {
            let names_itself = metadata.is_some_and(|metadata| metadata.names_itself);
            names_itself.then(|| Detail::NoIssuer { expected: shown(expected.unwrap_or_default()) })
        }
    }
}

fn cannot_listen(error: &io::Error, redirect: crate::authorization::Redirect) -> Box<SignInError> {
    let port = redirect.port;
    let host = redirect.host.in_url();
    let address = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let detail = match error.kind() {
        io::ErrorKind::AddrInUse => Detail::PortInUse { port: port.unwrap_or_default() },
        _ => Detail::PortUnusable { address },
    };
    Error::of_sign_in(Code::PortInUse, Some(detail), Hint::ChangeRedirectPort).into()
}
