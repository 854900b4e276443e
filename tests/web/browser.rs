//! Requests and probes against the test page's own server and against a port where nobody listens.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use faultfinder::browser::driver::{Driver, Observe, Passing};
use faultfinder::browser::environment::{browser_of, detect};
use faultfinder::browser::request::{Violations, build, readable_headers, send};
use faultfinder::browser::{oracle, probes};
use faultfinder::engine::DeferredSteps;
use faultfinder::engine::Run;
use faultfinder::protocol::http::Headers;
use faultfinder::trace::vantage::{BrowserEngine, Options};
use faultfinder::trace::wire::{
    Action, CacheMode, Input, Mode, Permission, Probe, ProbeResult, Redirect, Request, ResponseKind,
};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::vantage_contract::ContractChecker;

/// Discard, which nothing serves; every browser refuses it without asking the network.
const CLOSED: &str = "http://localhost:9/";

/// Nothing listens there either, and the browser asks the network.
const REFUSED: &str = "http://127.0.0.1:47113/mcp";

fn own(path: &str) -> String {
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    format!("{origin}/{path}")
}

fn get(url: &str) -> Request {
    Request {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: Headers::new(),
        body: None,
    }
}

async fn inputs(request: &Request, mode: Mode) -> Vec<Input> {
    let controller = AbortController::new().unwrap();
    let ready = build(
        request,
        mode,
        Redirect::Follow,
        CacheMode::Reload,
        &controller.signal(),
    )
    .unwrap();
    let told = RefCell::new(Vec::new());
    send(1, ready, &Violations::watch(), &|input| {
        told.borrow_mut().push(input)
    })
    .await;
    told.into_inner()
}

async fn look(probe: Probe) -> Option<ProbeResult> {
    probes::run_probe(&probe, None, &AbortController::new().unwrap().signal()).await
}

#[wasm_bindgen_test]
async fn a_response_comes_as_head_chunks_and_end() {
    let told = inputs(&get(&own("")), Mode::Cors).await;
    let [
        Input::Head { head, .. },
        Input::Chunk { .. },
        ..,
        Input::End { id: 1 },
    ] = told.as_slice()
    else {
        panic!("{told:?}");
    };
    assert_eq!(
        (head.kind, head.status, head.redirected),
        (ResponseKind::Basic, 200, false)
    );
    assert!(
        head.headers
            .get("Content-Type")
            .is_some_and(|value| value.contains("html"))
    );
}

#[wasm_bindgen_test]
async fn nobody_listening_is_a_failure_in_the_browsers_words() {
    for mode in [Mode::Cors, Mode::NoCors] {
        let told = inputs(&get(CLOSED), mode).await;
        let [Input::Failed { id: 1, failure }] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert!(
            failure.message.starts_with("TypeError: "),
            "{}",
            failure.message
        );
        assert!(!failure.csp && !failure.not_sent);
    }
}

#[wasm_bindgen_test]
fn what_cannot_be_sent_is_refused_before_it_is_sent() {
    let with = |name: &str, value: &str| {
        let headers = Headers(vec![(name.to_owned(), value.to_owned())]);
        Request {
            headers,
            ..get(CLOSED)
        }
    };
    let refused = [
        with("authorization", "Bearer \u{201c}abc\u{201d}"),
        with("authorization", "Bearer a\nb"),
        with("two words", "x"),
        Request {
            method: "TRACE".to_owned(),
            ..get(CLOSED)
        },
        Request {
            body: Some("{}".to_owned()),
            ..get(CLOSED)
        },
        get("http://user:secret@localhost:9/"),
        get("http://"),
    ];
    let signal = AbortController::new().unwrap().signal();
    for request in refused {
        let refusal = build(
            &request,
            Mode::Cors,
            Redirect::Follow,
            CacheMode::NoStore,
            &signal,
        );
        assert!(
            refusal.is_err_and(|words| words.starts_with("TypeError: ")),
            "{request:?}"
        );
    }
}

#[wasm_bindgen_test]
fn header_bytes_are_read_as_characters() {
    let headers = web_sys::Headers::new().unwrap();
    headers.append("X-Name", "caf\u{e9}").unwrap();
    headers.append("x-name", "two").unwrap();
    let readable = readable_headers(&headers);
    assert_eq!(
        readable.0,
        [("x-name".to_owned(), "caf\u{e9}, two".to_owned())]
    );
}

#[wasm_bindgen_test]
async fn an_event_source_tells_how_it_ended() {
    let seen = look(Probe::EventSource {
        url: CLOSED.to_owned(),
    })
    .await;
    let Some(ProbeResult::EventSource { ready_state }) = seen else {
        panic!("{seen:?}");
    };
    assert!(matches!(ready_state, 0 | 2));
    // An answer that is no event stream ends it for good.
    let seen = look(Probe::EventSource { url: own("") }).await;
    assert_eq!(seen, Some(ProbeResult::EventSource { ready_state: 2 }));
}

#[wasm_bindgen_test]
async fn a_web_socket_tells_its_close_code() {
    let url = own("").replace("http", "ws");
    let seen = look(Probe::WebSocket { url }).await;
    assert_eq!(seen, Some(ProbeResult::WebSocket { code: Some(1006) }));
    let not_a_url = "ws://".to_owned();
    assert_eq!(look(Probe::WebSocket { url: not_a_url }).await, None);
}

