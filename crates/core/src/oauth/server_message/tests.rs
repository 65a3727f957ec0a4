//! The shapes in which servers put their words: the `ans-*` cases, and others.

use proptest::prelude::*;

use super::*;

fn words(text: &str, media_type: &str, is_success: bool) -> Option<String> {
    server_message(text, media_type, is_success, &TokenMember::default()).map(|message| message.text)
}

#[test]
fn words_are_found_in_json_wherever_servers_put_them() {
    for (text, expected) in [
        (r#"{"message": "Method not allowed"}"#, "Method not allowed"),
        (r#"{"Message": "An error has occurred."}"#, "An error has occurred."),
        (r#"{"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}"#, "ClientId is Invalid"),
        (r#"{"error": "access_denied", "error_description": "Service not enabled"}"#, "Service not enabled"),
        (r#"{"errcode": 40013, "errmsg": "invalid appid"}"#, "invalid appid"),
        (r#"{"error": {"code": "invalid_client", "message": "Client unknown"}}"#, "Client unknown"),
        (
            r#"{"errors": [{"status": "401", "title": "Unauthorized", "detail": "Client billing-api is disabled"}]}"#,
            "Client billing-api is disabled",
        ),
        (r#"{"success": false, "errors": ["Client is disabled"]}"#, "Client is disabled"),
        (r#"{"errors": [{"message": "one"}, {"code": "TWO"}, "three", {"token": "secret"}, 4]}"#, "one; TWO; three"),
        (
            r#"{"status": "BAD_CLIENT_SECRET", "message": "missing or invalid client secret"}"#,
            "missing or invalid client secret",
        ),
        (r#"{"error": "Invalid client"}"#, "Invalid client"),
        (r#"{"error": "Realm does not exist"}"#, "Realm does not exist"),
        (r#"{"code": 10003, "msg": "invalid param"}"#, "invalid param"),
        (r#"{"codigo": "401", "mensagem": "Cliente não autorizado"}"#, "Cliente não autorizado"),
        (r#"{"erros": [{"codigo": "1", "mensagem": "Certificado ausente"}]}"#, "Certificado ausente"),
        (r#"{"descricao": "Cliente inexistente"}"#, "Cliente inexistente"),
        (
            r#"{"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "No such tenant"}"#,
            "No such tenant",
        ),
        (r#"{"fault": {"faultstring": "Invalid API call", "detail": {"errorcode": "x"}}}"#, "Invalid API call"),
        (r#"{"data": {"error": {"message": "Deep"}}}"#, "Deep"),
        (r#"{"errorCode": "E01", "errorSummary": "Bad client", "errorCauses": []}"#, "Bad client"),
        (r#"{"error": "x", "error_description": "One.", "hint": "Two.", "error_debug": "Two."}"#, "One.; Two."),
        (r#"{"error": "x", "details": ["one", "two"]}"#, "one two"),
        (r#"[{"errorCode": "INVALID", "message": "Session expired"}]"#, "Session expired"),
        (r#"{"error_description":"","message":"used instead"}"#, "used instead"),
        (r#"{"error":"invalid_client","error_description":"unknown""#, "unknown"),
        (r#"{"error":"invalid_client","error_description":"unknown",}"#, "unknown"),
        ("error=invalid_client&error_description=No+such+client", "No such client"),
        ("\"The client is unknown\"", "The client is unknown"),
        ("Your request was blocked.", "Your request was blocked."),
    ] {
        assert_eq!(words(text, "application/json", false).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_code_a_token_and_anything_without_a_name_for_words_are_not_words() {
    for text in [
        r#"{"error": "invalid_client"}"#,
        r#"{"error":"invalid_client","error_description":"client "billing-api" unknown"}"#,
        r#"{"tokenData": {"access_token": "tok-5Zq8Lw2nR7xC"}, "errors": [], "success": true}"#,
        r#"{"AccessToken": "tok-5Zq8Lw2nR7xC", "TokenType": "Bearer"}"#,
        r#"{"error": {"token": "tok"}, "errors": [{"token": "tok"}], "x": "some words"}"#,
        r#"{"message": {"x": "y"}, "detail": 4, "title": null}"#,
        r#""{\"access_token\": \"tok\", \"x\": 1}""#,
        "PK\0\0",
        "  ",
        "17",
    ] {
        assert_eq!(words(text, "application/json", false), None, "{text}");
    }
}

#[test]
fn words_of_success_and_text_that_may_be_the_token_are_no_explanation_of_a_success() {
    let lark = r#"{"code": 0, "msg": "ok", "tenant_access_token": "tok-5Zq8Lw2nR7xC", "expire": 7200}"#;
    assert_eq!(words(lark, "application/json", true), None);
    assert_eq!(words(lark, "application/json", false).as_deref(), Some("ok"));
    assert_eq!(words("tok-5Zq8Lw2nR7xC", "text/plain", true), None);
    assert_eq!(words(r#"{"Message": "An error has occurred."}"#, "", true).as_deref(), Some("An error has occurred."));
}

#[test]
fn markup_and_text_are_told_apart_from_members() {
    for (text, origin) in [
        (r#"{"message": "x"}"#, Origin::Member),
        ("error=x&error_description=y", Origin::Member),
        ("<title>x</title>", Origin::Markup),
        ("<a><message>x</message></a>", Origin::Markup),
        ("x", Origin::Text),
    ] {
        assert_eq!(server_message(text, "", false, &TokenMember::default()).unwrap().origin, origin, "{text}");
    }
}

#[test]
fn a_megabyte_of_errors_is_read_in_part() {
    let many = format!("{{\"errors\":[{}{{}}]}}", "{\"message\":\"a\"},{\"message\":\"b\"},".repeat(30_000));
    assert_eq!(words(&many, "", false).as_deref(), Some("a; b"));
    let deep = format!("{}1{}", "{\"error\":".repeat(100_000), "}".repeat(100_000));
    assert_eq!(words(&deep, "", false), None);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(
        text in "(\\{\"error\":|\\{\"errors\":\\[|\"message\":|<title>|</|<x|<!\\[CDATA\\[|\\]\\]>|&|\\}|\\]|\"|,|\\PC){0,40}",
        is_success in any::<bool>(),
    ) {
        let _ = server_message(&text, "text/html", is_success, &TokenMember::default());
    }
}
