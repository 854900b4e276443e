use super::Entry;

pub fn causes() -> Vec<Entry> {
    Vec::new()
}
