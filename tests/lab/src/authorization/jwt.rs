//! Access tokens that carry their claims (RFC 9068), signed with HMAC-SHA-256 (RFC 7515, RFC 2104).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A token with these claims.
pub fn sign(claims: &Map<String, Value>, key: &str) -> String {
    let header = json!({ "alg": "HS256", "typ": "at+jwt" });
    let part = |text: String| URL_SAFE_NO_PAD.encode(text);
    let signed = format!(
        "{}.{}",
        part(header.to_string()),
        part(Value::from(claims.clone()).to_string())
    );
    let signature = URL_SAFE_NO_PAD.encode(hmac(key.as_bytes(), signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The claims of a token that was signed here.
pub fn verify(token: &str, key: &str) -> Option<Map<String, Value>> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (_, claims) = signed.split_once('.')?;
    if URL_SAFE_NO_PAD.encode(hmac(key.as_bytes(), signed.as_bytes())) != signature {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

/// The code challenge of a verifier, method S256 (RFC 7636, 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// For keys up to a block of the hash, which the lab's are.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    for (place, byte) in block.iter_mut().zip(key) {
        *place = *byte;
    }
    let inner = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        // Test case 2.
        let hex: String = hmac(b"Jefe", b"what do ya want for nothing?")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex, expected);
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let expected = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(challenge(verifier), expected);
    }

    #[test]
    fn only_tokens_signed_here_are_taken() {
        let claims = Map::from_iter([("sub".to_owned(), json!("lab-user"))]);
        let token = sign(&claims, "key");
        assert_eq!(verify(&token, "key"), Some(claims));
        for forged in [token.as_str(), "", "a.b", "a.b.c"] {
            assert_eq!(verify(forged, "other key"), None, "{forged}");
        }
    }
}
