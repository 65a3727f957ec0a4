//! What stops a request on its way is called by its name.

use std::net::TcpListener;

use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{Authority, HostileServer, Step, Validity, send};

use crate::support::{TOKEN, against, assert_connects, assert_fails, configuration};
use crate::tls::CaFile;

#[test]
fn a_name_that_nobody_has_is_a_dns_failure() {
    for url in ["https://keyfob-tests.invalid/token", "http://keyfob-tests.invalid/token"] {
        let mut configuration = configuration(url);
        configuration["accept_cleartext"] = true.into();
        assert_fails(url, &connect(&configuration), "network.dns");
    }
}

#[test]
fn a_port_where_nobody_listens_is_a_connect_failure() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    for scheme in ["http", "https"] {
        let run = connect(&configuration(&format!("{scheme}://127.0.0.1:{port}/token")));
        assert_fails(scheme, &run, "network.connect");
    }
}

#[test]
fn an_answer_that_ends_early_is_told_apart_from_a_bad_one() {
    for (case, behaviour, expected) in [
        ("nothing at all", vec![], "network.connection_closed"),
        ("a reset", vec![Step::Reset], "network.connection_closed"),
        ("half a first line", send("HTTP/1.1 2"), "network.connection_closed|http.bad_response"),
        ("half a head", send("HTTP/1.1 200 OK\r\nContent-"), "network.connection_closed|http.bad_response"),
        ("half a body", send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acc"), "network.connection_closed"),
        (
            "half a chunk",
            send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"acc"),
            "network.connection_closed",
        ),
        (
            "no last chunk",
            send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
            "network.connection_closed",
        ),
    ] {
        assert_fails(case, &against(behaviour), expected);
    }
}

#[test]
fn what_is_no_http_is_a_bad_answer() {
    for (case, answer) in [
        ("another protocol", &b"SSH-2.0-OpenSSH_9.2\r\n"[..]),
        ("binary", b"\x00\x01\x02\x03\r\n\r\n"),
        ("a TLS alert", b"\x15\x03\x03\x00\x02\x02\x28"),
        ("another version", b"HTTP/9.9 200 OK\r\n\r\n{}"),
        ("no status", b"HTTP/1.1 OK\r\n\r\n{}"),
        ("a status of letters", b"HTTP/1.1 abc OK\r\n\r\n{}"),
        ("a zero in a header", b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n{}"),
        ("two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        ("a negative length", b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
        ("a chunk size of letters", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        ("an endless chunk size", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}"),
        ("gzip that is none", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
        ("half of a gzip", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"),
        (
            "brotli that is none",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\n\xff\xff\xff\xff",
        ),
        ("an unknown content coding", b"HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 2\r\n\r\nno"),
    ] {
        assert_fails(case, &against(send(answer)), "http.bad_response");
    }
}

#[test]
fn a_server_that_speaks_first_is_never_called_a_closed_connection() {
    let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#);
    let early = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    for _ in 0..10 {
        for greeting in ["SSH-2.0-OpenSSH_9.6\r\n", "220 mail.example ESMTP\r\n", "J\0\0\0\n8.0.36\0"] {
            let server = HostileServer::start_rude(vec![Step::Send(greeting.into()), Step::Silence]);
            assert_fails(greeting, &connect(&configuration(&server.url("/"))), "http.bad_response");
        }
        let server = HostileServer::start_rude(vec![Step::Send(early.clone().into()), Step::Silence]);
        // A whole response may arrive before the client is ready to ask for it.
        let run = connect(&configuration(&server.url("/")));
        if run.connected() {
            assert_connects("a whole answer", &run);
        } else {
            assert_fails("a whole answer", &run, "http.bad_response");
        }
    }
}

#[test]
fn a_form_that_may_be_cut_is_no_answer() {
    let form = format!("HTTP/1.1 200 OK\r\n\r\naccess_token={TOKEN}");
    let run = against(vec![Step::Send(form.clone().into()), Step::Reset]);
    assert_fails("a form before a reset", &run, "network.connection_closed");
    let authority = Authority::new();
    let server = HostileServer::start_tls(&authority.issue(&["127.0.0.1"], Validity::Now), send(form));
    let run = CaFile::new(&authority).connect(&configuration(&server.url("/")));
    assert_fails("a form before an end without a word", &run, "network.connection_closed");
    let json = format!("HTTP/1.1 200 OK\r\n\r\n{{\"access_token\":\"{TOKEN}\"}}");
    assert_connects("whole JSON", &against(vec![Step::Send(json.into()), Step::Reset]));
}

#[test]
fn a_line_of_the_head_that_is_no_header_hides_nothing() {
    let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#);
    for (case, line) in [("no colon", "Nonsense"), ("a space in the name", "X Y: z"), ("no name", ": z")] {
        let head = format!("HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: {}\r\n\r\n", body.len());
        assert_connects(case, &against(send(head + &body)));
    }
}

#[test]
fn a_switch_to_another_protocol_is_no_answer() {
    let server =
        HostileServer::start(send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"));
    let run = connect(&configuration(&server.url("/")));
    assert_fails("101", &run, "http.bad_response|http.http_status|network.connection_closed");
}