#[wasm_bindgen_test]
async fn an_unknown_permission_is_unknown() {
    let seen = look(Probe::Permission {
        after: false,
        name: "no-such-permission".to_owned(),
    })
    .await;
    assert_eq!(
        seen,
        Some(ProbeResult::Permission {
            state: Permission::Unknown
        })
    );
}

#[wasm_bindgen_test]
async fn a_request_leaves_a_timing() {
    let (url, from) = (
        own("?timing"),
        web_sys::window().unwrap().performance().unwrap().now(),
    );
    inputs(&get(&url), Mode::Cors).await;
    let signal = AbortController::new().unwrap().signal();
    for (from, expected) in [(from, true), (from + 60_000.0, false)] {
        let span = probes::Span {
            url: url.clone(),
            from,
            until: f64::INFINITY,
        };
        let seen = probes::run_probe(&Probe::ResourceTiming { of: 1 }, Some(span), &signal).await;
        let Some(ProbeResult::ResourceTiming { duration_ms }) = seen else {
            panic!("{seen:?}");
        };
        assert_eq!(duration_ms.is_some(), expected);
    }
}

#[wasm_bindgen_test]
async fn the_oracle_declines_what_a_policy_cannot_name() {
    let signal = AbortController::new().unwrap().signal();
    for url in [
        "http://[::1]:9/",
        "http://a;b/",
        "ws://localhost/",
        "nonsense",
    ] {
        assert_eq!(oracle::leaves_origin(url, &signal).await, None, "{url}");
    }
}

#[wasm_bindgen_test]
fn the_environment_says_where_the_page_is() {
    let here = detect();
    assert!(own("").starts_with(&here.page_origin) && !here.page_is_https && here.secure_context);
    assert_eq!(here.nonce.len(), 16);
    assert!(here.started_at.ends_with('Z'));
    assert_ne!(here.browser.engine, BrowserEngine::Other);
}

#[wasm_bindgen_test]
fn user_agents_name_their_engines() {
    for (user_agent, engine, version) in [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
            BrowserEngine::Chromium,
            "156",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
            BrowserEngine::Chromium,
            "156",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
            BrowserEngine::Firefox,
            "153",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            BrowserEngine::Safari,
            "26",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0.1 Mobile/15E148 Safari/604.1",
            BrowserEngine::Safari,
            "",
        ),
        ("something else", BrowserEngine::Other, ""),
    ] {
        let browser = browser_of(user_agent);
        assert_eq!(
            (browser.engine, browser.version.as_str()),
            (engine, version),
            "{user_agent}"
        );
    }
}

/// The run against a page that is no MCP server, until it is over.
async fn run_to_its_end() -> Driver {
    run_until(to_here(), |run| run.recording().done_at.is_some()).await
}

/// A run until this is so. What passes is held to the contract between the engine and a vantage.
async fn run_until(options: Options, is_enough: fn(&Run) -> bool) -> Driver {
    let driver: Rc<RefCell<Option<Driver>>> = Rc::default();
    let ended: Promise = Promise::new(&mut |resolve, _| {
        let reading = driver.clone();
        let on_change = move || {
            if reading
                .borrow()
                .as_ref()
                .is_some_and(|driver| driver.with(is_enough))
            {
                resolve.call0(&JsValue::NULL).unwrap();
            }
        };
        let run = Run::with_deferred_steps(options.clone(), Some(DeferredSteps::new()));
        let started = Driver::start_observed(run, on_change, Some(held_to_the_contract()));
        *driver.borrow_mut() = Some(started);
    });
    ended.await.unwrap();
    driver.take().unwrap()
}

fn held_to_the_contract() -> Observe {
    let checker = RefCell::new(ContractChecker::default());
    Box::new(move |passing| match passing {
        Passing::Output(output) => checker.borrow_mut().output(output),
        Passing::Input(now, input) => checker.borrow_mut().input(now, input),
    })
}

#[wasm_bindgen_test]
async fn vantage_contract() {
    let refused = Options {
        server: REFUSED.to_owned(),
        ..Options::default()
    };
    for options in [to_here(), refused] {
        run_until(options, |run| run.recording().done_at.is_some()).await;
    }
    // Given up in the middle, with requests under way.
    let driver = run_until(to_here(), |run| !run.recording().exchanges.is_empty()).await;
    driver.act(Action::Cancel);
    driver.act(Action::Cancel);
    run_to_its_end().await;
    assert!(driver.with(|run| run.recording().cancelled));
}

fn to_here() -> Options {
    Options {
        server: own("no-such-endpoint"),
        ..Options::default()
    }
}

#[wasm_bindgen_test]
async fn a_run_comes_to_its_end() {
    let driver = run_to_its_end().await;
    let exchanges = driver.with(|run| run.recording().exchanges.len());
    assert!(exchanges > 0);
}

#[wasm_bindgen_test]
async fn a_driver_may_be_dropped_by_what_it_calls() {
    let driver: Rc<RefCell<Option<Driver>>> = Rc::default();
    let calls = Rc::new(Cell::new(0));
    let (dropping, counting) = (driver.clone(), calls.clone());
    let on_change = move || {
        counting.set(counting.get() + 1);
        drop(dropping.take());
    };
    *driver.borrow_mut() = Some(Driver::start(
        to_here(),
        Some(DeferredSteps::new()),
        on_change,
    ));
    // Another run takes longer than anything that the first could still report.
    run_to_its_end().await;
    assert_eq!(calls.get(), 1);
}
