//! Asks a server all that deep mode asks.

use faultfinder_lab::Cause;
use hyper::Method;
use serde_json::{Value, json};

use crate::client::{Answer, BOTH, ask, discover, initialize, modern, send};
use crate::session::credentials;

const MODERN: &str = "2026-07-28";
const NEVER: &str = "1900-01-01";
const REVISIONS: [&str; 5] = [
    "2024-11-05",
    "2025-03-26",
    "2025-06-18",
    "2025-11-25",
    NEVER,
];
const NO_METHOD: &str = "faultfinder/does-not-exist";

/// Status and error code of an answer.
fn outline(answer: &Answer) -> String {
    match answer.message()["error"]["code"].as_i64() {
        Some(code) => format!("{} {code}", answer.status),
        None => answer.status.to_string(),
    }
}

/// Asks one server, and writes down what it answers.
pub struct Asking<'a> {
    url: &'a str,
    given: Vec<(&'static str, String)>,
    got: Vec<(&'static str, String)>,
}

/// A session of the older era: its headers, and whether it has an id.
struct Opened {
    headers: Vec<(&'static str, String)>,
    version: String,
    has_id: bool,
}

impl<'a> Asking<'a> {
    pub fn new(cause: &'a Cause) -> Asking<'a> {
        Asking {
            url: &cause.url,
            given: credentials(cause),
            got: Vec::new(),
        }
    }

    pub async fn all(mut self) -> Vec<(&'static str, String)> {
        let supported = self.supported().await;
        let is_modern = supported.iter().any(|version| version == MODERN);
        let is_old = !is_modern || supported.len() > 1;
        if is_modern {
            self.mismatches(&supported).await;
            if is_old {
                self.other_era().await;
            } else {
                self.modern_only().await;
            }
        } else {
            self.versions().await;
            self.session().await;
        }
        self.broken(is_modern).await;
        self.eight(is_modern).await;
        if !self.given.is_empty() {
            self.credentials(is_modern).await;
        }
        self.got
    }

    fn note(&mut self, what: &'static str, answer: impl Into<String>) {
        self.got.push((what, answer.into()));
    }

    async fn supported(&self) -> Vec<String> {
        let found = self
            .modern("server/discover", MODERN, Some("server/discover"), None)
            .await
            .message();
        let versions = found["result"]["supportedVersions"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        versions
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    async fn post(&self, headers: &[(&str, &str)], message: &Value) -> Answer {
        self.send(headers, &message.to_string()).await
    }

    async fn send(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        let given: Vec<_> = self
            .given
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let usual = [("content-type", "application/json"), ("accept", BOTH)];
        let all = [&usual, headers, &given].concat();
        ask(Method::POST, self.url, &all, body)
            .await
            .expect("an answer")
    }

    /// A modern request: the version in the header, the method in the header, the version in `_meta`
    /// (the header's, where `None`).
    async fn modern(
        &self,
        method: &str,
        version: &str,
        header: Option<&str>,
        meta: Option<&str>,
    ) -> Answer {
        let mut message = modern(1, method);
        message["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] =
            json!(meta.unwrap_or(version));
        let mut headers = vec![("mcp-protocol-version", version)];
        headers.extend(header.map(|header| ("mcp-method", header)));
        self.post(&headers, &message).await
    }

    async fn mismatches(&mut self, supported: &[String]) {
        const DISCOVER: &str = "server/discover";
        let answer = self.modern(DISCOVER, NEVER, Some(DISCOVER), None).await;
        self.note("unknown version", outline(&answer));
        let data = &answer.message()["error"]["data"];
        let named = match &data["supported"] {
            Value::Array(_) if data["requested"] != NEVER => "for another version",
            named if *named == json!(supported) => "the supported ones",
            Value::Array(_) => "others",
            _ => "none",
        };
        self.note("its versions", named);
        let answer = self
            .modern(DISCOVER, MODERN, Some(DISCOVER), Some("2025-11-25"))
            .await;
        self.note("version mismatch", outline(&answer));
        let answer = self
            .modern(DISCOVER, MODERN, Some("tools/list"), None)
            .await;
        self.note("method mismatch", outline(&answer));
        let answer = self.modern(DISCOVER, MODERN, None, None).await;
        self.note("no Mcp-Method", outline(&answer));
        let headers = [("mcp-protocol-version", MODERN), ("mcp-method", DISCOVER)];
        let bare = json!({ "jsonrpc": "2.0", "id": 1, "method": DISCOVER, "params": {} });
        let answer = self.post(&headers, &bare).await;
        self.note("no _meta", outline(&answer));
        let answer = self.modern(NO_METHOD, MODERN, Some(NO_METHOD), None).await;
        self.note("unknown method", outline(&answer));
    }

    async fn modern_only(&mut self) {
        for (name, method) in [("GET", Method::GET), ("DELETE", Method::DELETE)] {
            let given: Vec<_> = self
                .given
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let headers = [&[("accept", "text/event-stream")], given.as_slice()].concat();
            // Only the head: a stream would not end.
            let head = send(method, self.url, &headers, "")
                .await
                .expect("an answer");
            self.note(name, head.status().as_str());
        }
        let answer = self.post(&[], &initialize("2025-11-25")).await;
        let names_it = answer.message().to_string().contains(MODERN);
        let mut got = outline(&answer);
        if got == "400 -32022" && !names_it {
            got.push_str(" without a version");
        }
        self.note("initialize", got);
    }

    async fn other_era(&mut self) {
        let newer = self.tools_of(true).await;
        let older = self.tools_of(false).await;
        let got = match older == newer {
            true => "alike".to_owned(),
            false => format!(
                "{} tools",
                older.map(|tools| tools.len()).unwrap_or_default()
            ),
        };
        self.note("other era", got);
    }

    async fn open(&self, version: &str) -> Opened {
        let answer = self.post(&[], &initialize(version)).await;
        let agreed = answer.message()["result"]["protocolVersion"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let id = answer.header("mcp-session-id").map(str::to_owned);
        let has_id = id.is_some();
        let mut headers: Vec<_> = id.map(|id| ("mcp-session-id", id)).into_iter().collect();
        if agreed.as_str() >= "2025-06-18" {
            headers.push(("mcp-protocol-version", agreed.clone()));
        }
        Opened {
            headers,
            version: agreed,
            has_id,
        }
    }

    async fn in_session(
        &self,
        opened: &Opened,
        change: &[(&'static str, &str)],
        message: &Value,
    ) -> Answer {
        let mut headers: Vec<_> = opened
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        for (name, value) in change {
            headers.retain(|(one, _)| one != name);
            headers.extend((!value.is_empty()).then_some((*name, *value)));
        }
        self.post(&headers, message).await
    }

    async fn end(&self, opened: &Opened) -> Answer {
        let given = self.given.iter().chain(&opened.headers);
        let headers: Vec<_> = given.map(|(name, value)| (*name, value.as_str())).collect();
        ask(Method::DELETE, self.url, &headers, "")
            .await
            .expect("an answer")
    }

    async fn versions(&mut self) {
        let mut answers = Vec::new();
        for asked in REVISIONS {
            let opened = self.open(asked).await;
            self.end(&opened).await;
            answers.push((asked, opened.version));
        }
        let spoken: Vec<&str> = answers.iter().map(|(_, answer)| answer.as_str()).collect();
        let refused = |asked: &str, answer: &str| match asked {
            NEVER => answer == NEVER,
            _ => answer != asked && spoken.contains(&asked),
        };
        let wrong = answers
            .iter()
            .find(|(asked, answer)| refused(asked, answer));
        let got = wrong.map_or("agreed".to_owned(), |(asked, answer)| {
            format!("{answer} for {asked}")
        });
        self.note("versions", got);
    }

    async fn session(&mut self) {
        let ping = json!({ "jsonrpc": "2.0", "id": 2, "method": "ping" });
        let opened = self.open("2025-11-25").await;
        let answer = self.in_session(&opened, &[], &ping).await;
        self.note("ping", outline(&answer));
        let unknown = json!({ "jsonrpc": "2.0", "id": 2, "method": NO_METHOD, "params": {} });
        let answer = self.in_session(&opened, &[], &unknown).await;
        self.note("unknown method, older", outline(&answer));
        if opened.version.as_str() >= "2025-06-18" {
            let answer = self
                .in_session(&opened, &[("mcp-protocol-version", NEVER)], &ping)
                .await;
            self.note("unknown version header", outline(&answer));
        }
        if !opened.has_id {
            return;
        }
        let cases = [
            ("no session id", ""),
            ("made-up session id", "faultfinder-made-up-session"),
        ];
        for (what, id) in cases {
            let answer = self
                .in_session(&opened, &[("mcp-session-id", id)], &ping)
                .await;
            self.note(what, outline(&answer));
        }
        assert_eq!(self.end(&opened).await.status, 200);
        let answer = self.in_session(&opened, &[], &ping).await;
        self.note("ended session", outline(&answer));
    }

    async fn broken(&mut self, is_modern: bool) {
        let bad = json!({ "cursor": "faultfinder-invalid-cursor" });
        if is_modern {
            let mut list = modern(2, "tools/list");
            list["params"]["cursor"] = bad["cursor"].clone();
            let headers = [
                ("mcp-protocol-version", MODERN),
                ("mcp-method", "tools/list"),
            ];
            let answer = self.post(&headers, &list).await;
            self.note("unknown cursor", outline(&answer));
            let answer = self.send(&headers, "{").await;
            self.note("broken JSON", outline(&answer));
            return;
        }
        let opened = self.open("2025-11-25").await;
        let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": bad });
        let answer = self.in_session(&opened, &[], &list).await;
        self.note("unknown cursor", outline(&answer));
        let headers: Vec<_> = opened
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = self.send(&headers, "{").await;
        self.note("broken JSON", outline(&answer));
        if opened.has_id {
            self.end(&opened).await;
        }
    }

    /// The names of the tools; `None` where the session is lost.
    async fn tools_of(&self, is_modern: bool) -> Option<Vec<String>> {
        let answer = if is_modern {
            self.modern("tools/list", MODERN, Some("tools/list"), None)
                .await
        } else {
            let opened = self.open("2025-11-25").await;
            let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
            self.in_session(&opened, &[], &initialized).await;
            let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {} });
            let answer = self.in_session(&opened, &[], &list).await;
            self.end(&opened).await;
            answer
        };
        let listed = answer.message();
        let tools = listed["result"]["tools"].as_array()?;
        Some(tools.iter().map(|tool| tool["name"].to_string()).collect())
    }

    async fn eight(&mut self, is_modern: bool) {
        // A run begins here, and some causes count from its beginning.
        discover(self.url, &[]).await.expect("an answer");
        let one = || self.tools_of(is_modern);
        let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
        let mut lists = vec![a, b, c, d];
        // At once means in any order.
        lists.sort();
        for _ in 0..4 {
            lists.push(self.tools_of(is_modern).await);
        }
        let lengths: Vec<_> = lists
            .iter()
            .map(|list| list.as_ref().map(Vec::len))
            .collect();
        let alike = |list: &Vec<_>| list.windows(2).all(|pair| pair[0] == pair[1]);
        let got = match () {
            () if lists.windows(2).all(|pair| pair[0] == pair[1]) => "alike".to_owned(),
            () if alike(&lengths) => "in another order".to_owned(),
            () => {
                let word = |length: &Option<usize>| {
                    length.map_or("lost".to_owned(), |length| length.to_string())
                };
                lengths.iter().map(word).collect::<Vec<_>>().join(" ")
            }
        };
        self.note("eight sessions", got);
    }

    async fn credentials(&mut self, is_modern: bool) {
        let own = std::mem::take(&mut self.given);
        for (what, token) in [
            ("no token", None),
            ("made-up token", Some("Bearer faultfinder-probe")),
        ] {
            self.given = token
                .map(|token| ("authorization", token.to_owned()))
                .into_iter()
                .collect();
            let answer = match is_modern {
                true => {
                    self.modern("server/discover", MODERN, Some("server/discover"), None)
                        .await
                }
                false => self.post(&[], &initialize("2025-11-25")).await,
            };
            self.note(what, outline(&answer));
        }
        self.given = own;
    }
}
