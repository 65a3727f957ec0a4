//! What a token says about itself, if it is a JSON Web Token (RFC 7519). Nothing of it is verified: it is what the sender wrote.

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::jwt::{self, Jwt};
use crate::{clean, secret::Secret};

/// The most members of a header or of claims that are shown.
const MOST_MEMBERS: usize = 100;
/// The longest name or value that is shown, in characters.
const VALUE_CHARACTERS: usize = 1_000;
/// A token that lives for longer is unusual.
const LONG_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;
/// How far the clocks of client and server may differ, in milliseconds.
const SKEW_MS: i64 = 60_000;
/// The claims that are dates (RFC 7519, section 4.1; OpenID Connect Core, section 2). Those of an introspection have the same names (RFC 7662,
/// section 2.2).
pub(crate) const DATES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

/// What a JSON Web Token says.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct JwtInspection {
    /// The members of its header, in order.
    pub header: Vec<JwtMember>,
    /// Its claims, in order; `None` if the token is encrypted.
    pub claims: Option<Vec<JwtMember>>,
    /// How its issuer compares with the configuration; `None` if the token is encrypted.
    pub issuer: Option<IssuerCheck>,
    /// How its audience compares with the configuration; `None` if the token is encrypted.
    pub audience: Option<AudienceCheck>,
    /// What is unusual about it.
    pub facts: Vec<TokenFact>,
}

/// A member of a header, or a claim.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct JwtMember {
    /// Its name.
    pub name: String,
    /// A text as it is, anything else as JSON. Cut if it is very long.
    pub value: String,
    /// If it is a date: UTC milliseconds.
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
}

/// How a token's issuer compares with the Token URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IssuerCheck {
    /// An address with the Token URL's scheme, host and port.
    SameOrigin,
    /// Another address, or no address.
    OtherOrigin,
    /// The token names none.
    Missing,
}

/// How a token's audience compares with the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AudienceCheck {
    /// It contains everything that was requested.
    Requested,
    /// Something that was requested isn't in it.
    Differs,
    /// Nothing was requested.
    NotRequested,
    /// The token names none.
    Missing,
}

/// Something unusual about a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TokenFact {
    /// It isn't signed (`alg` is `none`).
    AlgNone,
    /// It expires at the time it was issued, or before.
    ExpiredAtBirth,
    /// It isn't valid yet (`nbf`).
    NotYetValid,
    /// It is valid for more than 24 hours.
    LongLife,
    /// It doesn't expire (no `exp`).
    NoExpiry,
}

/// What the configuration says about tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    /// The scheme, host and port of the Token URL.
    pub(crate) origin: &'a str,
    /// The requested audience and resources.
    pub(crate) audiences: &'a [String],
}

/// Reads a token; `None` if it isn't a JSON Web Token.
pub(crate) fn inspect(token: &Secret, expected: Expected<'_>, now_ms: i64) -> Option<JwtInspection> {
    let jwt = Jwt::read(token.expose())?;
    let claims = jwt.claims.as_ref();
    Some(JwtInspection {
        header: members(&jwt.header, &[], clean::line),
        claims: claims.map(|claims| members(claims, &DATES, clean::line)),
        issuer: claims.map(|claims| issuer(claims, expected.origin)),
        audience: claims.map(|claims| audience(claims, expected.audiences)),
        facts: facts(&jwt, now_ms),
    })
}

/// Returns a claim of a token that is a text; `None` if it has none.
pub(crate) fn claim(token: &Secret, name: &str) -> Option<String> {
    Jwt::read(token.expose())?.claims?.get(name)?.as_str().map(ToOwned::to_owned)
}

/// Returns the first members of an object as they are shown: the text of a value, or its JSON, and the time that it is if its name is one of
/// `dates`.
pub(crate) fn members(
    object: &Map<String, Value>,
    dates: &[&str],
    shown: impl Fn(&str, usize) -> String,
) -> Vec<JwtMember> {
    let member = |(name, value): (&String, &Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let at_ms = dates.contains(&name.as_str()).then(|| jwt::date_ms(value)).flatten();
        JwtMember { name: shown(name, VALUE_CHARACTERS), value: shown(&text, VALUE_CHARACTERS), at_ms }
    };
    object.iter().take(MOST_MEMBERS).map(member).collect()
}

fn issuer(claims: &Map<String, Value>, origin: &str) -> IssuerCheck {
    let Some(issuer) = claims.get("iss").and_then(Value::as_str) else { return IssuerCheck::Missing };
    let of_issuer = url::Url::parse(issuer).map(|url| url.origin().ascii_serialization());
    if of_issuer.is_ok_and(|of_issuer| of_issuer == origin) {
        IssuerCheck::SameOrigin
    } else {
        IssuerCheck::OtherOrigin
    }
}

fn audience(claims: &Map<String, Value>, requested: &[String]) -> AudienceCheck {
    let found: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    match (found.is_empty(), requested.is_empty()) {
        (true, _) => AudienceCheck::Missing,
        (_, true) => AudienceCheck::NotRequested,
        _ if requested.iter().all(|requested| found.contains(&requested.as_str())) => AudienceCheck::Requested,
        _ => AudienceCheck::Differs,
    }
}

