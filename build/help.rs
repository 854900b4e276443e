//! The long texts, a file for each area: a visit needs those of one or two. What there is to paste stands in every file
//! whose texts name it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Text, quote};

/// For which products there are lines to paste: the file of each in `src/checks/snippets/<topic>/`, and its name.
const PRODUCTS: [(&str, &str); 8] = [
    ("nginx.conf", "nginx"),
    ("caddy.Caddyfile", "Caddy"),
    ("express.js", "Express"),
    ("starlette.py", "Starlette, FastMCP"),
    ("aspnet.cs", "ASP.NET Core"),
    ("axum.rs", "axum"),
    ("workers.js", "Cloudflare Workers"),
    ("spring.java", "Spring"),
];

/// The texts of each area, the part of a code before the slash.
pub fn by_area(texts: &[Text]) -> BTreeMap<&str, Vec<&Text>> {
    let mut areas = BTreeMap::<&str, Vec<&Text>>::new();
    for text in texts {
        let area = text.code.split('/').next().unwrap_or_default();
        areas.entry(area).or_default().push(text);
    }
    areas
}

/// What the page finds each area's file under.
pub fn files(areas: &[(&str, String)]) -> String {
    let mut rust = format!(
        "/// Each area, and the file with its long texts.\nstatic HELP_FILES: [(&str, &str); {}] = [\n",
        areas.len()
    );
    for (area, name) in areas {
        let _ = writeln!(rust, "    ({area:?}, {name:?}),");
    }
    rust.push_str("];\n");
    rust
}

/// `"<topic>": [["<product>", "<lines>"], …], …` for every topic that a text names.
fn snippets(folder: &Path, texts: &[&Text]) -> Result<String, String> {
    let topics: BTreeSet<&str> = texts
        .iter()
        .filter_map(|text| text.snippets.as_deref())
        .collect();
    // For a server that must not let every web page in, some topics have other lines.
    let named = topics.iter().map(|topic| format!("{topic}-named"));
    let named = named.filter(|topic| folder.join(topic).is_dir());
    let topics: Vec<String> = topics
        .iter()
        .map(|topic| (*topic).to_owned())
        .chain(named)
        .collect();
    let mut all = Vec::new();
    for topic in topics {
        let mut rows = Vec::new();
        for (file, product) in PRODUCTS {
            let file = folder.join(&topic).join(file);
            let lines = fs::read_to_string(&file);
            let lines = lines.map_err(|e| format!("{}: {e}", file.display()))?;
            rows.push(format!("[{},{}]", quote(product), quote(lines.trim_end())));
        }
        all.push(format!("\n{}:[{}]", quote(&topic), rows.join(",\n")));
    }
    Ok(all.join(","))
}

/// `{"snippets": …, "topics": {"<code>": {"happened": …, "why": …, "fix": …, "snippets": <topic>, "minds": …,
/// "sources": [[revision, section, level], …], "candidates": [[code, settle, tells], …]}, …}}`
pub fn json(texts: &[&Text], lines: &Path) -> Result<String, String> {
    let snippets = snippets(lines, texts)?;
    let mut json = format!("{{\"snippets\":{{{snippets}}},\n\"topics\":{{");
    for (index, text) in texts.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let sources = text.sources.iter();
        let sources = sources.map(|source| source.each_ref().map(String::as_str));
        // Code marks around a command are for readers of the source.
        let candidates = text.candidates.iter();
        let candidates = candidates
            .map(|[code, settle, tells]| [code.as_str(), settle.trim_matches('`'), tells.as_str()]);
        let snippets = text.snippets.as_ref();
        let snippets = snippets.map_or_else(String::new, |topic| {
            format!("\"snippets\":{},", quote(topic))
        });
        let clients = match affected_clients(&text.affected_clients).as_str() {
            "" => String::new(),
            list => format!("\"minds\":{},", quote(list)),
        };
        let _ = write!(
            json,
            "{comma}\n{}:{{\"happened\":{},\"why\":{},\"fix\":{},{snippets}{clients}\"sources\":{},\"candidates\":{}}}",
            quote(&text.code),
            quote(&text.happened),
            quote(&text.why),
            quote(&text.fix),
            quoted(sources),
            quoted(candidates)
        );
    }
    json.push_str("\n}}\n");
    Ok(json)
}

/// The list that is shown, as Markdown.
fn affected_clients(rows: &[[String; 3]]) -> String {
    let row = |[client, does, source]: &[String; 3]| {
        let (mark, client) = client.split_once(' ').unwrap_or_default();
        format!("- {mark} **{client}** {does} *{source}*")
    };
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// `[[…, …, …], …]`
fn quoted<'a>(rows: impl Iterator<Item = [&'a str; 3]>) -> String {
    let row = |row: [&str; 3]| format!("[{}]", row.map(quote).join(","));
    format!("[{}]", rows.map(row).collect::<Vec<_>>().join(","))
}
