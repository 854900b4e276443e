//! Text out of bytes that come in parts. What is not UTF-8 is read as U+FFFD, as `String::from_utf8_lossy` does it, and a
//! character may be cut by the end of a part.

/// Reads bytes as text, part by part.
#[derive(Clone, Debug, Default)]
pub struct Utf8Parts {
    /// The beginning of a character whose end is to come.
    cut: Vec<u8>,
    /// How many bytes were read.
    read: usize,
    /// The first byte that is not UTF-8, counted from 0.
    pub invalid_at: Option<usize>,
}

impl Utf8Parts {
    /// Reads the next bytes, and gives the text of them away in pieces.
    pub fn push(&mut self, bytes: &[u8], mut take: impl FnMut(&str)) {
        let joined;
        let bytes = match self.cut.is_empty() {
            true => bytes,
            false => {
                self.cut.extend_from_slice(bytes);
                joined = std::mem::take(&mut self.cut);
                &joined
            }
        };
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.read += bytes.len();
            return take(text);
        }
        let end = self.read + bytes.len();
        for chunk in bytes.utf8_chunks() {
            take(chunk.valid());
            self.read += chunk.valid().len();
            let invalid = chunk.invalid();
            let is_beginning =
                std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if is_beginning && self.read + invalid.len() == end {
                self.cut = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.replace(invalid.len(), &mut take);
            }
        }
    }

    /// How many bytes there were.
    pub fn length(&self) -> usize {
        self.read + self.cut.len()
    }

    /// Ends the text: what was cut stays so.
    pub fn finish(&mut self, mut take: impl FnMut(&str)) {
        let cut = std::mem::take(&mut self.cut);
        if !cut.is_empty() {
            self.replace(cut.len(), &mut take);
        }
    }

    fn replace(&mut self, bytes: usize, take: &mut impl FnMut(&str)) {
        self.invalid_at.get_or_insert(self.read);
        self.read += bytes;
        take("\u{fffd}");
    }
}
