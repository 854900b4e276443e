//! JSON-RPC 2.0 as MCP uses it.

use faultfinder::protocol::json;
use faultfinder::protocol::jsonrpc::{self, Id, JsonType, Message, NotJson, Problem};
use proptest::prelude::*;
use serde_json::json;

/// `kind id what` of each message.
fn show(messages: &[Message]) -> Vec<String> {
    let id = |id: Option<&Id>| id.map_or("-".into(), |id| id.to_value().to_string());
    let line = |message: &Message| {
        let id = id(message.id());
        match message {
            Message::Request { method, .. } => format!("request {id} {method}"),
            Message::Notification { method, .. } => format!("notification {method}"),
            Message::Response { result, .. } => format!("result {id} {result}"),
            Message::Error { code, message, .. } => {
                format!(
                    "error {id} {} {message}",
                    code.map_or("-".into(), |code| code.to_string())
                )
            }
        }
    };
    messages.iter().map(line).collect()
}

fn messages(body: &str, messages: &[&str], problems: &[Problem]) {
    let (read, found) = jsonrpc::parse(body.as_bytes());
    assert_eq!(show(&read), *messages, "{body}");
    assert_eq!(found, *problems, "{body}");
}

rows! { messages;
    result: (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, &["result 1 {}"], &[]),
    id_as_text: (r#"{"jsonrpc":"2.0","id":"1","result":{}}"#, &[r#"result "1" {}"#], &[]),
    request: (r#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#, &["request 2 ping"], &[]),
    notification: (r#"{"jsonrpc":"2.0","method":"x","params":{}}"#, &["notification x"], &[]),
    error_without_id: (
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#,
        &["error - -32700 m"],
        &[],
    ),
    // F32: an array around the answer, and `error: null` in it.
    array_around_the_answer: (
        r#"[{"jsonrpc":"2.0","id":1,"result":{},"error":null}]"#,
        &["result 1 {}"],
        &[Problem::Batch { len: 1 }, Problem::ErrorNullWithResult],
    ),
    empty_array: ("[]", &[], &[Problem::Batch { len: 0 }]),
    array_in_array: ("[[1]]", &[], &[Problem::Batch { len: 1 }, Problem::NotObject(JsonType::Array)]),
    version_missing: (r#"{"id":1,"result":{}}"#, &["result 1 {}"], &[Problem::VersionMissing]),
    version_as_number: (r#"{"jsonrpc":2.0,"id":1,"result":{}}"#, &["result 1 {}"], &[Problem::VersionWrong]),
    id_missing: (r#"{"jsonrpc":"2.0","result":{}}"#, &["result - {}"], &[Problem::IdMissing]),
    id_null: (r#"{"jsonrpc":"2.0","id":null,"result":{}}"#, &["result - {}"], &[Problem::IdNull]),
    id_as_array: (
        r#"{"jsonrpc":"2.0","id":[],"result":{}}"#,
        &["result - {}"],
        &[Problem::IdWrongType(JsonType::Array)],
    ),
    id_fractional: (r#"{"jsonrpc":"2.0","id":1.5,"result":{}}"#, &["result 1.5 {}"], &[Problem::IdFractional]),
    result_as_array: (
        r#"{"jsonrpc":"2.0","id":1,"result":[]}"#,
        &["result 1 []"],
        &[Problem::ResultWrongType(JsonType::Array)],
    ),
    result_and_error: (
        r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}}"#,
        &["error 1 1 m"],
        &[Problem::ResultAndError],
    ),
    null_result_with_error: (
        r#"{"jsonrpc":"2.0","id":1,"result":null,"error":{"code":1,"message":"m"}}"#,
        &["error 1 1 m"],
        &[Problem::ResultNullWithError],
    ),
    null_error_alone: (r#"{"jsonrpc":"2.0","id":1,"error":null}"#, &[], &[Problem::Neither]),
    neither: (r#"{"jsonrpc":"2.0","id":1}"#, &[], &[Problem::Neither]),
    error_as_text: (
        r#"{"jsonrpc":"2.0","id":1,"error":"no"}"#,
        &["error 1 - no"],
        &[Problem::ErrorWrongType(JsonType::String)],
    ),
    error_code_as_text: (
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":"-32601"}}"#,
        &["error 1 -32601 "],
        &[Problem::ErrorCodeWrongType, Problem::ErrorMessageMissing],
    ),
    error_code_missing: (
        r#"{"jsonrpc":"2.0","id":1,"error":{"message":5}}"#,
        &["error 1 - "],
        &[Problem::ErrorCodeMissing, Problem::ErrorMessageWrongType],
    ),
    method_as_number: (r#"{"jsonrpc":"2.0","id":1,"method":5}"#, &[], &[Problem::MethodWrongType(JsonType::Number)]),
    params_as_array: (
        r#"{"jsonrpc":"2.0","id":1,"method":"m","params":[1]}"#,
        &["request 1 m"],
        &[Problem::ParamsWrongType(JsonType::Array)],
    ),
    oauth_error: (r#"{"error":"invalid_token","error_description":"x"}"#, &[], &[Problem::NotJsonRpc]),
    other_api: (r#"{"id":7,"name":"a page of an API"}"#, &[], &[Problem::NotJsonRpc]),
    empty_object: ("{}", &[], &[Problem::NotJsonRpc]),
    null: ("null", &[], &[Problem::NotObject(JsonType::Null)]),
    text: ("\"x\"", &[], &[Problem::NotObject(JsonType::String)]),
}

fn not_json(kind: NotJson, line: usize, column: usize) -> Problem {
    Problem::NotJson { kind, line, column }
}

fn texts_that_are_not_json(body: impl AsRef<[u8]>, expected: &[Problem]) {
    let body = body.as_ref();
    assert_eq!(jsonrpc::parse(body).1, expected, "{}", body.escape_ascii());
}

rows! { texts_that_are_not_json;
    empty: (b"", &[not_json(NotJson::Empty, 1, 1)]),
    blank: (b" \n", &[not_json(NotJson::Empty, 1, 1)]),
    markup: (b"<!DOCTYPE html>", &[not_json(NotJson::Markup, 1, 1)]),
    event_stream: (b"event: message\ndata: {}\n\n", &[not_json(NotJson::EventStream, 1, 1)]),
    cut: (b"{\"jsonrpc\":", &[not_json(NotJson::Cut, 1, 11)]),
    syntax: (b"{\n\"a\": nope}", &[not_json(NotJson::Syntax, 2, 7)]),
    text: (b"Not Found", &[not_json(NotJson::Syntax, 1, 1)]),
    two_values: (b"{} {}", &[Problem::TrailingBytes { offset: 2 }, Problem::NotJsonRpc]),
    byte_order_mark: (
        "\u{feff}{}x",
        &[
            Problem::ByteOrderMark,
            Problem::TrailingBytes { offset: 5 },
            Problem::NotJsonRpc,
        ],
    ),
    not_utf8: (b"\"\xff\"", &[Problem::NotUtf8 { offset: 1 }, Problem::NotObject(JsonType::String)]),
    nested_127_deep: ("[".repeat(127), &[not_json(NotJson::Cut, 1, 127)]),
    nested_far_too_deep: ("[".repeat(100_000), &[Problem::TooDeep]),
    nested_one_too_deep: (format!("{}1{}", "{\"a\":".repeat(128), "}".repeat(128)), &[Problem::TooDeep]),
}

#[test]
fn calls_are_written_in_the_order_of_the_specification() {
    let params = json!({"cursor": "a\"b"});
    assert_eq!(
        jsonrpc::request(&Id::from(2), "tools/list", Some(&params)),
        r#"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"cursor":"a\"b"}}"#
    );
    assert_eq!(
        jsonrpc::request(&Id::from("p"), "ping", None),
        r#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#
    );
    assert_eq!(
        jsonrpc::notification("n", None),
        r#"{"jsonrpc":"2.0","method":"n"}"#
    );
}

proptest! {
    #[test]
    fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        jsonrpc::parse(&bytes);
    }

    #[test]
    fn never_panics_on_what_looks_like_json(
        text in r#"([\[\]{}":,\\ ]|null|-?1(\.5)?|"jsonrpc":"2\.0"|"id":|"result":|"error":|"method":|"code":|é){0,30}"#
    ) {
        jsonrpc::parse(text.as_bytes());
    }
}

fn numbers_stay_as_they_were_written(text: &str, integer: Option<i64>, is_natural: bool) {
    let value = json::parse(text).unwrap();
    assert_eq!(value.to_string(), text);
    let number = value.as_number().unwrap();
    assert_eq!(json::integer(number), integer, "{text}");
    assert_eq!(json::is_natural(number), is_natural, "{text}");
}

rows! { numbers_stay_as_they_were_written;
    zero: ("0", Some(0), true),
    minus_zero: ("-0", Some(0), true),
    seven_point_zero: ("7.0", Some(7), true),
    with_exponent: ("70e-1", Some(7), true),
    with_positive_exponent: ("1.25e+2", Some(125), true),
    fraction: ("0.1", None, false),
    negative: ("-3", Some(-3), false),
    error_code: ("-32601.0", Some(-32601), false),
    u64_max: ("18446744073709551615", None, true),
    u64_max_as_float: ("1.8446744073709552e+19", None, true),
    many_digits: ("0.1000000000000000055511151231257827", None, false),
    beyond_floats: ("1e+999", None, false),
    tiny: ("1e-99999999999999999999", None, false),
}

/// The name under which serde_json hands over numbers is any name here.
#[test]
fn an_object_that_looks_like_a_number_is_none() {
    let text = r#"{"$serde_json::private::Number":"1.50"}"#;
    assert_eq!(json::parse(text).unwrap().to_string(), text);
}

proptest! {
    /// JSON is what serde_json takes for it; what is read is written as it was.
    #[test]
    fn any_text_is_json_or_not(
        text in r#"([\[\]{}:,]|"[a-zé\\u0d8 ]{0,6}"|null|true|-?[0-9]{1,3}(\.[0-9])?(e[+-]?[0-9]{1,22})?| ){0,24}"#
    ) {
        let read = json::parse(&text);
        prop_assert_eq!(read.is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok());
        if let Ok(value) = read {
            let written = value.to_string();
            prop_assert_eq!(json::parse(&written).unwrap().to_string(), written);
        }
    }

    #[test]
    fn floats_are_read_like_integers_if_they_are(float in -1e15..1e15_f64) {
        let whole = float.trunc();
        let number = json::parse(&format!("{whole:e}")).unwrap();
        prop_assert_eq!(number.as_number().and_then(json::integer), Some(whole as i64));
    }
}
