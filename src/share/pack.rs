//! Text as a piece of a link: deflated, with a check, in base64url (RFC 4648, 5, without padding).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::{deflate, inflate};

/// So much may come out of a link. No recording is a tenth of it; a bomb stops here.
pub const LARGEST: usize = 4 << 20;

/// Deflate's usual effort. More saves two percent and takes three times as long.
const EFFORT: u8 = 6;

/// Why a piece of a link cannot be unpacked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Damage {
    /// Something is missing, added or changed.
    Altered,
    /// It holds more than any recording.
    TooLarge,
}

pub fn pack(text: &str) -> String {
    let mut bytes = deflate::compress_to_vec(text.as_bytes(), EFFORT);
    bytes.extend(check(&bytes));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Takes any text. Padding is passed over: some programs add it.
pub fn unpack(piece: &str) -> Result<String, Damage> {
    let bytes = URL_SAFE_NO_PAD
        .decode(piece.trim_end_matches('='))
        .map_err(|_| Damage::Altered)?;
    // The sum is the last four bytes.
    let (deflated, sum) = bytes.split_last_chunk::<4>().ok_or(Damage::Altered)?;
    if check(deflated) != *sum {
        return Err(Damage::Altered);
    }
    let text =
        inflate::decompress_to_vec_with_limit(deflated, LARGEST).map_err(|stop| {
            match stop.status {
                inflate::TINFLStatus::HasMoreOutput => Damage::TooLarge,
                _ => Damage::Altered,
            }
        })?;
    String::from_utf8(text).map_err(|_| Damage::Altered)
}

/// FNV-1a, 32 bits (draft-eastlake-fnv): a chat program that cuts a link or changes a letter is found out. It
/// is no protection against people, who can make a link that says anything.
fn check(bytes: &[u8]) -> [u8; 4] {
    let sum = bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    sum.to_be_bytes()
}
