//! A server where users sign in, and a user, for tests.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use url::form_urlencoded;

use super::*;
use crate::{
    authorization::GrantType,
    connect::{BrowserAddress, Outcome, SignInUser, SignInWaiting, network::NetworkOverrides},
    keyfob::SignInOptions,
};

/// What the token endpoint answers to the parameters of a request.
type Answer = dyn Fn(&Request) -> (u16, String) + Send + Sync;

/// A request as the server reads it.
pub(super) struct Request {
    pub(super) head: String,
    pub(super) parameters: Vec<(String, String)>,
}

impl Request {
    pub(super) fn get(&self, name: &str) -> &str {
        self.parameters.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// A server that answers POSTs as it is told, and anything else with 404.
pub(super) struct UsersServer {
    port: u16,
    pub(super) seen: Arc<Mutex<Vec<Request>>>,
    answer: Arc<Mutex<Arc<Answer>>>,
}

/// Answers with a token, and a refresh token that is replaced each time.
pub(super) fn rotating(expires_in: u32) -> impl Fn(&Request) -> (u16, String) + Send + Sync {
    let refresh = Mutex::new(0);
    move |request| {
        let mut number = refresh.lock().unwrap();
        let is_refresh = request.get("grant_type") == "refresh_token";
        if is_refresh && request.get("refresh_token") != format!("canary-refresh-{number}") {
            return (400, r#"{"error":"invalid_grant"}"#.to_owned());
        }
        *number += 1;
        let body = format!(
            r#"{{"access_token":"canary-access-{number}","token_type":"Bearer","expires_in":{expires_in},"refresh_token":"canary-refresh-{number}"}}"#
        );
        (200, body)
    }
}

impl UsersServer {
    pub(super) fn new(answer: impl Fn(&Request) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer: Arc<Mutex<Arc<Answer>>> = Arc::new(Mutex::new(Arc::new(answer)));
        let seen = Arc::default();
        let server = Self { port, seen: Arc::clone(&seen), answer: Arc::clone(&answer) };
        thread::spawn(move || {
            for connection in listener.incoming() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || serve(connection.unwrap(), &seen, &answer));
            }
        });
        server
    }

    pub(super) fn answers(&self, answer: impl Fn(&Request) -> (u16, String) + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }

    pub(super) fn draft(&self, grant: GrantType) -> Draft {
        let mut draft = draft("a", "canary-secret");
        let Details::OAuth2 { grant_type, .. } = &mut draft.details else { panic!("an OAuth 2 draft") };
        *grant_type = grant;
        let fields = staging(&mut draft);
        let url = |path: &str| format!("http://127.0.0.1:{}{path}", self.port);
        fields.token_url = url("/token");
        fields.authorization_url = if grant.has_code() { url("/authorize") } else { String::new() };
        fields.device_url = if grant.has_code() { String::new() } else { url("/device") };
        draft
    }

    /// Returns how many requests had a grant type.
    pub(super) fn count(&self, grant_type: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|request| request.get("grant_type") == grant_type).count()
    }
}

fn serve(mut connection: TcpStream, seen: &Mutex<Vec<Request>>, answer: &Mutex<Arc<Answer>>) {
    let (mut text, mut bytes) = (String::new(), [0; 4096]);
    let (head, body) = loop {
        let Ok(count @ 1..) = connection.read(&mut bytes) else { return };
        text += str::from_utf8(&bytes[..count]).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length: ").map(|length| length.parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    let is_post = head.starts_with("POST ");
    let (status, body) = if is_post {
        let parameters = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let request = Request { head, parameters };
        let answer = Arc::clone(&answer.lock().unwrap());
        let answered = answer(&request);
        seen.lock().unwrap().push(request);
        answered
    } else {
        (404, String::new())
    };
    let head = "Content-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\n";
    let _ = write!(connection, "HTTP/1.1 {status} X\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len());
}

/// What a browser does with an address: returns the targets that it asks the listener for, one after another.
type Visit = dyn Fn(&Asked) -> Vec<String> + Send + Sync;

/// An authorization request, as a server reads it.
pub(super) struct Asked {
    parameters: Vec<(String, String)>,
}

impl Asked {
    pub(super) fn get(&self, name: &str) -> &str {
        self.parameters.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// Returns the listener's port.
    fn port(&self) -> u16 {
        url::Url::parse(self.get("redirect_uri")).unwrap().port().unwrap()
    }
}

/// A user with a browser.
pub(super) struct User {
    visit: Arc<Visit>,
    /// What was shown.
    pub(super) shown: Mutex<Vec<SignInWaiting>>,
    browsers: Mutex<Vec<thread::JoinHandle<Vec<String>>>>,
}

impl User {
    pub(super) fn new(visit: impl Fn(&Asked) -> Vec<String> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { visit: Arc::new(visit), shown: Mutex::default(), browsers: Mutex::default() })
    }

    /// One who signs in.
    pub(super) fn signing_in() -> Arc<Self> {
        Self::new(|asked| vec![format!("/callback?code=canary-code&state={}", asked.get("state"))])
    }

    /// Waits for the browser, and returns what the listener answered.
    pub(super) fn answers(&self) -> Vec<String> {
        self.browsers.lock().unwrap().drain(..).flat_map(|browser| browser.join().unwrap()).collect()
    }

    pub(super) fn options(self: &Arc<Self>) -> SignInOptions {
        SignInOptions::new(Arc::clone(self) as Arc<dyn SignInUser>, Language::English)
    }
}

impl SignInUser for User {
    fn show(&self, waiting: &SignInWaiting) {
        self.shown.lock().unwrap().push(waiting.clone());
    }

    fn open(&self, address: &BrowserAddress) -> bool {
        let url = url::Url::parse(address.as_str()).unwrap();
        let asked = Asked { parameters: url.query_pairs().into_owned().collect() };
        let visit = Arc::clone(&self.visit);
        let browser = thread::spawn(move || visit(&asked).iter().map(|target| get(asked.port(), target)).collect());
        self.browsers.lock().unwrap().push(browser);
        true
    }
}

/// Asks the listener for something, and for what it redirects to.
pub(super) fn get(port: u16, target: &str) -> String {
    let answer = send(port, &format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned);
    match location {
        Some(location) => format!("{answer}{}", get(port, &location)),
        None => answer,
    }
}

/// Sends a request as it is written. Returns the answer, or nothing if there is none.
pub(super) fn send(port: u16, request: &str) -> String {
    let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) else { return String::new() };
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = connection.write_all(request.as_bytes());
    let mut answer = String::new();
    let _ = connection.read_to_string(&mut answer);
    answer
}

/// Connects with a user.
pub(super) fn sign_in(keyfob: &Keyfob, draft: &Draft, user: &Arc<User>) -> Outcome {
    sign_in_with(keyfob, draft, &user.options())
}

pub(super) fn sign_in_with(keyfob: &Keyfob, draft: &Draft, how: &SignInOptions) -> Outcome {
    let prepared = keyfob.prepare_connect_with_user(draft, STAGING, &NetworkOverrides::default(), &[], how).unwrap();
    super::tokens::run(keyfob.send_and_record(prepared)).unwrap()
}