fn facts(jwt: &Jwt, now_ms: i64) -> Vec<TokenFact> {
    let date = |claim| jwt.date_ms(claim);
    let (expires, issued) = (date("exp"), date("iat").or_else(|| date("nbf")));
    let life_ms = expires.zip(issued).map(|(expires, issued)| expires.saturating_sub(issued));
    let is_none = jwt.header.get("alg").and_then(Value::as_str).is_some_and(|alg| alg.eq_ignore_ascii_case("none"));
    let found = [
        (is_none, TokenFact::AlgNone),
        (life_ms.is_some_and(|life_ms| life_ms <= 0), TokenFact::ExpiredAtBirth),
        (date("nbf").is_some_and(|at_ms| at_ms > now_ms.saturating_add(SKEW_MS)), TokenFact::NotYetValid),
        (life_ms.is_some_and(|life_ms| life_ms > LONG_LIFE_MS), TokenFact::LongLife),
        (jwt.claims.is_some() && expires.is_none(), TokenFact::NoExpiry),
    ];
    found.into_iter().filter_map(|(is, fact)| is.then_some(fact)).collect()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    const NOW_S: i64 = 1_800_000_000;

    fn read(header: &str, claims: &str, audiences: &[&str]) -> JwtInspection {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = Secret::new(format!("{}.{}.{}", part(header), part(claims), part("signature")));
        let audiences: Vec<String> = audiences.iter().map(|&audience| audience.to_owned()).collect();
        let expected = Expected { origin: "https://a.example", audiences: &audiences };
        inspect(&token, expected, NOW_S * 1_000).unwrap()
    }

    #[test]
    fn header_and_claims_are_shown_in_order_with_their_dates() {
        let shown = read(r#"{"alg":"RS256","kid":"1"}"#, r#"{"sub":"x","exp":1800000060,"n":{"a":[1]}}"#, &[]);
        let member =
            |name: &str, value: &str, at_ms| JwtMember { name: name.to_owned(), value: value.to_owned(), at_ms };
        assert_eq!(shown.header, [member("alg", "RS256", None), member("kid", "1", None)]);
        let claims = [
            member("sub", "x", None),
            member("exp", "1800000060", Some(1_800_000_060_000)),
            member("n", r#"{"a":[1]}"#, None),
        ];
        assert_eq!(shown.claims.as_deref(), Some(&claims[..]));
    }

    #[test]
    fn issuer_and_audience_are_compared_with_the_configuration() {
        for (claims, audiences, issuer, audience) in [
            (
                r#"{"iss":"https://a.example/x","aud":"api"}"#,
                &["api"][..],
                IssuerCheck::SameOrigin,
                AudienceCheck::Requested,
            ),
            (
                r#"{"iss":"https://a.example:443","aud":["api","b"]}"#,
                &["api"],
                IssuerCheck::SameOrigin,
                AudienceCheck::Requested,
            ),
            (r#"{"iss":"https://b.example","aud":["b"]}"#, &["api"], IssuerCheck::OtherOrigin, AudienceCheck::Differs),
            (r#"{"iss":"accounts","aud":"b"}"#, &[], IssuerCheck::OtherOrigin, AudienceCheck::NotRequested),
            (r#"{"iss":1,"aud":[]}"#, &["api"], IssuerCheck::Missing, AudienceCheck::Missing),
        ] {
            let shown = read(r#"{"alg":"RS256"}"#, claims, audiences);
            assert_eq!((shown.issuer, shown.audience), (Some(issuer), Some(audience)), "{claims}");
        }
    }

    #[test]
    fn unusual_facts_are_named_and_usual_ones_are_not() {
        use TokenFact as F;
        for (alg, claims, facts) in [
            ("RS256", r#"{"iat":1800000000,"exp":1800003600,"nbf":1800000000}"#, &[][..]),
            ("None", r#"{"exp":1800003600}"#, &[F::AlgNone]),
            ("RS256", r#"{"iat":1800000000,"exp":1800000000}"#, &[F::ExpiredAtBirth]),
            ("RS256", r#"{"nbf":1800000061,"iat":1800000000,"exp":1800003600}"#, &[F::NotYetValid]),
            ("RS256", r#"{"iat":1800000000,"exp":1800086401}"#, &[F::LongLife]),
            ("RS256", r#"{"iat":1800000000,"exp":1800086400}"#, &[]),
            ("RS256", "{}", &[F::NoExpiry]),
        ] {
            assert_eq!(read(&format!(r#"{{"alg":"{alg}"}}"#), claims, &[]).facts, facts, "{claims}");
        }
    }

    #[test]
    fn of_an_encrypted_token_the_header_is_shown_and_an_opaque_one_says_nothing() {
        let expected = Expected { origin: "https://a.example", audiences: &[] };
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
        let shown = inspect(&Secret::new(format!("{header}.a2V5.bm9uY2U.dGV4dA.dGFn")), expected, 0).unwrap();
        assert!(shown.claims.is_none() && shown.issuer.is_none() && shown.facts.is_empty());
        assert_eq!(inspect(&Secret::new("opaque".to_owned()), expected, 0), None);
    }

    #[test]
    fn a_claim_cannot_disguise_itself_or_flood_the_window() {
        let claims = format!(r#"{{"a":"x\u202ey\n{}"}}"#, "z".repeat(5_000));
        let shown = read(r#"{"alg":"RS256"}"#, &claims, &[]);
        let value = &shown.claims.unwrap()[0].value;
        assert!(!value.contains('\u{202e}') && !value.contains('\n') && value.chars().count() < 1_100, "{value}");
    }
}
