//! The kept inputs of a target in one file, `corpus/<target>.txt`: an input is a line, short ones come first.
//!
//! Bytes that a reader of differences would not see are escaped as in Rust's byte strings; quotes are not, for most
//! inputs are JSON. One set of inputs makes one file, whatever order they were found in.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the inputs of a target are kept.
pub fn file(target: &str) -> PathBuf {
    folder().join(target).with_extension("txt")
}

/// The folder of all of them.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The kept inputs of a target, one per line of its file and in the same order.
pub fn kept(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(file(target))?;
    unpack(&text).map_err(|wrong| io::Error::new(io::ErrorKind::InvalidData, wrong))
}

/// The text of a file that holds these inputs.
pub fn pack(inputs: impl IntoIterator<Item = Vec<u8>>) -> String {
    let sorted: BTreeSet<(usize, Vec<u8>)> = inputs
        .into_iter()
        .map(|input| (input.len(), input))
        .collect();
    sorted
        .iter()
        .map(|(_, input)| escape(input) + "\n")
        .collect()
}

/// The inputs of a file, or which line is none.
pub fn unpack(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let inputs = text.lines().enumerate().map(|(index, line)| {
        unescape(line).ok_or_else(|| format!("line {} is not an escaped input", index + 1))
    });
    inputs.collect()
}

fn escape(input: &[u8]) -> String {
    let mut line = String::with_capacity(input.len());
    for (index, byte) in input.iter().enumerate() {
        match byte {
            b'\\' => line.push_str("\\\\"),
            b'\n' => line.push_str("\\n"),
            b'\r' => line.push_str("\\r"),
            b'\t' => line.push_str("\\t"),
            // Editors cut spaces off the end of a line.
            b' ' if index + 1 == input.len() => line.push_str("\\x20"),
            b' '..=b'~' => line.push(char::from(*byte)),
            _ => line.push_str(&format!("\\x{byte:02x}")),
        }
    }
    line
}

fn unescape(line: &str) -> Option<Vec<u8>> {
    let mut input = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, escaped)) = rest.split_once('\\') {
        input.extend_from_slice(before.as_bytes());
        let kind = escaped.chars().next()?;
        rest = &escaped[kind.len_utf8()..];
        input.push(match kind {
            '\\' => b'\\',
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            'x' => {
                let digits;
                (digits, rest) = rest.split_at_checked(2)?;
                u8::from_str_radix(digits, 16).ok()?
            }
            _ => return None,
        });
    }
    input.extend_from_slice(rest.as_bytes());
    Some(input)
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        assert_eq!(unpack(&pack([all.clone()])), Ok(vec![all]));
    }

    #[test]
    fn an_input_is_a_line_short_ones_first() {
        let inputs = [
            "b\\".into(),
            "a\n".into(),
            "é\t\r".into(),
            "c ".into(),
            Vec::new(),
        ];
        let text = pack(inputs);
        assert_eq!(text, "\na\\n\nb\\\\\nc\\x20\n\\xc3\\xa9\\t\\r\n");
        assert_eq!(unpack(&text).map(pack), Ok(text));
    }

    #[test]
    fn an_input_is_kept_once() {
        assert_eq!(pack(["a".into(), "a".into()]), "a\n");
        assert_eq!(unpack(""), Ok(Vec::new()));
    }

    #[test]
    fn what_no_escape_makes_is_refused() {
        for line in ["\\", "\\q", "\\x", "\\x1", "\\xgg", "\\xé"] {
            let wrong = format!("a\n{line}\n");
            assert_eq!(
                unpack(&wrong),
                Err("line 2 is not an escaped input".to_owned())
            );
        }
    }
}
