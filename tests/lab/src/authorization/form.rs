//! `application/x-www-form-urlencoded`, read and written: queries, bodies, and the answer in a redirect.

/// The pairs of a query or body, decoded.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn parse(text: &str) -> Form {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        };
        Form(pairs.map(pair).collect())
    }

    /// The first value of this name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    pub fn find(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|pair| pair.0 == name);
        pair.map(|pair| pair.1.as_str())
    }

    /// Sets a value, or takes it away.
    pub fn put(&mut self, name: &str, value: Option<String>) {
        self.0.retain(|pair| pair.0 != name);
        self.0.extend(value.map(|value| (name.to_owned(), value)));
    }

    pub fn encode(&self) -> String {
        let pairs = self.0.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        pairs.join("&")
    }
}

/// Percent-decodes, with `+` for a space. What is no valid escape stays as it is.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None if *first == b'+' => bytes.push(b' '),
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_and_written() {
        let mut form = Form::parse("a=b%20c+d&e=%C3%A9&broken=%zz%&empty");
        assert_eq!(
            ["a", "e", "broken", "empty", "none"].map(|name| form.find(name)),
            [Some("b c d"), Some("é"), Some("%zz%"), Some(""), None]
        );
        form.put("e", None);
        form.put("a", Some("x&y".to_owned()));
        assert_eq!(form.encode(), "broken=%25zz%25&empty=&a=x%26y");
    }
}
