//! The examples of the specifications.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    super::{PrivateKey, SigningAlgorithm},
    data, open,
};
use crate::oauth::{
    key_set,
    signature::{Signed, Verified},
};

/// The claims of RFC 7515, appendix A.
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn from_jwk(jwk: &Value) -> PrivateKey {
    open(jwk.to_string().as_bytes(), "").unwrap().key
}

fn assert_is_by(key: &PrivateKey, token: &str) {
    let keys = key_set::read(&json!({"keys": [Value::from(key.public_jwk())]}).to_string()).unwrap();
    assert_eq!(Signed::read(token).unwrap().verify(&keys), Verified::By(&keys[0]));
}

#[test]
fn rfc_7515_a2_rs256() {
    let key = open(&data("rfc7515-a2.jwk.json"), "").unwrap().key;
    let signature = key.sign(SigningAlgorithm::RS256, format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}").as_bytes()).unwrap();
    assert_eq!(
        URL_SAFE_NO_PAD.encode(signature),
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4\
         BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv\
         hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
}

#[test]
fn rfc_7515_a3_and_a4_ecdsa() {
    let key = from_jwk(&json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}));
    let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert_is_by(&key, &format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.{signature}"));
    let key = from_jwk(&json!({"kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
        "d": "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"}));
    let public = json!({"keys": [Value::from(key.public_jwk())]}).to_string();
    let signature = "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpR\
                     wcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    // Its payload, `Payload`, isn't JSON, so it isn't a JWT.
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let [key_set::PublicKey { material: key_set::Material::Ec { x, y, .. }, .. }] =
        &key_set::read(&public).unwrap()[..]
    else {
        panic!("{public}")
    };
    let point = [&[4], &x[..], y].concat();
    assert!(crate::keys::is_signed_es512(&point, b"eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA", &signature));
    assert!(!crate::keys::is_signed_es512(&point, b"eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZB", &signature));
}

#[test]
fn rfc_8037_a_ed25519() {
    let key = from_jwk(&json!({"kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
    assert_eq!(key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    let signature =
        key.sign(SigningAlgorithm::EdDSA, b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc").unwrap();
    assert_eq!(
        URL_SAFE_NO_PAD.encode(signature),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn rfc_7638_thumbprint() {
    // The key of the example is the one of RFC 7517, appendix A.2.
    let key = open(&data("rfc7517-a2.jwk.json"), "").unwrap().key;
    assert_eq!(key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}
