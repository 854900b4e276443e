//! What a list holds, and how it is paged.

use super::*;

fn members_of_tools(member: &str, bad: Value, good: Value) {
    let run = |value| offering("2025-11-25", with(member, value));
    told("tools/malformed-member", &run(bad), &run(good));
}

rows! { members_of_tools;
    title_null: ("title", Value::Null, json!("A")),
    description_as_number: ("description", json!(7), json!("Seven")),
    meta_as_text: ("_meta", json!("x"), json!({"com.example/x": 1, "_own": true})),
    annotations_as_array: ("annotations", json!([]), json!({})),
    hint_as_text: (
        "annotations",
        json!({"readOnlyHint": "true"}),
        json!({"readOnlyHint": true, "destructiveHint": true}),
    ),
    icon_as_text: ("icons", json!("icon.png"), json!([])),
    task_support_unknown: ("execution", json!({"taskSupport": "yes"}), json!({"taskSupport": "required"})),
}

fn icon(src: &str) -> Transcript {
    offering("2025-11-25", with("icons", json!([{"src": src}])))
}

fn icons(bad: &str) {
    let near_miss = icon("https://cdn.example/a.png");
    told("tools/bad-icon", &icon(bad), &near_miss);
}

rows! { icons;
    file: ("file:///a.png"),
    script: ("javascript:alert(1)"),
    relative: ("icon.png"),
    empty: (""),
}

#[test]
fn an_icon_without_an_address() {
    let bare = offering("2025-11-25", with("icons", json!([{}])));
    told("tools/bad-icon", &bare, &icon("data:image/png;base64,AA=="));
}

fn text_that_people_do_not_see(hidden: &str, harmless: &str) {
    let run = |text: &str| offering("2025-11-25", with("description", json!(text)));
    told("tools/hidden-text", &run(hidden), &run(harmless));
}

rows! { text_that_people_do_not_see;
    tag: (
        "a\u{e0041}",
        "The flag of Scotland: \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    ),
    override_of_direction: (
        "a\u{202e}b",
        "\u{1f469}\u{200d}\u{1f4bb} \u{0645}\u{06cc}\u{200c}\u{062e}\u{0648}\u{0627}\u{0647}\u{0645}\u{feff}\u{200b}",
    ),
}

#[test]
fn text_in_a_schema_that_people_do_not_see() {
    let deep =
        schema(json!({"type": "object", "properties": {"a": {"description": "x\u{2067}y"}}}));
    assert_eq!(codes(&offering(MODERN, deep)), ["tools/hidden-text"]);
}

/// A schema of an object with one property, and this beside it.
fn object(more: Value) -> Value {
    let mut schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    for (name, value) in more.as_object().into_iter().flatten() {
        schema[name] = value.clone();
    }
    schema
}

fn dialect(name: &str) -> Value {
    object(json!({"$schema": name}))
}

fn schemas_that_are_sound_and_odd(code: &str, bad: Value, good: Value) {
    let run = |value| offering("2025-11-25", schema(value));
    told(code, &run(bad), &run(good));
}

rows! { schemas_that_are_sound_and_odd;
    required_unknown: (
        "tools/required-unknown",
        object(json!({"required": ["b"]})),
        object(json!({"required": ["a"]})),
    ),
    required_unknown_deeper: (
        "tools/required-unknown",
        object(json!({"items": {"properties": {}, "required": ["b"]}})),
        object(json!({"required": ["b"], "patternProperties": {"^b": {}}})),
    ),
    choice_at_root: (
        "tools/choice-at-root",
        object(json!({"anyOf": [{"required": ["a"]}]})),
        object(json!({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}})),
    ),
    draft_04: (
        "tools/other-dialect",
        dialect("http://json-schema.org/draft-04/schema#"),
        dialect("http://json-schema.org/draft-07/schema#"),
    ),
    dialect_of_its_own: (
        "tools/other-dialect",
        dialect("https://example.com/mine"),
        dialect("http://json-schema.org/draft-07/schema#"),
    ),
}

/// A root that is no object is one cause, and said as that.
#[test]
fn a_choice_at_a_root_that_is_no_object() {
    let root = json!({"anyOf": [{"type": "object"}]});
    assert_eq!(
        codes(&offering("2025-11-25", schema(root))),
        ["tools/bad-input-schema"]
    );
}

