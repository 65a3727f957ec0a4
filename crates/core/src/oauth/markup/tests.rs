//! Pages and faults of real servers, and hostile ones.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn a_page_gives_its_title_its_heading_or_its_text() {
    for (page, expected) in [
        (
            "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body><h1>400 Bad Request</h1></body>",
            "400 The plain HTTP request was sent to HTTPS port",
        ),
        ("<html><body><h1>Access Denied</h1><p>policy 17</p></body></html>", "Access Denied"),
        ("<title> </title><p>x</p><h2>Access <b>De</b>nied</h2><h1>Later</h1>", "Access Denied"),
        (
            "<html><head><title>HTTP Status 401 &#8211; Unauthorized &amp; &quot;x&quot; &eacute;</title></head></html>",
            "HTTP Status 401 – Unauthorized & \"x\" é",
        ),
        ("<html><head><script>var t='<title>no</title>';</script><title>Yes</title></head></html>", "Yes"),
        (
            "<!DOCTYPE html><title>Instance Hibernating page</title><style>h1{margin:1px}</style><h1>Your instance is hibernating.</h1>",
            "Instance Hibernating page",
        ),
        (
            "<html><head><title></title></head><body><script>var x=1;</script>Something went wrong</body></html>",
            "Something went wrong",
        ),
        ("<body><p>One.</p><p>Two <i>th</i>ree</p><noscript><b>on</b></noscript><!-- no --></body>", "One. Two three"),
        ("<html><svg><title>icon</title></svg><title>Yes</title>", "Yes"),
        ("<template><template><h1>no</h1></template><h1>no</h1></template><h3>Yes</h3>", "Yes"),
        ("<html><Title lang=en>\n Log  in\n</TITLE>", "Log in"),
    ] {
        assert_eq!(html_words(page).as_deref(), Some(expected), "{page}");
    }
}

#[test]
fn a_title_that_never_ends_and_markup_alone_are_not_words() {
    for page in
        ["", "<title>", "<title></title>", "<title", "<title>x<p>y", "<html><br><img alt=x>", "<script>x", "<!-- x"]
    {
        assert_eq!(html_words(page), None, "{page}");
    }
    let long = html_words(&format!("<p>{}", "word ".repeat(1_000))).unwrap();
    assert_eq!((long.chars().count(), long.ends_with("word…")), (200, true));
}

#[test]
fn a_fault_gives_its_words_and_no_other_element() {
    for (document, expected) in [
        (
            "<ns1:XMLFault xmlns:ns1=\"http://cxf.example/x\"><ns1:faultstring>Parameters map trying to override existing key client_secret</ns1:faultstring></ns1:XMLFault>",
            Some("Parameters map trying to override existing key client_secret"),
        ),
        (
            "<s:Envelope><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang=\"en\">Not <![CDATA[a > b & c]]> &lt;ok&gt;</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>",
            Some("Not a > b & c <ok>"),
        ),
        (
            "<?xml version=\"1.0\"?><Error><Code>X</Code><Message>Denied</Message><RequestId>r</RequestId></Error>",
            Some("Denied"),
        ),
        ("<OAuth><error>x</error><error_description>Bad &#233;</error_description></OAuth>", Some("Bad é")),
        ("<a><message/><message> </message><message>Second</message><message>Third</message></a>", Some("Second")),
        ("<r><title>T</title><faultstring>F</faultstring></r>", Some("F")),
        ("<OAuth><id>x</id><access_token>canary-token-2b91c4</access_token></OAuth>", None),
        ("<message><token>canary-token-2b91c4</token></message>", None),
        ("<wst:RequestedSecurityToken>canary-token-2b91c4</wst:RequestedSecurityToken>", None),
        ("canary <a", None),
    ] {
        assert_eq!(xml_words(document).as_deref(), expected, "{document}");
    }
}

#[test]
fn a_megabyte_of_markup_costs_no_more_than_its_first_part() {
    let start = Instant::now();
    for part in ["<a>", "</a>", "<a b=c ", "<![CDATA[", "<script>", "<title>", "<template>", "&amp;", "<!--", "<h1>x"] {
        let text = part.repeat((1 << 20) / part.len());
        let _ = (html_words(&text), xml_words(&text));
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
