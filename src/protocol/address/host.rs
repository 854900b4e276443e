//! Hosts as people type them.

use url::Url;

use super::AddressClass;

/// The host part of `scheme://host:port/path`, as it was typed; IPv6 addresses in brackets.
pub(super) fn typed(text: &str) -> &str {
    let after = text
        .find(':')
        .and_then(|colon| text.get(colon + 1..))
        .unwrap_or_default();
    let after = after.trim_start_matches(['/', '\\']);
    let authority = after
        .split(['/', '\\', '?', '#'])
        .next()
        .unwrap_or_default();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.find(']') {
        Some(end) => host.get(..=end).unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// The text with the host in ASCII (RFC 3492); `None` where that takes Unicode tables.
///
/// The tables of UTS 46 would cost the page 35 kB. The letters of the common scripts in their
/// usual form need none: lower case, then Punycode.
pub(super) fn with_ascii_host(text: &str, host: &str) -> Option<String> {
    if host.is_ascii() {
        return Some(text.to_owned());
    }
    let labels = host
        .split(['.', '\u{3002}', '\u{ff0e}'])
        .map(ascii_label)
        .collect::<Option<Vec<_>>>()?;
    Some(text.replacen(host, &labels.join("."), 1))
}

fn ascii_label(label: &str) -> Option<String> {
    if label.is_ascii() {
        return Some(label.to_ascii_lowercase());
    }
    if !label.chars().all(is_plain_letter) {
        return None;
    }
    let lower: String = label.chars().flat_map(char::to_lowercase).collect();
    punycode(&lower).map(|ascii| format!("xn--{ascii}"))
}

/// Letters that UTS 46 maps to their lower case and to nothing else.
fn is_plain_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => true,
        // Ligatures, the dotted capital I and the long s are mapped to other letters.
        '\u{130}' | '\u{132}' | '\u{133}' | '\u{13f}' | '\u{140}' | '\u{149}' | '\u{17f}'
        | '\u{e33}' => false,
        // Signs among the letters, unassigned code points, and marks that would combine.
        '\u{d7}' | '\u{f7}' | '\u{38b}' | '\u{38d}' | '\u{3a2}' | '\u{640}' => false,
        '\u{c0}'..='\u{17e}'
        | '\u{386}'..='\u{3ce}'
        | '\u{400}'..='\u{45f}'
        | '\u{48a}'..='\u{4bf}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{621}'..='\u{63a}'
        | '\u{641}'..='\u{64a}'
        | '\u{e01}'..='\u{e3a}'
        | '\u{e40}'..='\u{e4e}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'
        | '\u{4e00}'..='\u{9fa5}'
        | '\u{ac00}'..='\u{d7a3}' => c != '\u{387}',
        _ => false,
    }
}

/// Punycode (RFC 3492, 6.3).
fn punycode(label: &str) -> Option<String> {
    let input: Vec<u32> = label.chars().map(u32::from).collect();
    let mut output: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(output.len()).ok()?;
    if basic > 0 {
        output.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (128u32, 0u32, 72u32, basic);
    while (handled as usize) < input.len() {
        let next = input.iter().copied().filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for &c in &input {
            if c < n {
                delta = delta.checked_add(1)?;
            } else if c == n {
                push_variable_length(&mut output, delta, bias);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(output)
}

fn push_variable_length(output: &mut String, delta: u32, bias: u32) {
    let digit = |value: u32| {
        char::from_digit(if value < 26 { value + 10 } else { value - 26 }, 36).unwrap_or('?')
    };
    // RFC 3492 writes a to z for 0 to 25, then 0 to 9; from_digit has them the other way round.
    let mut rest = delta;
    let mut k = 36;
    loop {
        let threshold = k.max(bias + 1).saturating_sub(bias).clamp(1, 26);
        if rest < threshold {
            return output.push(digit(rest));
        }
        output.push(digit(threshold + (rest - threshold) % (36 - threshold)));
        rest = (rest - threshold) / (36 - threshold);
        k += 36;
    }
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

/// The URL that a text without a scheme most likely means: plain http on this machine and its
/// network, https elsewhere.
pub(super) fn guess_url(text: &str) -> Option<String> {
    let text = text.trim_start_matches("//");
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let plausible = host.contains(['.', ':']) || host.eq_ignore_ascii_case("localhost");
    if host.is_empty() || !plausible || host.starts_with('.') {
        return None;
    }
    let secure = format!("https://{text}");
    let ascii = with_ascii_host(&secure, typed(&secure))?;
    let url = Url::parse(&ascii).ok()?;
    let local = AddressClass::of(&url).is_local();
    Some(if local {
        format!("http://{text}")
    } else {
        secure
    })
}
