//! What a secret looks like. The redactor takes it out by these rules; checks that speak of secrets use the
//! same ones, so that they say the same before and after.

/// Shorter values are replaced where they stand, and not looked for elsewhere: `acme` in a header must not
/// blot out every `acme`.
pub const FINDABLE: usize = 8;

/// How every tag begins that stands in the place of a secret.
pub const TAG: &str = "redacted:";

/// Whether a value is a tag already.
pub fn is_tag(value: &str) -> bool {
    value.strip_prefix(TAG).is_some_and(|rest| {
        let (kind, rest) = rest.split_once(':').unwrap_or_default();
        let (length, number) = match rest.split_once('#').or_else(|| rest.split_once("%23")) {
            Some((length, number)) => (length, number),
            None => (rest, "1"),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        !kind.is_empty()
            && kind.bytes().all(|b| b.is_ascii_lowercase())
            && digits(length)
            && digits(number)
    })
}

/// What a name says about its value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Name {
    /// A header that carries credentials: whatever stands in it is secret.
    Header,
    /// Its value is secret.
    Secret,
    /// Its value is secret if it looks like one.
    Perhaps,
}

/// What kind of name this is: a JSON member, a query parameter, a header.
pub fn name(name: &str) -> Option<Name> {
    // The longest name of the lists below has 19 letters; prefixes such as `x-vendor-` may come on top.
    if name.is_empty() || name.len() > 48 {
        return None;
    }
    // Not a `String`: ten thousand tools have a hundred thousand names.
    let mut plain = [0; 48];
    let mut length = 0;
    let letters = name.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
    for (place, byte) in plain.iter_mut().zip(letters) {
        *place = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = plain.get(..length).unwrap_or_default();
    let plain = std::str::from_utf8(plain).unwrap_or_default();
    const HEADERS: [&str; 8] = [
        "authorization",
        "proxyauthorization",
        "cookie",
        "setcookie",
        "xapikey",
        "xauthtoken",
        "mcpsessionid",
        "xaccesstoken",
    ];
    const SECRETS: [&str; 17] = [
        "apikey",
        "assertion",
        "auth",
        "authz",
        "clientassertion",
        "codeverifier",
        "credential",
        "credentials",
        "jwt",
        "passphrase",
        "passwd",
        "privatekey",
        "pwd",
        "sessionid",
        "sig",
        "signature",
        "subscriptionkey",
    ];
    const ENDINGS: [&str; 6] = [
        "token",
        "secret",
        "password",
        "apikey",
        "secretkey",
        "accesskey",
    ];
    // Cursors and the like: texts that a server makes up and that give nobody access.
    const HARMLESS: [&str; 4] = ["progresstoken", "pagetoken", "nexttoken", "nextpagetoken"];
    const PERHAPS: [&str; 6] = ["code", "key", "sid", "state", "session", "ticket"];
    if HEADERS.contains(&plain) {
        Some(Name::Header)
    } else if HARMLESS.contains(&plain) {
        None
    } else if SECRETS.contains(&plain) || ENDINGS.iter().any(|ending| plain.ends_with(ending)) {
        Some(Name::Secret)
    } else if PERHAPS.contains(&plain) {
        Some(Name::Perhaps)
    } else {
        None
    }
}

/// Whether a value looks like a secret whatever its name is: long, and letters mixed with digits as no
/// word mixes them.
pub fn looks_secret(value: &str) -> bool {
    if value.len() < 16 || value.len() > 8192 || !value.bytes().all(may_hold) || is_tag(value) {
        return false;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let mut parts = value.split(|c: char| !c.is_ascii_alphanumeric());
    digits >= 3 && parts.any(is_mixed)
}

/// Whether a secret that is known by its looks can hold this byte.
pub fn may_hold(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~+/=-:%".contains(&byte)
}

/// A part such as `9f86d081` or `aB3xK9`, and none such as `v2`, `2025` or `streamable`.
pub fn is_mixed(part: &str) -> bool {
    let changes = part.as_bytes().windows(2).filter(|pair| match pair {
        [a, b] => a.is_ascii_digit() != b.is_ascii_digit(),
        _ => false,
    });
    part.len() >= 4 && changes.count() >= 2
}

/// Tokens that say what they are.
pub fn has_secret_start(value: &str) -> bool {
    ["sk-", "ghp_", "github_pat_", "xoxb-", "eyJ", "Bearer"]
        .iter()
        .any(|start| value.starts_with(start))
}
