//! Proof Key for Code Exchange (RFC 7636), method S256 only: MCP wants it wherever a client can, and with the
//! hash compiled in one always can, also on a page without `crypto.subtle`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The only method that is used.
pub const METHOD: &str = "S256";

/// The code verifier of 32 random bytes (RFC 7636, 4.1 recommends as many): 43 characters.
pub fn verifier(random: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// The code challenge (RFC 7636, 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}
