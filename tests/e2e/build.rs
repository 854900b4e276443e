//! Compiles the lines for axum that the page offers, with the values that they take in the tests.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

const VALUES: [(&str, &str); 5] = [
    ("{origin}", "http://page.test"),
    ("{host}", "mcp.example.com"),
    ("{path}", "/mcp"),
    ("{other}", "/mcp/"),
    (
        "{headers}",
        "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID",
    ),
];

/// What the lines of a topic make, for a program to go on with.
const TOPICS: [(&str, &str); 5] = [
    ("cors", "app"),
    ("cors-named", "app"),
    ("slash", "app"),
    ("buffering", "app"),
    ("forwarded", "resource"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    for (topic, made) in TOPICS {
        let file = format!("../../src/checks/snippets/{topic}/axum.rs");
        println!("cargo:rerun-if-changed={file}");
        let mut lines = fs::read_to_string(file)?;
        for (name, value) in VALUES {
            lines = lines.replace(name, value);
        }
        let program = format!("{{\n{lines}\n{made}\n}}\n");
        fs::write(out.join(format!("{topic}_axum.rs")), program)?;
        fs::write(out.join(format!("{topic}_lines.rs")), lines.trim_end())?;
    }
    Ok(())
}
