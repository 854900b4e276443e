//! A secret as others spell it: percent-encoded in a URL, escaped in JSON, in JSON inside a JSON string, or in
//! any mix of these. Every program escapes other signs, so that the text is read, not a list of spellings.

/// The two bytes with which a text that spells this secret can begin.
pub fn starts(secret: &[u8]) -> Vec<[u8; 2]> {
    let mut starts = Vec::new();
    if let [first, second, ..] = secret {
        starts.push([*first, *second]);
    }
    let mut signs = secret.iter().copied().filter(|byte| *byte != b'\\');
    let (Some(first), second) = (signs.next(), signs.next()) else {
        return starts;
    };
    if !first.is_ascii_alphanumeric() {
        let high = char::from_digit(u32::from(first >> 4), 16).unwrap_or('0');
        for high in [high, high.to_ascii_uppercase()] {
            starts.push([b'%', high as u8]);
        }
        // `%2520`, where a URL stands in a URL.
        starts.extend([[b'%', b'2'], [b'\\', first], *br"\\", *br"\u"]);
    }
    if let Some(second) = second {
        starts.push([first, second]);
        // Values of headers begin with something else than a space, so one comes first only behind backslashes.
        if first == b' ' {
            starts.push([b'+', second]);
        }
        let next = secret.get(1).copied().unwrap_or(second);
        if !second.is_ascii_alphanumeric() || !next.is_ascii_alphanumeric() {
            starts.extend([b'%', b'\\', b'+'].map(|next| [first, next]));
        }
    }
    starts
}

/// How many bytes at the beginning of a text spell this secret.
pub fn length(text: &[u8], secret: &[u8]) -> Option<usize> {
    match text.starts_with(secret) {
        true => Some(secret.len()),
        false => escaped(text, secret),
    }
}

/// Backslashes are passed over on both sides: how many stand for one depends on how deep the JSON is.
fn escaped(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut rest = after_slashes(secret);
    let mut at = 0;
    while let Some(wanted) = rest.first() {
        let here = text.get(at..)?;
        let (read, taken) = match here.first()? {
            b'\\' => slashed(here, rest)?,
            b'%' => match percent(here) {
                // A backslash, percent-encoded.
                Some((b'\\', length)) => (length, 0),
                Some((byte, length)) if byte == *wanted => (length, 1),
                _ if *wanted == b'%' => return percent_sign(here, rest).map(|length| at + length),
                _ => return None,
            },
            byte if byte == wanted => (1, 1),
            b'+' if *wanted == b' ' => (1, 1),
            _ => return None,
        };
        at += read;
        rest = after_slashes(rest.get(taken..)?);
    }
    Some(at)
}

/// A percent sign of the secret stands as it is, or as `%25`, or deeper: what follows tells which. `%80` of a secret is
/// `%2580` in a URL, which also spells the byte 0x80 twice encoded.
fn percent_sign(text: &[u8], secret: &[u8]) -> Option<usize> {
    const DEPTHS: [usize; 3] = [1, 3, 5];
    let is_encoded = |length: usize| {
        text.get(..length)
            .is_some_and(|sign| b"%2525".starts_with(sign))
    };
    DEPTHS
        .into_iter()
        .filter(|length| is_encoded(*length))
        .find_map(|length| Some(length + escaped(text.get(length..)?, secret.get(1..)?)?))
}

/// What stands behind backslashes: a character by its number, or the sign itself.
fn slashed(text: &[u8], wanted: &[u8]) -> Option<(usize, usize)> {
    let slashes = text.len() - after_slashes(text).len();
    let after = text.get(slashes..)?;
    if let Some([b'u', digits @ ..]) = after.get(..5) {
        let digits = std::str::from_utf8(digits).ok();
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if let Some(letter) = number.and_then(char::from_u32) {
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).as_bytes();
            if wanted.starts_with(bytes) {
                return Some((slashes + 5, bytes.len()));
            }
        }
    }
    let is_space = after.first() == Some(&b'+') && wanted.first() == Some(&b' ');
    (is_space || after.first() == wanted.first()).then_some((slashes + 1, 1))
}

/// `%41`, and `%2541` where a URL stands in a URL.
fn percent(text: &[u8]) -> Option<(u8, usize)> {
    let mut at = 1;
    while text
        .get(at..at + 4)
        .is_some_and(|next| next.starts_with(b"25") && next.iter().all(u8::is_ascii_hexdigit))
    {
        at += 2;
    }
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let (high, low) = (digit(text.get(at))?, digit(text.get(at + 1))?);
    Some(((high << 4 | low) as u8, at + 2))
}

fn after_slashes(text: &[u8]) -> &[u8] {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    text.get(slashes..).unwrap_or_default()
}
