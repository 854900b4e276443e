//! What script and program call each other by. wasm-bindgen ends each name in 16 digits that no compression makes
//! smaller; a number does as well.

use std::collections::{BTreeMap, BTreeSet};

/// So many hexadecimal digits end a name.
const DIGITS: usize = 16;

/// Puts a number in the place of the digits, in the order of the names, and 0 wherever a name is the only one of its kind.
/// The length stays, for the program holds lengths. Should two names become one, both files stay as they are.
pub fn shorten(script: String, program: Vec<u8>) -> (String, Vec<u8>) {
    let names = names(&script);
    let numbers = numbers(&names);
    let mut short = script.clone().into_bytes();
    replace(&mut short, &numbers);
    match String::from_utf8(short) {
        Ok(short) if self::names(&short).len() == names.len() => {
            let mut program = program;
            replace(&mut program, &numbers);
            (short, program)
        }
        _ => (script, program),
    }
}

/// Each once: letters, `_`, and 16 digits.
fn names(script: &str) -> BTreeSet<&str> {
    let words = script.split(|letter: char| !is_word(letter));
    words
        .filter(|word| digits(word.as_bytes()).is_some())
        .collect()
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The digits that end this name, if 16 of them do, after a `_`.
fn digits(name: &[u8]) -> Option<&[u8]> {
    let (start, digits) = name.split_at_checked(name.len().checked_sub(DIGITS)?)?;
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    (start.len() > 1 && start.ends_with(b"_") && digits.iter().all(is_digit)).then_some(digits)
}

/// What stands in the place of which digits. Names that are numbered already stay.
fn numbers(names: &BTreeSet<&str>) -> BTreeMap<Vec<u8>, String> {
    let mut counts = BTreeMap::<&str, u64>::new();
    let mut numbers = BTreeMap::new();
    for name in names {
        let Some(digits) = digits(name.as_bytes()) else {
            continue;
        };
        if !digits.starts_with(b"0000") && !numbers.contains_key(digits) {
            let count = counts.entry(&name[..name.len() - DIGITS]).or_default();
            numbers.insert(digits.to_vec(), format!("{count:016x}"));
            *count += 1;
        }
    }
    numbers
}

fn replace(bytes: &mut [u8], numbers: &BTreeMap<Vec<u8>, String>) {
    let ends = DIGITS + 1..=bytes.len();
    for end in ends {
        let place = end - DIGITS..end;
        if bytes.get(place.start - 1) == Some(&b'_')
            && let Some(digits) = bytes.get_mut(place)
            && let Some(number) = numbers.get(&*digits)
        {
            digits.copy_from_slice(number.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_become_numbers_in_both() {
        let script = "a_0123456789abcdef a_fedcba9876543210 b_aaaaaaaaaaaaaaaa a_0000000000000007";
        let program = b"\x12a_0123456789abcdef\0b_aaaaaaaaaaaaaaaa\0".to_vec();
        let (script, program) = shorten(script.into(), program);
        assert_eq!(
            script,
            "a_0000000000000000 a_0000000000000001 b_0000000000000000 a_0000000000000007"
        );
        assert_eq!(program, b"\x12a_0000000000000000\0b_0000000000000000\0");
    }

    #[test]
    fn names_that_would_become_one_stay() {
        let script = "a_0123456789abcdef a_0000000000000000";
        let (same, _) = shorten(script.into(), Vec::new());
        assert_eq!(same, script);
    }
}
