//! Saves authorizations in a data folder, for benchmarks: `keyfob-seed FOLDER COUNT`, in a session with an open keyring.

use std::{env, error::Error, path::PathBuf};

use keyfob_core::{
    authorization::{AuthorizationType, Details, Draft, Environment, OAuth2Draft, PerEnvironment, SecretInput},
    keyfob::{Keyfob, Settings},
    secret::Secret,
    vault::Keyring,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(count)) = (arguments.next(), arguments.next()) else {
        return Err("usage: keyfob-seed FOLDER COUNT".into());
    };
    let waiting = keyfob_core::Waiting::default();
    let keyfob = Keyfob::open(Settings { folder: PathBuf::from(folder), keyring: Keyring::system(), waiting })?;
    for number in 0..count.parse::<usize>()? {
        keyfob.save(&draft(number), &[])?;
    }
    Ok(())
}

fn draft(number: usize) -> Draft {
    let fields = |environment: Environment| OAuth2Draft {
        token_url: format!("https://{environment}.login.example/{number}/token"),
        client_id: format!("client-{number}"),
        client_secret: SecretInput::Typed { text: Secret::new(format!("secret {number}")) },
        scopes: ["orders.read", "orders.write", "customers.read"].map(str::to_owned).into(),
        ..OAuth2Draft::default()
    };
    let mut draft = Draft {
        name: format!("Partner {number:04}"),
        description: format!("Orders and customers of partner {number}, by the integration team"),
        ..Draft::blank(AuthorizationType::OAuth2)
    };
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        *environments = PerEnvironment::from_fn(fields);
    }
    draft
}