#[test]
fn a_secret_in_a_header() {
    let header = |name: &str| {
        let property = json!({"type": "string", "x-mcp-header": "Up"});
        let schema = schema(json!({"type": "object", "properties": {name: property}}));
        offering(MODERN, schema)
    };
    told(
        "tools/secret-in-header",
        &header("api_key"),
        &header("next_page_token"),
    );
}

fn named(name: &str) -> Value {
    json!({"name": name, "description": "x", "inputSchema": {"type": "object"}})
}

/// A first page with the tool `a`, and this one.
fn two_pages(revision: &str, second: &Value) -> Transcript {
    let first = json!({"tools": [named("a")], "nextCursor": "2"});
    let run = page(open(revision, &tools()), 0, first);
    let run = run.list("tools/list", 1).result(&second.to_string());
    run.pass(&[Step::Tools]).done()
}

/// A last page with this tool.
fn last_page(name: &str, scope: &str) -> Value {
    let mut page = full(json!({"tools": [named(name)]}));
    page["cacheScope"] = json!(scope);
    page
}

#[test]
fn pages_that_may_be_kept_by_different_caches() {
    let second = |scope| two_pages(MODERN, &last_page("b", scope));
    told(
        "tools/cache-scope-varies",
        &second("public"),
        &second("private"),
    );
}

#[test]
fn a_tool_on_two_pages() {
    let report = sound(&two_pages("2025-11-25", &last_page("a", "private")));
    assert_eq!(report.findings[0].code, "tools/duplicate-name");
    let text = &report.findings[0].what_happened;
    assert!(text.ends_with("on different pages of the list."), "{text}");
}

/// A server of 2025-11-25 whose list of tools has one page.
fn listing(result: Value) -> Transcript {
    let run = page(open("2025-11-25", &tools()), 0, result);
    run.pass(&[Step::Tools]).done()
}

#[test]
fn a_cursor_that_is_empty() {
    let last = |cursor: &str| listing(json!({"tools": [tool()], "nextCursor": cursor}));
    told("tools/empty-cursor", &last(""), &last("more"));
}

#[test]
fn more_tools_than_clients_take() {
    let many = |count: usize| {
        let names = (0..count).map(|number| named(&format!("t{number}")));
        listing(json!({"tools": names.collect::<Vec<_>>()}))
    };
    told("tools/many", &many(129), &many(128));
}

#[test]
fn a_list_for_one_user_in_a_public_cache() {
    let public = |credential: Option<&str>| {
        let run =
            Scenario::modern(URL).options(|options| options.bearer = credential.map(str::to_owned));
        let reason = match credential {
            Some(_) => faultfinder::trace::reason::Reason::CredentialGiven,
            None => faultfinder::trace::reason::Reason::OpenServer,
        };
        run.skip(&Step::SIGN_IN, &reason)
            .list("tools/list", 0)
            .result(&last_page("a", "public").to_string())
            .pass(&[Step::Tools])
            .done()
    };
    told(
        "tools/public-cache",
        &public(Some("lab-token")),
        &public(None),
    );
}

/// A server of 2025-11-25 that answers this to one of its lists.
fn answering(method: &str, step: Step, result: &Value) -> Transcript {
    let run = open("2025-11-25", &json!({"prompts": {}, "resources": {}})).list(method, 0);
    run.result(&result.to_string()).pass(&[step]).done()
}

fn template(text: &str) -> Transcript {
    let result = json!({"resourceTemplates": [{"uriTemplate": text, "name": "t"}]});
    answering("resources/templates/list", Step::Resources, &result)
}

fn templates(bad: &str) {
    let near_miss = template("a://{+id}/x{?q,r*}");
    told("resources/bad-template", &template(bad), &near_miss);
}

rows! { templates;
    not_closed: ("a://{id"),
    not_opened: ("a://id}"),
    empty: ("a://{}"),
    nested: ("a://{a{b}}"),
}

fn prompt(arguments: Value) -> Transcript {
    let result = json!({"prompts": [{"name": "p", "arguments": arguments}]});
    answering("prompts/list", Step::Prompts, &result)
}

fn arguments_of_prompts(bad: Value) {
    let near_miss = prompt(json!([{"name": "id"}]));
    told("prompts/list-malformed", &prompt(bad), &near_miss);
}

rows! { arguments_of_prompts;
    object: (json!({"id": {}})),
    text: (json!(["id"])),
    without_name: (json!([{"required": true}])),
}
