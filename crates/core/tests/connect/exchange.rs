//! How an exchange is shown, and which hint is given, for any response.

use keyfob_core::{
    connect::{Hint, Options},
    http::{Proxy, ProxySetting},
};

use super::{Server, connect, credentials, failed, http};

#[tokio::test]
async fn nothing_that_a_server_sends_changes_how_the_request_is_shown() {
    let body = r#"{"error":"invalid_scope","error_description":"Unknown scope payments.read99",
        "requested":"payments.read99","aud":"https://api.example/v1","grant_type":"client_credentials"}"#;
    let many = (0..200).map(|at| format!(r#","member{at}":"value-{at:08}""#)).collect::<Vec<_>>().concat();
    for body in [body.to_owned(), format!(r#"{{"error":"invalid_scope"{many}}}"#)] {
        let server = Server::answering(http("400 Bad Request", "", &body)).await;
        let credentials = credentials(&server.url(), |draft| {
            draft.scopes = vec!["payments.read99".into()];
            draft.audience = "https://api.example/v1".into();
        });
        let failure = failed(connect(&credentials, &Options::default()).await);
        let exchange = failure.exchange.unwrap();
        for text in [&exchange.request.body, &exchange.curl] {
            assert!(text.contains("scope=payments.read99") && text.contains("audience=https"), "{text}");
            assert!(text.contains("client_credentials"), "{text}");
        }
        if let Some(message) = failure.server_message {
            assert_eq!(message, "Unknown scope payments.read99");
        }
    }
}

#[tokio::test]
async fn the_words_of_a_page_stay_readable_however_much_is_quoted_in_it() {
    let links = (0..300).map(|at| format!(r#"<a href="https://x.example/page-{at}">x</a>"#)).collect::<Vec<_>>();
    let links = links.concat();
    let page = format!(
        r#"<!DOCTYPE html><html><head><meta name="description" content="Forbidden"><title>403 Forbidden</title>
           <script>var state = {{"a": "Forbidden1"}};</script></head><body>{links}</body></html>"#
    );
    let server = Server::answering(http("403 Forbidden", "", &page)).await;
    let failure = failed(connect(&credentials(&server.url(), |_| {}), &Options::default()).await);
    assert_eq!(failure.server_message.as_deref(), Some("403 Forbidden"));
}

#[tokio::test]
async fn a_session_cookie_is_not_shown_where_the_server_repeats_it() {
    let body = r#"{"error":"invalid_request","error_description":"session a1b2c3d4e5 is over"}"#;
    let answer = http("400 Bad Request", "Set-Cookie: sid=a1b2c3d4e5; Path=/\r\n", body);
    let server = Server::answering(answer).await;
    let outcome = connect(&credentials(&server.url(), |_| {}), &Options::default()).await;
    assert!(!format!("{outcome:?}").contains("a1b2c3d4e5"), "{outcome:?}");
}

#[tokio::test]
async fn a_servers_own_code_is_never_mistaken_for_one_of_ours() {
    let server = Server::answering(http("400 Bad Request", "", r#"{"error":"dns"}"#)).await;
    let failure = failed(connect(&credentials(&server.url(), |_| {}), &Options::default()).await);
    assert_eq!(failure.message, "The server rejected the request (`dns`).");
}

#[tokio::test]
async fn a_redirect_to_anything_but_a_web_address_is_not_advised() {
    for (target, expected) in [("javascript:alert(1)", Hint::CheckTokenUrl), ("/elsewhere", Hint::UseRedirectTarget)] {
        let answer = http("308 Permanent Redirect", &format!("Location: {target}\r\n"), "");
        let server = Server::answering(answer).await;
        let failure = failed(connect(&credentials(&server.url(), |_| {}), &Options::default()).await);
        assert_eq!(failure.hint, expected, "{target}");
    }
}

#[tokio::test]
async fn a_rejected_proxy_password_is_sent_only_once() {
    let mut proxy = Server::answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n").await;
    let address = format!("http://maria:p4ss-word99@127.0.0.1:{}", proxy.port);
    let options = Options { proxy: ProxySetting::Address(Proxy::parse(&address).unwrap()), ..Options::default() };
    let credentials = credentials("https://login.example/token", |_| {});
    let failure = failed(connect(&credentials, &options).await);
    assert_eq!((failure.http_status, failure.hint), (Some(407), Hint::CheckProxy));
    let seen = proxy.requests.recv().await.unwrap();
    assert!(seen.contains("Proxy-Authorization"), "{seen}");
    assert!(proxy.requests.try_recv().is_err(), "the password was sent a second time");
}
