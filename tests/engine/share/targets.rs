//! Secrets in addresses become names, and names become values again.

use faultfinder::report;
use faultfinder::share::{self, fill, template};
use proptest::prelude::*;

use crate::scenario::Scenario;

fn tags_become_names(server: &str, shown: &str, names: &[&str]) {
    let template = template(server);
    assert_eq!(template.server, shown);
    assert_eq!(template.names, names, "{server}");
}

rows! { tags_become_names;
    none: ("https://a.test/mcp", "https://a.test/mcp", &[]),
    in_the_query: (
        "https://a.test/mcp?api_key=redacted:query:21",
        "https://a.test/mcp?api_key={api_key}",
        &["api_key"],
    ),
    in_path_and_query: (
        "https://a.test/s/redacted:path:27/mcp?x=1&token=redacted:query:9%232",
        "https://a.test/s/{path}/mcp?x=1&token={token}",
        &["path", "token"],
    ),
    user_and_two_paths: (
        "https://redacted:user:8@a.test/redacted:path:20/redacted:path:20%232",
        "https://{user}@a.test/{path}/{path-2}",
        &["user", "path", "path-2"],
    ),
    the_same_twice: (
        "https://a.test/?key=redacted:query:20&other=redacted:query:20",
        "https://a.test/?key={key}&other={key}",
        &["key"],
    ),
    taken_name: (
        "https://{tenant}.test/?tenant=redacted:query:9",
        "https://{tenant}.test/?tenant={tenant-2}",
        &["tenant-2"],
    ),
    half_a_tag: ("redacted:", "redacted:", &[]),
    odd_tags: ("redacted::5 redacted:x: ä redacted:ä:1", "redacted::5 redacted:x: ä redacted:ä:1", &[]),
}

fn values_go_back_in(server: &str, value: &str, filled: &str) {
    let values = [("k".to_owned(), value.to_owned())];
    assert_eq!(fill(server, &values), filled);
}

rows! { values_go_back_in;
    plain: ("https://a.test/?k={k}", "plain-1", "https://a.test/?k=plain-1"),
    marks: ("https://a.test/?k={k}", " a+b/c==&d#e ", "https://a.test/?k=a%2Bb%2Fc==%26d%23e"),
    already_encoded: ("https://a.test/?k={k}", "al%20ready%2", "https://a.test/?k=al%20ready%252"),
    a_name_itself: ("https://a.test/{k}/{k}/{j}{", "{k}", "https://a.test/%7Bk%7D/%7Bk%7D/{j}{"),
}

#[test]
fn a_link_asks_for_what_the_run_had() {
    let run = Scenario::new("https://a.test/mcp?api_key=9f86d081884c7d65&page=2")
        .options(|options| {
            options.bearer = Some("brr-0a9f13c7e2".into());
            options.headers = vec![("X-Tenant".into(), "acme".into())];
            options.patience_ms = 30_000.0;
        })
        .done();
    let fragment = share::reproduce(&report::redacted(&run));
    assert_eq!(
        fragment,
        "#v=1&server=https://a.test/mcp?api_key=%7Bapi_key%7D%26page=2&timeout=30&header=X-Tenant&bearer=1\
         &secret=api_key&outcome=healthy"
    );
    let link = share::read(&fragment, "").link;
    assert_eq!(link.secrets, ["api_key"]);
    assert_eq!(link.headers, ["X-Tenant"]);
    assert!(link.bearer);
    let values = [("api_key".to_owned(), "9f86d081884c7d65".to_owned())];
    assert_eq!(
        fill(&link.server.unwrap_or_default(), &values),
        run.options.server
    );
}

proptest! {
    #[test]
    fn any_text_is_survived(text: String, name: String, value: String) {
        let shown = template(&text);
        fill(&shown.server, &[(name, value)]);
        prop_assert_eq!(fill(&text, &[]), text);
    }

    /// What was a secret in an address is one again after it was asked for.
    #[test]
    fn a_secret_goes_and_comes_back(secret in "[a-zA-Z0-9._~+/ -]{16,40}[0-9][a-z][0-9][a-z][0-9]") {
        let secret = secret.trim();
        let spelled = fill("{s}", &[("s".into(), secret.into())]);
        let server = format!("https://a.test/mcp?token={spelled}&page=2");
        let report = report::redacted(&Scenario::new(&server).done());
        let link = share::read(&share::reproduce(&report), "").link;
        prop_assert_eq!(&link.secrets, &["token"]);
        let values = [("token".to_owned(), secret.to_owned())];
        prop_assert_eq!(fill(&link.server.unwrap_or_default(), &values), server);
    }
}
