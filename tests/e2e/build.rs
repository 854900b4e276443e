//! Compiles the lines for axum that the page offers, with the values that they take in the tests.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

const VALUES: [(&str, &str); 2] = [
    ("{origin}", "http://page.test"),
    (
        "{headers}",
        "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let file = "../../src/checks/snippets/cors/axum.rs";
    println!("cargo:rerun-if-changed={file}");
    let mut lines = fs::read_to_string(file)?;
    for (name, value) in VALUES {
        lines = lines.replace(name, value);
    }
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("cors_lines.rs"), lines.trim_end())?;
    fs::write(out.join("cors_axum.rs"), format!("{{\n{lines}\napp\n}}\n"))?;
    Ok(())
}
