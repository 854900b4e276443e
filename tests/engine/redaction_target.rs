//! What stays of the address that a user entered: everything that may be a key is a named placeholder.

use faultfinder::redact;
use faultfinder::report;
use faultfinder::share;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::transcript::Transcript;

use crate::redaction_everywhere::texts_of;
use crate::scenario::Scenario;

/// An address, what is secret in it, and what its link shows.
type Row = (&'static str, &'static str, &'static str);

#[rustfmt::skip]
const SECRET: [Row; 54] = [
    ("https://a.example/mcp?key=abcdefghijklmnop", "abcdefghijklmnop", "https://a.example/mcp?key={key}"),
    ("https://a.example/mcp?key=correct-horse-battery", "correct-horse-battery", "https://a.example/mcp?key={key}"),
    ("https://a.example/mcp?key=hunter", "hunter", "https://a.example/mcp?key={key}"),
    ("https://a.example/mcp?code=Zx7Qw", "Zx7Qw", "https://a.example/mcp?code={code}"),
    ("https://a.example/api/mcp?code=AbCdEfGhIjKlMnOpQrStUv==", "AbCdEfGhIjKlMnOpQrStUv==", "https://a.example/api/mcp?code={code}"),
    ("https://a.example/mcp?pass=swordfish", "swordfish", "https://a.example/mcp?pass={pass}"),
    ("https://a.example/mcp?pat=qwertyuiop", "qwertyuiop", "https://a.example/mcp?pat={pat}"),
    ("https://a.example/mcp?k=zxcvb", "zxcvb", "https://a.example/mcp?k={k}"),
    ("https://a.example/mcp?sig=zxcvbnm", "zxcvbnm", "https://a.example/mcp?sig={sig}"),
    ("https://a.example/mcp?profile=wise-otter-Jq", "wise-otter-Jq", "https://a.example/mcp?profile={profile}"),
    ("https://a.example/mcp?%61pi_key=plainword", "plainword", "https://a.example/mcp?%61pi_key={query}"),
    ("https://a.example/mcp?%6Bey=plainword", "plainword", "https://a.example/mcp?%6Bey={query}"),
    ("https://a.example/mcp?api%5Fkey=plainword", "plainword", "https://a.example/mcp?api%5Fkey={query}"),
    ("https://a.example/mcp?my%20secret=plainword", "plainword", "https://a.example/mcp?my%20secret={query}"),
    ("https://a.example/mcp?to=https://b.example/?key=abcdefgh", "abcdefgh", "https://a.example/mcp?to={to}"),
    ("https://a.example/mcp?to=https%3A%2F%2Fb.example%2F%3Ftoken%3Dabcdefgh", "abcdefgh", "https://a.example/mcp?to={to}"),
    ("https://a.example/mcp?url=https%3A%2F%2Fb.example%2F%3Fx%3Dabcdefgh", "abcdefgh", "https://a.example/mcp?url={url}"),
    ("https://a.example/mcp?to=https%3A%2F%2Fb.example%2Fabcdefghijklmnopqr", "abcdefghijklmnopqr", "https://a.example/mcp?to={to}"),
    ("https://a.example/mcp?to=https%3A%2F%2Fme%3Aswordfish%40b.example%2F", "swordfish", "https://a.example/mcp?to={to}"),
    ("https://a.example/mcp?to=https%3A%2F%2Fb.example%2F%3Fto%3Dhttps%253A%252F%252Fc.example%252F%253Fkey%253Dswordfish", "swordfish", "https://a.example/mcp?to={to}"),
    ("https://a.example/abcdefghijklmnopqrst/mcp", "abcdefghijklmnopqrst", "https://a.example/{path}/mcp"),
    ("https://a.example/AbCdEfGhIjKlMnOp/mcp", "AbCdEfGhIjKlMnOp", "https://a.example/{path}/mcp"),
    ("https://a.example/918273645546372819/mcp", "918273645546372819", "https://a.example/{path}/mcp"),
    ("https://a.example/918273/mcp", "918273", "https://a.example/{path}/mcp"),
    ("https://a.example/key/zxcv/mcp", "zxcv", "https://a.example/key/{path}/mcp"),
    ("https://a.example/token/hunter/sse", "hunter", "https://a.example/token/{path}/sse"),
    ("https://a.example/k/hunter/sse", "hunter", "https://a.example/k/{path}/sse"),
    ("https://a.example/api-key/hunter/sse", "hunter", "https://a.example/api-key/{path}/sse"),
    ("https://a.example/api%2Dkey/hunter/sse", "hunter", "https://a.example/api-key/{path}/sse"),
    ("https://a.example/p4th1s3cr3t/mcp", "p4th1s3cr3t", "https://a.example/{path}/mcp"),
    ("https://a.example/s/9f86d081-884c-4d65-9a2f-eaa0c55ad015/mcp", "9f86d081-884c", "https://a.example/s/{path}/mcp"),
    ("https://a.example/mcp/sk-abcdefgh", "sk-abcdefgh", "https://a.example/mcp/{path}"),
    ("https://a.example/mcp/ghp_abcdefgh", "ghp_abcdefgh", "https://a.example/mcp/{path}"),
    ("https://a.example/mcp?api_key=abcdefgh", "abcdefgh", "https://a.example/mcp?api_key={api_key}"),
    ("https://a.example/mcp?token=abcdefgh", "abcdefgh", "https://a.example/mcp?token={token}"),
    ("https://a.example/mcp?apiToken=abcdefgh", "abcdefgh", "https://a.example/mcp?apiToken={apiToken}"),
    ("https://a.example/mcp?config=eyJhIjoiYiJ9", "eyJhIjoiYiJ9", "https://a.example/mcp?config={config}"),
    ("https://a.example/mcp?a=sk-abcdefgh", "sk-abcdefgh", "https://a.example/mcp?a={a}"),
    ("https://a.example/mcp?a=ghp_abcdefgh", "ghp_abcdefgh", "https://a.example/mcp?a={a}"),
    ("https://a.example/mcp?resource=sk-abcdefgh", "sk-abcdefgh", "https://a.example/mcp?resource={resource}"),
    ("https://a.example/mcp?swordfish", "swordfish", "https://a.example/mcp?{query}"),
    ("https://a.example/mcp?version=2&swordfish", "swordfish", "https://a.example/mcp?version=2&{query}"),
    ("https://a.example/mcp;key=1?matrix=swordfish", "swordfish", "https://a.example/mcp;key=1?matrix={matrix}"),
    ("https://a.example/mcp#key=swordfish", "swordfish", "https://a.example/mcp#key={key}"),
    ("https://a.example/mcp#Sword-Fish", "Sword-Fish", "https://a.example/mcp#{query}"),
    ("https://a.example/mcp?tenant=acme-corp", "acme-corp", "https://a.example/mcp?tenant={tenant}"),
    ("https://a.example/mcp?user=someone", "someone", "https://a.example/mcp?user={user}"),
    ("https://a.example/mcp?workspace=12345", "12345", "https://a.example/mcp?workspace={workspace}"),
    ("https://a.example/mcp?id=4711", "4711", "https://a.example/mcp?id={id}"),
    ("https://a.example/mcp?KEY=Swordfish", "Swordfish", "https://a.example/mcp?KEY={KEY}"),
    ("https://a.example/mcp?a=1&key=sword+fish&b=2", "sword+fish", "https://a.example/mcp?a=1&key={key}&b=2"),
    ("https://a.example/mcp?key=sword%2Ffish%3D", "sword%2Ffish", "https://a.example/mcp?key={key}"),
    ("a.example/mcp?key=swordfish", "swordfish", "a.example/mcp?key={key}"),
    ("https://a.example/mcp?key=one-word&other=one-word", "one-word", "https://a.example/mcp?key={key}&other={key}"),
];

const HARMLESS: [&str; 10] = [
    "https://a.example/mcp",
    "https://a.example/v1/streamable-http-endpoint/2025-11-25/mcp?transport=streamable-http",
    "https://a.example/mcp?version=2025-11-25&read_only=true&features=docs,database",
    "https://a.example/mcp?readonly=1&x=true&y=&z=no",
    "https://a.example/oauth/token/mcp",
    "https://a.example/api/v2/servers/github/mcp?lang=de",
    "https://a.example/mcp?resource=https%3A%2F%2Fb.example%2Fmcp",
    "https://a.example/mcp?next=https%3A%2F%2Fb.example%2Fv1%2Fmcp2",
    "https://mcp-server-for-things.example.com:8443/customer-service/sse",
    "https://a.example/mcp?a=redacted:query:12#tools",
];

/// A run that asked this server, which says what it was asked for.
fn answered(server: &str, status: u16) -> Transcript {
    let quote = format!(r#"{{"error":"no {server} here"}}"#);
    let run = Scenario::new(server).call(Purpose::Discover, "server/discover");
    let run = run.head(
        status,
        &[("content-type", "application/json"), ("location", server)],
    );
    run.chunk(quote).end().done()
}

#[test]
fn what_may_be_a_key_is_asked_for_by_its_name() {
    for (address, secret, shown) in SECRET {
        for status in [200, 404] {
            let report = report::redacted(&answered(address, status));
            let server = &report.transcript.options.server;
            assert_eq!(share::template(server).server, shown, "{address}: {server}");
            for request in report
                .exchanges
                .iter()
                .filter_map(|one| one.request.as_ref())
            {
                assert!(!request.url.contains(secret), "{}", request.url);
            }
        }
    }
}

/// Whatever quotes the address. What it shares with other texts, such as a single word, is not looked for without its name.
#[test]
fn a_key_of_the_address_is_in_nothing_that_leaves_the_page() {
    for (address, secret, _) in SECRET {
        for (place, text) in texts_of(&report::redacted(&answered(address, 404))) {
            assert!(
                !text.contains(secret),
                "{secret} in {place} of {address}: {text}"
            );
        }
    }
}

#[test]
fn what_is_no_key_stays() {
    for address in HARMLESS {
        let run = Scenario::new(address).done();
        assert_eq!(redact::transcript(&run).options.server, address);
    }
}

/// What the share dialog lists can be hidden, one by one, and is in nothing of the run then; what was found stays.
#[test]
fn what_is_visible_can_be_hidden() {
    let server = "https://a.example/customers/mcp?transport=streamable&lang=de&key=swordfish#tools";
    let report = report::redacted(&answered(server, 404));
    let visible = |report: &redact::Redacted<report::Report>| -> Vec<redact::target::VisiblePart> {
        redact::target::visible(&report.transcript.options.server)
    };
    let texts: Vec<String> = visible(&report).into_iter().map(|part| part.text).collect();
    let all = [
        "customers",
        "mcp",
        "transport=streamable",
        "lang=de",
        "tools",
    ];
    assert_eq!(texts, all);
    let keys: Vec<String> = visible(&report).into_iter().map(|part| part.key).collect();
    for (place, key) in keys.iter().enumerate() {
        let hidden = report::hiding(&report, std::slice::from_ref(key));
        let left: Vec<String> = visible(&hidden).into_iter().map(|part| part.text).collect();
        let mut expected = all.to_vec();
        expected.remove(place);
        assert_eq!(left, expected);
    }
    let hidden = report::hiding(&report, &keys);
    assert_eq!(visible(&hidden), []);
    assert_eq!(
        share::template(&hidden.target.url).server,
        "https://a.example/{path}/{path-2}?transport={transport}&lang={lang}&key={key}"
    );
    for (place, text) in texts_of(&hidden) {
        for part in ["customers", "streamable"] {
            let is_ours = place.contains("configuration") || text.contains("streamable-http");
            assert!(is_ours || !text.contains(part), "{part} in {place}: {text}");
        }
    }
    let codes = |report: &report::Report| -> Vec<&'static str> {
        report.findings.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&hidden), codes(&report));
    assert_eq!(hidden.code, report.code);
}
