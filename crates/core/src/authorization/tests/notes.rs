//! What is unusual about a value and yet allowed.

use proptest::prelude::*;

use super::{api_key, connectable, keyed, oauth2, typed};
use crate::authorization::{
    ApiKeyDraft, Environment, Field, Note, NoteCode, OAuth2Draft, Position, SecretInput, notes_on, tidy,
};
use crate::secret::Secret;

use NoteCode::{InvisibleCharacter, NoBreakSpace, OtherSpace, SmartDash, SmartQuote, Space};
use Position::{End, Middle, Start};

#[test]
fn what_is_unusual_is_told_by_kind_and_position_and_tidied() {
    for (text, notes, tidied) in [
        ("s3cr3t-Vq7Lm2Zt", vec![], "s3cr3t-Vq7Lm2Zt"),
        ("two words é😀", vec![], "two words é😀"),
        ("", vec![], ""),
        ("id ", vec![Space { position: End }], "id"),
        ("  id", vec![Space { position: Start }], "id"),
        ("a  b", vec![Space { position: Middle }], "a b"),
        (" ", vec![Space { position: Start }], ""),
        ("id\u{A0}", vec![NoBreakSpace { position: End }], "id"),
        ("a\u{202F}b", vec![NoBreakSpace { position: Middle }], "a b"),
        ("\u{3000}id", vec![OtherSpace { position: Start }], "id"),
        (
            "\u{FEFF}id\u{200B}",
            vec![InvisibleCharacter { position: Start }, InvisibleCharacter { position: End }],
            "id",
        ),
        ("i\u{AD}\u{200D}d", vec![InvisibleCharacter { position: Middle }], "id"),
        ("“id”", vec![SmartQuote { position: Start }, SmartQuote { position: End }], "\"id\""),
        ("o’b", vec![SmartQuote { position: Middle }], "o'b"),
        ("a–b", vec![SmartDash { position: Middle }], "a-b"),
        (
            " a—b \u{A0}",
            vec![
                Space { position: Start },
                SmartDash { position: Middle },
                Space { position: End },
                NoBreakSpace { position: End },
            ],
            "a-b",
        ),
    ] {
        assert_eq!(notes_on(text), notes, "{text:?}");
        assert_eq!(tidy(text), tidied, "{text:?}");
    }
}

#[test]
fn id_and_typed_secret_are_kept_as_typed_and_pointed_out() {
    let draft = OAuth2Draft { client_id: "id ".into(), client_secret: typed("pw\u{A0}"), ..connectable() };
    let draft = oauth2(draft, OAuth2Draft::default());
    let check = draft.examine();
    let note = |field, code| Note { field, environment: Some(Environment::Staging), index: None, code };
    let expected =
        [note(Field::ClientId, Space { position: End }), note(Field::ClientSecret, NoBreakSpace { position: End })];
    assert_eq!(check.notes, expected);
    assert_eq!(check.blocking().count(), 0);
    let fields = draft.check_environment(Environment::Staging).unwrap();
    assert_eq!(fields.client_id, "id ");
}

#[test]
fn a_stored_secret_is_not_in_the_draft_and_has_no_notes() {
    let draft = OAuth2Draft { client_secret: SecretInput::Stored, ..connectable() };
    assert_eq!(oauth2(draft, OAuth2Draft::default()).examine().notes, []);
}

#[test]
fn opened_credentials_tell_where_and_what_kind_and_no_more() {
    let draft = OAuth2Draft { client_id: "a  b".into(), client_secret: typed("CANARY “x” "), ..connectable() };
    let fields =
        draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    let opened =
        fields.try_map_secrets(|_, secret| if let SecretInput::Typed { text } = secret { Ok(text) } else { Err(()) });
    let notes: Vec<String> = opened.unwrap().notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "`client_id` contains several spaces in a row",
            "`client_secret` contains a typographic quotation mark",
            "`client_secret` ends with a typographic quotation mark",
            "`client_secret` ends with a space",
        ]
    );
}

#[test]
fn the_value_of_an_api_key_is_pointed_out_too() {
    let draft = api_key(ApiKeyDraft { value: typed("key\u{200B}"), ..keyed() }, ApiKeyDraft::default());
    let check = draft.examine();
    assert_eq!(check.notes.len(), 1);
    assert_eq!((check.notes[0].field, &check.notes[0].code), (Field::Value, &InvisibleCharacter { position: End }));
}

#[test]
fn a_resource_that_is_no_uri_gets_a_hint_and_is_sent_as_typed() {
    let resources = ["https://management.core.windows.net/", "20e940b3-4c77-4b0b-9a53-9e16a1b010a7", "urn:a", "a b"];
    let draft = OAuth2Draft { resources: resources.map(str::to_owned).to_vec(), ..connectable() };
    let notes = oauth2(draft, OAuth2Draft::default()).examine().notes;
    let expected = [Note {
        field: Field::Resource,
        environment: Some(Environment::Staging),
        index: Some(1),
        code: NoteCode::NotAUri,
    }];
    assert_eq!(notes, expected);
}

#[test]
fn a_token_url_that_is_changed_is_pointed_out() {
    let draft = OAuth2Draft { token_url: "https://a.example/a/../b".into(), ..connectable() };
    let notes = oauth2(OAuth2Draft::default(), draft).examine().notes;
    assert_eq!(notes[0].to_string(), "`token_url` for production is sent as `https://a.example/b`");
}

proptest! {
    #[test]
    fn a_tidied_text_has_nothing_unusual_and_a_usual_one_stays(text in "[ab \u{A0}\u{200B}“’–\u{3000}\n]{0,12}|\\PC{0,20}") {
        let tidied = tidy(&text);
        prop_assert_eq!(notes_on(&tidied), []);
        prop_assert_eq!(tidy(&tidied), tidied.as_str());
        if notes_on(&text).is_empty() {
            prop_assert_eq!(&tidied, &text);
        }
        prop_assert!(Secret::new(text).tidied().is(&tidied));
    }
}
