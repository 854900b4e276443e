//! A stream that is open for ten minutes, with a server that goes on sending: it ends with the run, and costs no more than
//! what came on it.

use std::collections::VecDeque;

use faultfinder::engine::Run;
use faultfinder::protocol::http::Headers;
use faultfinder::report::{self, Outcome};
use faultfinder::trace::exchange::Ending;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::transcript::Abort;
use faultfinder::trace::wire::{Head, Id, Input, Mode, Redirect, Request, ResponseKind};
use serde_json::json;

use crate::drive::{self, Vantage};
use crate::environment::environment;
use crate::vantage_contract::ContractChecker;
use crate::world::{Answer, json_reply, legacy, method, options};
use crate::worst_cases::cost;

const URL: &str = "https://mcp.test/mcp";

/// So long the server takes for each page of its tools, in milliseconds: within the patience of a run. It has as many
/// pages as a run asks for, so that the stream is open for ten minutes.
const PAGE: f64 = 12_000.0;

/// What is to come, with its time.
type Coming = VecDeque<(f64, Input)>;

/// A legacy server with slow pages and a stream that is never still.
struct Talkative {
    now: f64,
    pages: usize,
    every: f64,
    words: &'static str,
    /// The stream, and when it says something next.
    stream: Option<(Id, f64)>,
    coming: Coming,
    contract: ContractChecker,
}

impl Vantage for Talkative {
    fn now(&self) -> f64 {
        self.now
    }

    fn send(&mut self, id: Id, request: Request, _: Mode, _: Redirect) -> Vec<Input> {
        if request.method == "GET" {
            self.stream = Some((id, self.now + self.every));
            return vec![head(id, "text/event-stream")];
        }
        let (answer, at) = match method(&request).as_str() {
            "tools/list" => (self.page(&request), self.now + PAGE),
            _ => (legacy(&request), self.now),
        };
        let Answer::Reply(reply) = answer else {
            return Vec::new();
        };
        let mut inputs = vec![Input::Head {
            id,
            head: Head {
                status: reply.status,
                headers: Headers(
                    reply
                        .headers
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                ),
                ..plain_head()
            },
        }];
        inputs.push(Input::Chunk {
            id,
            bytes: reply.body.into(),
        });
        inputs.push(Input::End { id });
        if at <= self.now {
            return inputs;
        }
        self.coming
            .extend(inputs.into_iter().map(|input| (at, input)));
        Vec::new()
    }

    fn abort(&mut self, id: Id) {
        self.stream = self.stream.filter(|(stream, _)| *stream != id);
    }

    fn wait(&mut self, at: f64) -> Option<Vec<Input>> {
        let page = self.coming.front().map_or(f64::INFINITY, |(at, _)| *at);
        let word = self.stream.map_or(f64::INFINITY, |(_, at)| at);
        self.now = at.min(page).min(word).max(self.now);
        if word <= self.now {
            let (id, next) = self.stream?;
            self.stream = Some((id, next + self.every));
            let bytes = self.words.as_bytes().to_vec();
            return Some(vec![Input::Chunk { id, bytes }]);
        }
        match page <= self.now {
            true => Some(
                self.coming
                    .pop_front()
                    .map(|(_, input)| input)
                    .into_iter()
                    .collect(),
            ),
            false => Some(vec![Input::Tick]),
        }
    }

    fn contract(&mut self) -> &mut ContractChecker {
        &mut self.contract
    }
}

impl Talkative {
    fn page(&mut self, request: &Request) -> Answer {
        let asked = request.body.as_deref().unwrap_or_default();
        let id: serde_json::Value = serde_json::from_str(asked).unwrap();
        self.pages -= 1;
        let mut result = json!({ "tools": [] });
        if self.pages > 0 {
            result["nextCursor"] = self.pages.to_string().into();
        }
        json_reply(
            200,
            &json!({ "jsonrpc": "2.0", "id": id["id"], "result": result }),
        )
    }
}

fn plain_head() -> Head {
    Head {
        kind: ResponseKind::Cors,
        status: 200,
        url: URL.to_owned(),
        redirected: false,
        headers: Headers::default(),
    }
}

fn head(id: Id, content_type: &str) -> Input {
    let headers = Headers(vec![("content-type".to_owned(), content_type.to_owned())]);
    Input::Head {
        id,
        head: Head {
            headers,
            ..plain_head()
        },
    }
}

/// A whole run in which the stream says this so often.
fn run(pages: usize, every: f64, words: &'static str) -> Run {
    let mut run = Run::new(options(URL));
    let mut server = Talkative {
        now: 0.0,
        pages,
        every,
        words,
        stream: None,
        coming: Coming::new(),
        contract: ContractChecker::default(),
    };
    drive::tell(&mut run, &mut server, Input::Start(environment()));
    drive::drive(&mut run, &mut server);
    run
}

/// The run ends by itself and is healthy; the stream was open all the time, and only its end closed it.
fn stays_open(every: f64, words: &'static str) {
    let run = run(50, every, words);
    let stream = run.recording().find(&Purpose::GetStream).unwrap();
    let open = stream.ended_at.unwrap() - stream.sent_at;
    assert!((598_000.0..=602_000.0).contains(&open), "{open}");
    assert_eq!(stream.ending, Some(Ending::Aborted(Abort::NoLongerNeeded)));
    let came = open / every;
    assert!((stream.chunks.len() as f64 - came).abs() < 3.0, "{came}");
    assert!(stream.body.len() <= (came as usize + 2) * words.len());
    let report = report::redacted(run.transcript());
    assert_eq!(report.outcome, Some(Outcome::Healthy));
}

rows! { stays_open;
    comments: (1_000.0, ": ping\n\n"),
    notifications: (1_000.0, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":1}}\n\n"),
    bytes_one_by_one: (200.0, "x"),
    never_a_word: (10_000_000.0, ""),
}

/// Twice as many words of a stream are at most two and a half times the work, with the report that is made of them.
#[test]
fn work_is_in_proportion_to_what_came() {
    let work = |every: f64| {
        cost(3, || {
            let run = run(
                10,
                every,
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n\n",
            );
            report::redacted(run.transcript());
        })
    };
    let (some, more) = (work(100.0), work(25.0));
    assert!(
        more.as_secs_f64() <= some.as_secs_f64() * 6.25,
        "{some:?} {more:?}"
    );
}
