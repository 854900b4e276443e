//! A diagnosis takes work in proportion to what a run met: judging, drawing, sharing and comparing it, however many of each
//! thing there are.

use std::time::Duration;

use faultfinder::protocol::document::{Described, Read};
use faultfinder::render;
use faultfinder::report;
use faultfinder::share::{self, Contents};
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::wire::{Head, Pasted, PastedExchange, Request, ResponseKind};

use crate::scenario::{Scenario, URL};
use crate::shapes::samples;
use crate::worst_cases::{cost, nested, repeated};

/// For four times as much: 2.5 for each doubling.
const FOURFOLD: f64 = 6.25;

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn tools(items: String) -> Transcript {
    let result = format!(r#"{{"tools":[{items}]}}"#);
    Scenario::opened(URL)
        .list("tools/list", 0)
        .result(&result)
        .done()
}

fn headers(of: impl Fn(usize) -> (String, String), count: usize) -> Transcript {
    let headers: Vec<(String, String)> = (0..count).map(of).collect();
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    Scenario::new(URL)
        .call(Purpose::Discover, "server/discover")
        .head(401, &headers)
        .end()
        .done()
}

fn body(kind: &str, text: &str) -> Transcript {
    let run = Scenario::new(URL).call(Purpose::Discover, "server/discover");
    run.head(200, &[("content-type", kind)])
        .chunk(text)
        .end()
        .done()
}

fn times(count: usize, run: Scenario, more: impl Fn(Scenario, usize) -> Scenario) -> Transcript {
    (0..count).fold(run, more).done()
}

/// A run with so many of something.
type Many = (&'static str, fn(usize) -> Transcript);

const MANY: [Many; 27] = [
    ("tools", |n| {
        tools(list(n, |i| {
            format!(r#"{{"name":"t{i}","inputSchema":{{"type":"object"}}}}"#)
        }))
    }),
    ("tools of one name", |n| {
        tools(list(n, |_| {
            r#"{"name":"t","inputSchema":{"type":"object"}}"#.into()
        }))
    }),
    ("bad tools", |n| {
        tools(list(n, |i| {
            format!(
                r#"{{"name":"a b{i}","inputSchema":{{"type":"array","required":["x"]}},"title":1}}"#
            )
        }))
    }),
    ("tools that are numbers", |n| {
        tools(list(n, |i| i.to_string()))
    }),
    ("properties", |n| {
        let properties = list(n, |i| {
            format!(r#""p{i}":{{"type":"string","x-mcp-header":"h{i}"}}"#)
        });
        let required = list(n, |i| format!(r#""p{i}""#));
        tools(format!(
            r#"{{"name":"t","inputSchema":{{"type":"object","properties":{{{properties}}},"required":[{required}]}}}}"#
        ))
    }),
    ("required names that are unknown", |n| {
        let required = list(n, |i| format!(r#""q{i}""#));
        tools(format!(
            r#"{{"name":"t","inputSchema":{{"type":"object","properties":{{}},"required":[{required}]}}}}"#
        ))
    }),
    ("references", |n| {
        let all = list(n, |i| {
            format!(r##"{{"$ref":"#/$defs/d{i}"}},{{"$ref":"https://a.example/{i}"}}"##)
        });
        tools(format!(
            r#"{{"name":"t","inputSchema":{{"type":"object","anyOf":[{all}]}}}}"#
        ))
    }),
    ("nested schemas", |n| {
        tools(format!(
            r#"{{"name":"t","inputSchema":{}}}"#,
            nested(r#"{"items":"#, "}", n.min(100) * 10)
        ))
    }),
    ("letters of a description", |n| {
        tools(format!(
            r#"{{"name":"t","description":"{}"}}"#,
            repeated("Ignore \\u200b all ", 16 * n)
        ))
    }),
    ("icons", |n| {
        let icons = list(n, |i| {
            format!(r#"{{"src":"ftp://a.example/{i}","sizes":["x"]}}"#)
        });
        tools(format!(
            r#"{{"name":"t","inputSchema":{{"type":"object"}},"icons":[{icons}]}}"#
        ))
    }),
    ("response headers", |n| {
        headers(|i| (format!("x-h{i}"), format!("v{i}")), n)
    }),
    ("equal response headers", |n| {
        headers(|_| ("www-authenticate".into(), "Bearer a=b".into()), n)
    }),
    ("scopes", |n| {
        headers(
            move |_| {
                (
                    "www-authenticate".into(),
                    format!(
                        "Bearer scope=\"{}\"",
                        list(n, |i| format!("s{i}")).replace(',', " ")
                    ),
                )
            },
            1,
        )
    }),
    ("parameters of a challenge", |n| {
        headers(
            move |_| {
                (
                    "www-authenticate".into(),
                    format!("Bearer {}", list(n, |i| format!("p{i}=v"))),
                )
            },
            1,
        )
    }),
    ("challenges", |n| {
        headers(
            move |_| ("www-authenticate".into(), list(n, |i| format!("S{i} p=v"))),
            1,
        )
    }),
    ("names of exposed headers", |n| {
        headers(
            move |_| {
                (
                    "access-control-expose-headers".into(),
                    list(n, |i| format!("h{i}")),
                )
            },
            1,
        )
    }),
    ("events of a stream", |n| {
        body(
            "text/event-stream",
            &(0..n)
                .map(|i| format!("data: {{\"id\":{i}}}\n\n"))
                .collect::<String>(),
        )
    }),
    ("lines of a stream that mean nothing", |n| {
        body(
            "text/event-stream",
            &(0..n).map(|i| format!("x{i}: y\n")).collect::<String>(),
        )
    }),
    ("messages in a batch", |n| {
        body(
            "application/json",
            &format!(
                "[{}]",
                list(n, |i| format!(
                    r#"{{"jsonrpc":"2.0","id":{i},"result":{{}}}}"#
                ))
            ),
        )
    }),
    ("members", |n| {
        body(
            "application/json",
            &format!("{{{}}}", list(n, |i| format!(r#""m{i}":{i}"#))),
        )
    }),
    ("equal members", |n| {
        body(
            "application/json",
            &format!("{{{}}}", list(n, |i| format!(r#""m":{i}"#))),
        )
    }),
    ("titles", |n| body("text/html", &"<title><h1>".repeat(n))),
    ("chunks", |n| {
        let run = Scenario::new(URL).call(Purpose::Discover, "server/discover");
        let run = run.head(200, &[("content-type", "application/json")]);
        times(n, run, |run, _| run.chunk("1"))
    }),
    ("chunks of a stream", |n| {
        let run = Scenario::new(URL).call(Purpose::Discover, "server/discover");
        let run = run.head(200, &[("content-type", "text/event-stream")]);
        times(n, run, |run, _| run.chunk("data: {}\n\n"))
    }),
    ("exchanges", |n| {
        times(n, Scenario::new(URL), |run, _| {
            run.call(Purpose::Discover, "server/discover")
                .head(404, &[])
                .chunk("{}")
                .end()
        })
    }),
    ("pages of a list", |n| {
        times(n, Scenario::opened(URL), |run, i| {
            run.list("tools/list", i as u32).result(&format!(r#"{{"tools":[{{"name":"t{i}","inputSchema":{{"type":"object"}}}}],"nextCursor":"c{i}"}}"#))
        })
    }),
    ("pasted exchanges", |n| {
        let exchange = || PastedExchange {
            request: Request {
                method: "POST".into(),
                url: URL.into(),
                headers: Default::default(),
                body: None,
            },
            head: Head {
                kind: ResponseKind::Basic,
                status: 401,
                url: URL.into(),
                redirected: false,
                headers: Default::default(),
            },
            body: Default::default(),
        };
        let exchanges = (0..n).map(|_| exchange()).collect();
        Scenario::new(URL)
            .paste(Pasted {
                exchanges,
                cause: None,
                quote: None,
            })
            .done()
    }),
];

/// Everything that the page makes of a run.
fn everything(run: &Transcript) {
    let report = report::redacted(run);
    render::json(&report);
    render::markdown(&report, None);
    let reproduced = share::read(&share::reproduce(&report), "").link;
    share::expectation(&reproduced, &report);
    share::compare(&report, &report);
    let target = share::template(&report.target.url);
    render::clients(&report, &target.server, &target.names);
    share::recording_link(&report, Contents::VerdictOnly);
}

fn problem(name: &str, of: &dyn Fn(usize) -> Transcript, sizes: [usize; 2]) -> Option<String> {
    let mut last = String::new();
    for runs in [1, 2, 3] {
        let [small, large] = sizes.map(|count| {
            let run = of(count);
            cost(runs, || everything(&run))
        });
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        last = format!("{name}: {ratio:.1} times the work: {small:?}, {large:?} for {sizes:?}");
        if large < Duration::from_millis(5) || ratio <= FOURFOLD {
            println!("{last}");
            return None;
        }
    }
    Some(last)
}

#[test]
fn any_number_of_things_takes_work_in_proportion() {
    let problems = MANY
        .iter()
        .filter_map(|(name, of)| problem(name, of, [1_000, 4_000]));
    let problems: Vec<String> = problems.collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// Every text of every type, as long as a server makes it.
#[test]
fn any_long_text_takes_work_in_proportion() {
    let texts = [
        "a",
        "a b ",
        "\"",
        "\\",
        "<a>",
        "*_`",
        "&#65;",
        "%41",
        "token=redacted:",
        "https://a.example/?a=b&",
        "{\"a\":[",
        "| ",
        "\n",
        "é",
    ];
    let problems = texts.iter().filter_map(|text| {
        let planted = |bytes: usize| {
            let document = &samples(Transcript::SHAPE, &repeated(text, bytes))[0];
            Transcript::read(document).expect("a transcript")
        };
        problem(text, &planted, [500, 2_000])
    });
    let problems: Vec<String> = problems.collect();
    assert!(problems.is_empty(), "{problems:#?}");
}
