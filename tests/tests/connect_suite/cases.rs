//! Cases from real bug reports: `tests/cases/connect.jsonl`, one a line.
//!
//! | member | meaning |
//! | --- | --- |
//! | `input` | what `keyfob connect --stdin` reads; `PORT` is the server's port, `FILES/` the folder of [`Files`] |
//! | `response_latin1` | the raw response, one character a byte; without it, a good token |
//! | `expect` | the right outcome, see [`check`] |
//! | `source` | the report that the case is modelled on |

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Authority, HostileServer, Request, Validity, send, token};
use serde_json::{Map, Value};

use crate::certificate_files::Files;

/// The token of the cases.
const TOKEN: &str = "tok-5Zq8Lw2nR7xC";
/// What no case may print: its token, and a part of each of its secrets.
const NEVER: [&str; 6] = [TOKEN, "Vq7Lm2Zt", "word99", "$Kx9", "d27b07c9ffffffff", "0123456789abcdef"];
/// How many cases run at the same time.
const THREADS: usize = 4;

#[test]
fn every_case_from_real_reports_has_its_right_outcome() {
    let cases: Vec<Value> = include_str!("../../cases/connect.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case is a line of JSON"))
        .collect();
    assert!(cases.len() >= 149, "only {} cases were read", cases.len());
    let (authority, next, wrong) = (Authority::new(), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let files = Files::new(&authority);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let problems = problems_of(case, &authority, &files);
                    wrong.lock().expect("no thread panics while it holds the lock").extend(problems);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread panicked");
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), wrong.join("\n"));
}

/// Runs a case, and returns what is wrong about its outcome.
fn problems_of(case: &Value, authority: &Authority, files: &Files) -> Vec<String> {
    let name = case["name"].as_str().expect("a case has a name");
    let server = server_for(case, authority);
    let fill = |text: &str| {
        text.replace("PORT", &server.port().to_string()).replace("FILES", files.folder().to_str().expect("a path"))
    };
    let input = filled(&case["input"], &fill);
    let run = connect(&input);
    let expected = case["expect"].as_object().expect("`expect` is an object");
    let mut problems = check(&run, expected);
    for text in NEVER {
        if run.says(text) {
            problems.push(format!("`{text}` was printed"));
        }
    }
    let is_refused = expected.get("failure").is_some_and(|failure| failure.as_str().unwrap().starts_with("input."));
    if is_refused && server.connections() > 0 {
        problems.push("something was sent".to_owned());
    }
    if !is_refused {
        match &server.requests()[..] {
            [request] => {
                let sent = expected.get("sent").map(|sent| filled(sent, &fill));
                problems.extend(sent.iter().flat_map(|sent| check_request(request, sent)));
            }
            requests => problems.push(format!("{} requests were sent instead of one", requests.len())),
        }
    }
    problems.into_iter().map(|problem| format!("{name}: {problem}; {}", run.stdout.trim())).collect()
}

fn server_for(case: &Value, authority: &Authority) -> HostileServer {
    let response = case["response_latin1"].as_str().map(|text| {
        let bytes = text.chars().map(|character| u8::try_from(u32::from(character)).expect("Latin-1"));
        send(bytes.collect::<Vec<_>>())
    });
    let behaviour = response.unwrap_or_else(|| token(TOKEN));
    let url = case["input"]["token_url"].as_str().expect("a case has a Token URL");
    if url.contains("[::1]") {
        HostileServer::start_on_ipv6(behaviour)
    } else if !url.starts_with("https:") {
        HostileServer::start(behaviour)
    } else {
        let identity = authority.issue(&["localhost"], Validity::Now);
        if case["input"]["client_cert_file"].is_null() {
            HostileServer::start_tls(&identity, behaviour)
        } else {
            HostileServer::start_tls_for_clients_of(authority, &identity, behaviour)
        }
    }
}

/// Returns a value with its placeholders filled in.
fn filled(value: &Value, fill: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => fill(text).into(),
        Value::Array(values) => values.iter().map(|value| filled(value, fill)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), filled(value, fill))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// Compares a verdict with what is expected of it: `connected` with any members of the verdict, or `failure` (`stage.code`) with
/// `status`, and with what the message (`says`), the hint (`hint_says`) and nothing at all (`never_says`) contains.
fn check(run: &Run, expected: &Map<String, Value>) -> Vec<String> {
    let mut problems = Vec::new();
    let error = &run.verdict["error"];
    for (member, value) in expected {
        let missing_in = |text: &str| -> Vec<String> {
            texts(value).into_iter().filter(|part| !text.contains(part)).map(str::to_owned).collect()
        };
        let text_of = |member: &str| error[member].as_str().unwrap_or_default();
        let problem = match member.as_str() {
            "sent" => Vec::new(),
            "failure" if value.as_str() == Some(&run.failure()) => Vec::new(),
            "failure" => vec![format!("the failure isn't {value}")],
            "status" if error["http_status"] == *value => Vec::new(),
            "says" => missing_in(text_of("message")),
            "hint_says" => missing_in(text_of("hint")),
            "never_says" => texts(value).into_iter().filter(|text| run.says(text)).map(str::to_owned).collect(),
            "warnings_has" => missing_in(&run.verdict["warnings"].to_string()),
            "connected" | "token_type" | "expires_in" | "scopes" | "missing_scopes" | "warnings"
                if run.verdict[member] == *value =>
            {
                Vec::new()
            }
            _ => vec![value.to_string()],
        };
        problems.extend(problem.into_iter().map(|problem| format!("`{member}`: {problem}")));
    }
    problems
}

/// Compares the request with what is expected of it: its `target`, its whole `body`, the parameters in it (`body_has`), the names that
/// aren't in it (`body_lacks`), and headers, each of which is sent once.
fn check_request(request: &Request, expected: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let parameters: Vec<&str> = request.body.split('&').collect();
    for (member, value) in expected.as_object().expect("`sent` is an object") {
        let is_right = match member.as_str() {
            "target" => value.as_str() == Some(&request.target),
            "body" => value.as_str() == Some(&request.body),
            "body_has" => texts(value).iter().all(|text| parameters.contains(text)),
            "body_lacks" => texts(value).iter().all(|text| !request.body.contains(text)),
            "header" => value
                .as_object()
                .expect("headers by name")
                .iter()
                .all(|(name, value)| request.header(name) == value.as_str()),
            other => panic!("`{other}` isn't something to expect of a request"),
        };
        if !is_right {
            problems.push(format!("`{member}` isn't {value} in {request:?}"));
        }
    }
    problems
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("an array").iter().map(|text| text.as_str().expect("a text")).collect()
}
