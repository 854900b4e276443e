use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let odd = case.pages("tools/list").find_map(|(exchange, result)| {
        let cursor = result
            .get("nextCursor")
            .filter(|cursor| !cursor.is_string())?;
        Some((exchange, cursor))
    });
    if let Some((exchange, cursor)) = odd {
        let found = quote::inline(&cursor.to_string());
        findings.add(
            Draft::new("tools/cursor-not-a-string")
                .value(Placeholder::FOUND, format!("`{found}`"))
                .seen(exchange.id, Part::Body, format!("nextCursor: {found}")),
        );
    }
}
