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

#[test]
fn messages() {
    let table: &[(&str, &[&str], &[Problem])] = &[
        (
            r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            &["result 1 {}"],
            &[],
        ),
        (
            r#"{"jsonrpc":"2.0","id":"1","result":{}}"#,
            &[r#"result "1" {}"#],
            &[],
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#,
            &["request 2 ping"],
            &[],
        ),
        (
            r#"{"jsonrpc":"2.0","method":"x","params":{}}"#,
            &["notification x"],
            &[],
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#,
            &["error - -32700 m"],
            &[],
        ),
        // F32: an array around the answer, and `error: null` in it.
        (
            r#"[{"jsonrpc":"2.0","id":1,"result":{},"error":null}]"#,
            &["result 1 {}"],
            &[Problem::Batch { len: 1 }, Problem::ErrorNullWithResult],
        ),
        ("[]", &[], &[Problem::Batch { len: 0 }]),
        (
            "[[1]]",
            &[],
            &[
                Problem::Batch { len: 1 },
                Problem::NotObject(JsonType::Array),
            ],
        ),
        (
            r#"{"id":1,"result":{}}"#,
            &["result 1 {}"],
            &[Problem::VersionMissing],
        ),
        (
            r#"{"jsonrpc":2.0,"id":1,"result":{}}"#,
            &["result 1 {}"],
            &[Problem::VersionWrong],
        ),
        (
            r#"{"jsonrpc":"2.0","result":{}}"#,
            &["result - {}"],
            &[Problem::IdMissing],
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"result":{}}"#,
            &["result - {}"],
            &[Problem::IdNull],
        ),
        (
            r#"{"jsonrpc":"2.0","id":[],"result":{}}"#,
            &["result - {}"],
            &[Problem::IdWrongType(JsonType::Array)],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1.5,"result":{}}"#,
            &["result 1.5 {}"],
            &[Problem::IdFractional],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":[]}"#,
            &["result 1 []"],
            &[Problem::ResultWrongType(JsonType::Array)],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}}"#,
            &["error 1 1 m"],
            &[Problem::ResultAndError],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":null,"error":{"code":1,"message":"m"}}"#,
            &["error 1 1 m"],
            &[Problem::ResultNullWithError],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"error":null}"#,
            &[],
            &[Problem::Neither],
        ),
        (r#"{"jsonrpc":"2.0","id":1}"#, &[], &[Problem::Neither]),
        (
            r#"{"jsonrpc":"2.0","id":1,"error":"no"}"#,
            &["error 1 - no"],
            &[Problem::ErrorWrongType(JsonType::String)],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":"-32601"}}"#,
            &["error 1 -32601 "],
            &[Problem::ErrorCodeWrongType, Problem::ErrorMessageMissing],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"error":{"message":5}}"#,
            &["error 1 - "],
            &[Problem::ErrorCodeMissing, Problem::ErrorMessageWrongType],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":5}"#,
            &[],
            &[Problem::MethodWrongType(JsonType::Number)],
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"m","params":[1]}"#,
            &["request 1 m"],
            &[Problem::ParamsWrongType(JsonType::Array)],
        ),
        (
            r#"{"error":"invalid_token","error_description":"x"}"#,
            &[],
            &[Problem::NotJsonRpc],
        ),
        (
            r#"{"id":7,"name":"a page of an API"}"#,
            &[],
            &[Problem::NotJsonRpc],
        ),
        ("{}", &[], &[Problem::NotJsonRpc]),
        ("null", &[], &[Problem::NotObject(JsonType::Null)]),
        ("\"x\"", &[], &[Problem::NotObject(JsonType::String)]),
    ];
    for (body, messages, problems) in table {
        let (read, found) = jsonrpc::parse(body.as_bytes());
        assert_eq!(show(&read), *messages, "{body}");
        assert_eq!(found, *problems, "{body}");
    }
}

#[test]
fn texts_that_are_not_json() {
    let not_json = |kind, line, column| Problem::NotJson { kind, line, column };
    let table: Vec<(Vec<u8>, Vec<Problem>)> = vec![
        (b"".into(), vec![not_json(NotJson::Empty, 1, 1)]),
        (b" \n".into(), vec![not_json(NotJson::Empty, 1, 1)]),
        (
            b"<!DOCTYPE html>".into(),
            vec![not_json(NotJson::Markup, 1, 1)],
        ),
        (
            b"event: message\ndata: {}\n\n".into(),
            vec![not_json(NotJson::EventStream, 1, 1)],
        ),
        (b"{\"jsonrpc\":".into(), vec![not_json(NotJson::Cut, 1, 11)]),
        (
            b"{\n\"a\": nope}".into(),
            vec![not_json(NotJson::Syntax, 2, 7)],
        ),
        (b"Not Found".into(), vec![not_json(NotJson::Syntax, 1, 1)]),
        (
            b"{} {}".into(),
            vec![Problem::TrailingBytes { offset: 2 }, Problem::NotJsonRpc],
        ),
        (
            "\u{feff}{}x".into(),
            vec![
                Problem::ByteOrderMark,
                Problem::TrailingBytes { offset: 5 },
                Problem::NotJsonRpc,
            ],
        ),
        (
            b"\"\xff\"".into(),
            vec![
                Problem::NotUtf8 { offset: 1 },
                Problem::NotObject(JsonType::String),
            ],
        ),
        ("[".repeat(127).into(), vec![not_json(NotJson::Cut, 1, 127)]),
        ("[".repeat(100_000).into(), vec![Problem::TooDeep]),
        (
            format!("{}1{}", "{\"a\":".repeat(128), "}".repeat(128)).into(),
            vec![Problem::TooDeep],
        ),
    ];
    for (body, expected) in table {
        assert_eq!(jsonrpc::parse(&body).1, expected, "{}", body.escape_ascii());
    }
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

#[test]
fn numbers_stay_as_they_were_written() {
    for (text, integer, is_natural) in [
        ("0", Some(0), true),
        ("-0", Some(0), true),
        ("7.0", Some(7), true),
        ("70e-1", Some(7), true),
        ("1.25e+2", Some(125), true),
        ("0.1", None, false),
        ("-3", Some(-3), false),
        ("-32601.0", Some(-32601), false),
        ("18446744073709551615", None, true),
        ("1.8446744073709552e+19", None, true),
        ("0.1000000000000000055511151231257827", None, false),
        ("1e+999", None, false),
        ("1e-99999999999999999999", None, false),
    ] {
        let value = json::parse(text).unwrap();
        assert_eq!(value.to_string(), text);
        let number = value.as_number().unwrap();
        assert_eq!(json::integer(number), integer, "{text}");
        assert_eq!(json::is_natural(number), is_natural, "{text}");
    }
}

/// The name under which the JSON reader hands over numbers may come from a server as well.
#[test]
fn an_object_that_looks_like_a_number_breaks_nothing() {
    for (held, shown) in [
        (r#""1.50""#, "1.50"),
        (r#""1-2""#, r#"{"$serde_json::private::Number":"1-2"}"#),
        (r#"" 1.5""#, r#"{"$serde_json::private::Number":" 1.5"}"#),
        (r#""[1""#, r#"{"$serde_json::private::Number":"[1"}"#),
        ("1.5", r#"{"$serde_json::private::Number":1.5}"#),
    ] {
        let text = format!(r#"{{"$serde_json::private::Number":{held}}}"#);
        assert_eq!(json::parse(&text).unwrap().to_string(), shown);
    }
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
