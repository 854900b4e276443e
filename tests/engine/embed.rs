//! What is pasted into documentation: text, whatever a server says.

use faultfinder::redact::Redacted;
use faultfinder::render::embed::{Embed, Shows, html, markdown, mdx};
use faultfinder::report::{self, Report};
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::Purpose;
use proptest::prelude::*;

use crate::scenario::{Scenario, URL};

const HOME: &str = "https://faultfinder.example/page/";

fn failed() -> Redacted<Report> {
    let run = Scenario::new(URL).call(Purpose::Discover, "server/discover");
    let failed = run.fails("TypeError: Failed to fetch");
    report::redacted(&failed.stops(Fault::NoConnection))
}

fn of<'a>(report: &'a Redacted<Report>, shows: Shows<'a>) -> Embed<'a> {
    Embed {
        home: HOME,
        report,
        shows,
        theme: Some("dark"),
    }
}

fn a_live_one_names_the_server(write: fn(&Embed) -> String, expected: &str) {
    let report = failed();
    let shows = Shows::Live {
        server: URL,
        transport: Some("sse"),
        fragment: "#server=https://mcp.example.com/mcp&transport=sse",
    };
    assert_eq!(write(&of(&report, shows)), expected);
}

rows! { a_live_one_names_the_server;
    in_html: (html, r#"<script src="https://faultfinder.example/page/embed.js" async></script>
<faultfinder-diagnosis
  server="https://mcp.example.com/mcp"
  transport="sse"
  theme="dark"
></faultfinder-diagnosis>
"#),
    in_mdx: (mdx, r#"<script src="https://faultfinder.example/page/embed.js" async />

<faultfinder-diagnosis
  server="https://mcp.example.com/mcp"
  transport="sse"
  theme="dark"
/>
"#),
    in_markdown: (
        markdown,
        "[![Faultfinder: diagnose the connection to https://mcp.example.com/mcp]\
         (https://faultfinder.example/page/badge/live.svg)]\
         (https://faultfinder.example/page/#server=https://mcp.example.com/mcp&transport=sse)\n",
    ),
}

#[test]
fn a_recorded_one_says_what_the_run_came_to() {
    let report = failed();
    let embed = of(&report, Shows::Recorded("#report=1.abc-_"));
    assert!(html(&embed).contains("\n  recorded=\"1.abc-_\"\n"));
    let text = markdown(&embed);
    assert!(
        text.starts_with("[![Faultfinder: Stopped at step 2 of 11"),
        "{text}"
    );
    assert!(
        text.ends_with(
            "](https://faultfinder.example/page/badge/inconclusive.svg)](https://faultfinder.example/page/#report=1.abc-_)\n"
        ),
        "{text}"
    );
}

proptest! {
    #[test]
    fn a_server_cannot_leave_its_place(server in ".{0,80}") {
        let report = failed();
        let embed = of(&report, Shows::Live { server: &server, transport: None, fragment: "#x" });
        for text in [html(&embed), mdx(&embed)] {
            let (_, rest) = text.split_once("server=\"").expect("the attribute");
            let (value, rest) = rest.split_once('"').expect("its end");
            prop_assert!(rest.starts_with("\n  theme=\"dark\"\n"), "{}", text);
            prop_assert!(!value.contains(['<', '>']));
        }
        let text = markdown(&embed);
        prop_assert_eq!(text.lines().count(), 1);
        let bare = text.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
        prop_assert_eq!(bare.matches(']').count(), 2, "{}", text);
    }
}
