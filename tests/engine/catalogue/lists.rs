//! What a list holds, and how it is paged.

use super::*;

#[test]
fn members_of_tools() {
    let says = |member: &str, bad: Value, good: Value| {
        let run = |value| offering("2025-11-25", with(member, value));
        told("tools/malformed-member", &run(bad), &run(good));
    };
    says("title", Value::Null, json!("A"));
    says("description", json!(7), json!("Seven"));
    says(
        "_meta",
        json!("x"),
        json!({"com.example/x": 1, "_own": true}),
    );
    says("annotations", json!([]), json!({}));
    says(
        "annotations",
        json!({"readOnlyHint": "true"}),
        json!({"readOnlyHint": true, "destructiveHint": true}),
    );
    says("icons", json!("icon.png"), json!([]));
    says(
        "execution",
        json!({"taskSupport": "yes"}),
        json!({"taskSupport": "required"}),
    );
    let icon = |src: &str| offering("2025-11-25", with("icons", json!([{"src": src}])));
    for bad in ["file:///a.png", "javascript:alert(1)", "icon.png", ""] {
        told(
            "tools/bad-icon",
            &icon(bad),
            &icon("https://cdn.example/a.png"),
        );
    }
    told(
        "tools/bad-icon",
        &offering("2025-11-25", with("icons", json!([{}]))),
        &icon("data:image/png;base64,AA=="),
    );
}

#[test]
fn text_that_people_do_not_see() {
    let run = |text: &str| offering("2025-11-25", with("description", json!(text)));
    let harmless = [
        "The flag of Scotland: \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "\u{1f469}\u{200d}\u{1f4bb} \u{0645}\u{06cc}\u{200c}\u{062e}\u{0648}\u{0627}\u{0647}\u{0645}\u{feff}\u{200b}",
    ];
    for (hidden, harmless) in ["a\u{e0041}", "a\u{202e}b"].iter().zip(harmless) {
        told("tools/hidden-text", &run(hidden), &run(harmless));
    }
    let deep =
        schema(json!({"type": "object", "properties": {"a": {"description": "x\u{2067}y"}}}));
    assert_eq!(codes(&offering(MODERN, deep)), ["tools/hidden-text"]);
}

#[test]
fn schemas_that_are_sound_and_odd() {
    let says = |code: &str, bad: Value, good: Value| {
        let run = |value| offering("2025-11-25", schema(value));
        told(code, &run(bad), &run(good));
    };
    let object = |more: Value| {
        let mut schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        for (name, value) in more.as_object().into_iter().flatten() {
            schema[name] = value.clone();
        }
        schema
    };
    says(
        "tools/required-unknown",
        object(json!({"required": ["b"]})),
        object(json!({"required": ["a"]})),
    );
    says(
        "tools/required-unknown",
        object(json!({"items": {"properties": {}, "required": ["b"]}})),
        object(json!({"required": ["b"], "patternProperties": {"^b": {}}})),
    );
    says(
        "tools/choice-at-root",
        object(json!({"anyOf": [{"required": ["a"]}]})),
        object(json!({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}})),
    );
    let dialect = |name: &str| object(json!({"$schema": name}));
    for name in [
        "http://json-schema.org/draft-04/schema#",
        "https://example.com/mine",
    ] {
        says(
            "tools/other-dialect",
            dialect(name),
            dialect("http://json-schema.org/draft-07/schema#"),
        );
    }
    // A root that is no object is one cause, and said as that.
    let root = json!({"anyOf": [{"type": "object"}]});
    assert_eq!(
        codes(&offering("2025-11-25", schema(root))),
        ["tools/bad-input-schema"]
    );
    let header = |name: &str| {
        schema(
            json!({"type": "object", "properties": {name: {"type": "string", "x-mcp-header": "Up"}}}),
        )
    };
    told(
        "tools/secret-in-header",
        &offering(MODERN, header("api_key")),
        &offering(MODERN, header("next_page_token")),
    );
}

#[test]
fn pages_and_their_hints() {
    let one =
        |name: &str| json!({"name": name, "description": "x", "inputSchema": {"type": "object"}});
    let two = |revision: &str, first: Value, second: Value| {
        let run = page(open(revision, &tools()), 0, first);
        let run = run.list("tools/list", 1).result(&second.to_string());
        run.pass(&[Step::Tools]).done()
    };
    let first = || json!({"tools": [one("a")], "nextCursor": "2"});
    let second = |name: &str, scope: &str| {
        let mut page = full(json!({"tools": [one(name)]}));
        page["cacheScope"] = json!(scope);
        page
    };
    told(
        "tools/cache-scope-varies",
        &two(MODERN, first(), second("b", "public")),
        &two(MODERN, first(), second("b", "private")),
    );
    let overlapping = two("2025-11-25", first(), second("a", "private"));
    let report = sound(&overlapping);
    assert_eq!(report.findings[0].code, "tools/duplicate-name");
    assert!(
        report.findings[0]
            .what_happened
            .ends_with("on different pages of the list.")
    );
    let last = |cursor: Value| {
        let run = page(
            open("2025-11-25", &tools()),
            0,
            json!({"tools": [tool()], "nextCursor": cursor}),
        );
        run.pass(&[Step::Tools]).done()
    };
    told("tools/empty-cursor", &last(json!("")), &last(json!("more")));
    let many = |count: usize| {
        let names = (0..count).map(|number| one(&format!("t{number}")));
        let run = page(
            open("2025-11-25", &tools()),
            0,
            json!({"tools": names.collect::<Vec<_>>()}),
        );
        run.pass(&[Step::Tools]).done()
    };
    told("tools/many", &many(129), &many(128));
    let public = |credential: Option<&str>| {
        let run =
            Scenario::modern(URL).options(|options| options.bearer = credential.map(str::to_owned));
        let reason = match credential {
            Some(_) => faultfinder::trace::reason::Reason::CredentialGiven,
            None => faultfinder::trace::reason::Reason::OpenServer,
        };
        let list = second("a", "public").to_string();
        run.skip(&Step::SIGN_IN, &reason)
            .list("tools/list", 0)
            .result(&list)
            .pass(&[Step::Tools])
            .done()
    };
    told(
        "tools/public-cache",
        &public(Some("lab-token")),
        &public(None),
    );
}

#[test]
fn templates_and_arguments() {
    let list = |method: &str, step: Step, result: Value| {
        let run = open("2025-11-25", &json!({"prompts": {}, "resources": {}})).list(method, 0);
        run.result(&result.to_string()).pass(&[step]).done()
    };
    let template = |text: &str| {
        let entry = json!({"uriTemplate": text, "name": "t"});
        list(
            "resources/templates/list",
            Step::Resources,
            json!({"resourceTemplates": [entry]}),
        )
    };
    for bad in ["a://{id", "a://id}", "a://{}", "a://{a{b}}"] {
        told(
            "resources/bad-template",
            &template(bad),
            &template("a://{+id}/x{?q,r*}"),
        );
    }
    let prompt = |arguments: Value| {
        let entry = json!({"name": "p", "arguments": arguments});
        list("prompts/list", Step::Prompts, json!({"prompts": [entry]}))
    };
    for bad in [
        json!({"id": {}}),
        json!(["id"]),
        json!([{"required": true}]),
    ] {
        told(
            "prompts/list-malformed",
            &prompt(bad),
            &prompt(json!([{"name": "id"}])),
        );
    }
}
