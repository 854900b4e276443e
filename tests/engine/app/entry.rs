//! What is entered in place of a URL: what the form takes from it, and when a run starts.

use faultfinder::app::entry::Reading;
use faultfinder::app::form::Field;
use faultfinder::app::message::{Effect, Message};
use faultfinder::app::state::AppState;
use faultfinder::app::update::update;

use super::followed_in_frame;

const CURL: &str = "curl https://mcp.test/mcp -H 'Authorization: Bearer s3cret' -H 'X-Tenant: a'";
const TWO: &str = r#"{"mcpServers":{"a":{"url":"https://a.test/mcp","headers":{"X-K":"1"}},"b":{"url":"https://b.test/mcp"}}}"#;

/// The page after a text was submitted, with what the deferred chunk reads in it.
fn submit(text: &str) -> (AppState, Vec<Effect>) {
    let mut state = AppState::default();
    update(&mut state, Message::Typed(Field::Server, text.to_owned()));
    let effects = update(&mut state, Message::Submitted);
    let read = effects.iter().find_map(|effect| match effect {
        Effect::ReadEntry(text) => Some(Reading::of_submitted(text)),
        _ => None,
    });
    match read {
        Some(reading) => {
            let effects = update(&mut state, Message::EntryRead(reading));
            (state, effects)
        }
        None => (state, effects),
    }
}

/// The URL that a run starts with, with its bearer token and its headers; `None` where none starts.
fn started(effects: &[Effect]) -> Option<(String, Option<String>, usize)> {
    effects.iter().find_map(|effect| match effect {
        Effect::StartRun(_, options) => {
            let headers = options.headers.len();
            Some((options.server.clone(), options.bearer.clone(), headers))
        }
        _ => None,
    })
}

fn a_run_starts_with(text: &str, url: &str, note: &str) {
    let (state, effects) = submit(text);
    let (server, ..) = started(&effects).expect("a run");
    assert_eq!((server.as_str(), state.note.text.as_str()), (url, note));
    assert_eq!(state.form.server, url);
}

rows! { a_run_starts_with;
    url: ("https://mcp.test/mcp", "https://mcp.test/mcp", ""),
    public: ("mcp.example.com/mcp", "https://mcp.example.com/mcp", "`https://` was added."),
    local: (
        "localhost:3000/mcp",
        "http://localhost:3000/mcp",
        "`http://` was added, as usual for a server on your own machine or network.",
    ),
    misspelled: ("http:/mcp.test/mcp", "http://mcp.test/mcp", "The scheme was corrected to `http://`."),
    markdown: ("[docs](http://mcp.test/mcp)", "http://mcp.test/mcp", "The text around the URL was left out."),
    command: (
        CURL,
        "https://mcp.test/mcp",
        "Filled in from the `curl` command: URL, bearer token, 1 header. Credentials stay in memory.",
    ),
}

#[test]
fn the_credentials_of_a_command_go_along() {
    let (_, effects) = submit(CURL);
    assert_eq!(
        started(&effects),
        Some((
            "https://mcp.test/mcp".to_owned(),
            Some("s3cret".to_owned()),
            1
        ))
    );
}

/// They were entered for this very address.
#[test]
fn a_scheme_is_added_and_credentials_stay() {
    let mut state = AppState::default();
    update(
        &mut state,
        Message::Typed(Field::Server, "mcp.test/mcp".to_owned()),
    );
    update(&mut state, Message::Typed(Field::Bearer, "mine".to_owned()));
    let effects = update(
        &mut state,
        Message::EntryRead(Reading::of_submitted("mcp.test/mcp")),
    );
    assert_eq!(
        started(&effects),
        Some((
            "https://mcp.test/mcp".to_owned(),
            Some("mine".to_owned()),
            0
        ))
    );
}

/// What was entered for one server is not sent to another.
#[test]
fn a_configuration_takes_the_place_of_all_that_was_entered() {
    let mut state = AppState::default();
    update(&mut state, Message::Typed(Field::Bearer, "mine".to_owned()));
    update(&mut state, Message::HeaderAdded);
    let reading = Reading::of_pasted("curl https://other.test/mcp").expect("a command");
    let effects = update(&mut state, Message::EntryRead(reading));
    assert_eq!(started(&effects), None, "a paste starts nothing");
    assert_eq!(state.form.server, "https://other.test/mcp");
    let effects = update(&mut state, Message::Submitted);
    assert_eq!(
        started(&effects),
        Some(("https://other.test/mcp".to_owned(), None, 0))
    );
}

#[test]
fn of_several_servers_the_user_chooses() {
    let (mut state, effects) = submit(TWO);
    assert_eq!(started(&effects), None);
    assert_eq!(state.note.choices.len(), 2);
    let effects = update(&mut state, Message::EntryChosen(0));
    assert_eq!(effects, [Effect::Focus("[data-action=run]".to_owned())]);
    assert!(state.note.choices.is_empty());
    assert_eq!(state.form.server, "https://a.test/mcp");
    assert_eq!(update(&mut state, Message::EntryChosen(0)), []);
}

/// Without its secrets the run would only prove that they are missing.
#[test]
fn a_placeholder_is_asked_for_first() {
    let (state, effects) = submit("curl https://mcp.test/mcp -H 'Authorization: Bearer $TOKEN'");
    assert_eq!(started(&effects), None);
    assert!(
        state.note.text.contains("placeholder"),
        "{}",
        state.note.text
    );
    assert!(state.form.asks());
}

#[test]
fn an_empty_field_is_no_verdict() {
    for text in ["", "  \u{a0} "] {
        for message in [
            Message::Submitted,
            Message::RunRequested,
            Message::RunAgainRequested,
        ] {
            let mut state = AppState::default();
            update(&mut state, Message::Typed(Field::Server, text.to_owned()));
            let effects = update(&mut state, message);
            assert_eq!(effects, [Effect::Focus("input[name=server]".to_owned())]);
            assert!(state.note.text.starts_with("Enter the URL"));
            update(&mut state, Message::Typed(Field::Server, "h".to_owned()));
            assert!(state.note.text.is_empty());
        }
    }
}

/// What is no address in any reading is the engine's to explain.
#[test]
fn the_engine_says_what_is_wrong() {
    for text in ["where is my server?", "wss://mcp.test/mcp", "npx -y server"] {
        let (_, effects) = submit(text);
        assert!(
            started(&effects).is_some_and(|(server, ..)| server == text),
            "{text}"
        );
    }
}

#[test]
fn an_address_may_be_pasted_in_parts() {
    assert_eq!(Reading::of_pasted("mcp.test/mcp"), None);
    assert_eq!(Reading::of_pasted("https://mcp.test/mcp"), None);
}

/// A frame takes no credentials, and its host has entered the address.
#[test]
fn nothing_is_read_in_a_frame() {
    let mut state = AppState::default();
    update(&mut state, followed_in_frame("server=mcp.test/mcp"));
    let effects = update(&mut state, Message::Submitted);
    assert!(started(&effects).is_some());
}
