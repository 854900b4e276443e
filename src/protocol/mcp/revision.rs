//! The published revisions and everything in which they differ for a client, in one place.

/// A published revision of the specification, in order of time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Revision {
    /// The first; HTTP+SSE.
    V2024_11_05,
    /// Streamable HTTP, sessions, batches, and the first authorization.
    V2025_03_26,
    /// `MCP-Protocol-Version`, protected resource metadata, structured output; no batches.
    V2025_06_18,
    /// Client ID metadata documents, scopes from `scopes_supported`.
    V2025_11_25,
    /// `server/discover`, and no sessions.
    V2026_07_28,
}

/// How messages travel. With the revision it says how a client has to speak: [`Revision::rules_over`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Transport {
    /// Two endpoints: an event stream, and the address it announces (2024-11-05 `basic/transports`).
    HttpSse,
    /// One endpoint (2025-03-26 and later).
    StreamableHttp,
}

/// What a revision demands or offers, as far as a client notices.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rules {
    /// How messages travel.
    pub transport: Transport,
    /// Any request may be the first: no `initialize`, no session, no `ping`, no GET stream
    /// (2026-07-28 `basic/versioning`).
    pub stateless: bool,
    /// Requests after the opening carry `MCP-Protocol-Version` (2025-06-18 `basic/transports`).
    pub sends_version_header: bool,
    /// `Mcp-Session-Id`, ended by DELETE (2025-03-26 to 2025-11-25, "Session Management").
    pub has_sessions: bool,
    /// A notification is answered by 202 without body (2025-03-26 and later).
    pub requires_202: bool,
    /// A GET of the endpoint opens a stream or is answered by 405.
    pub has_get_stream: bool,
    /// Either side may ask whether the other is there (until 2025-11-25 `basic/utilities/ping`).
    pub has_ping: bool,
    /// Every result says `resultType` (2026-07-28 `basic/patterns`).
    pub requires_result_type: bool,
    /// Lists and `server/discover` say `ttlMs` and `cacheScope` (2026-07-28 `server/utilities/caching`).
    pub requires_cache_hints: bool,
    /// An unknown method is answered by 404 besides -32601 (2026-07-28 `basic/transports/streamable-http`).
    pub unknown_method_is_404: bool,
}

impl Revision {
    /// All of them, the oldest first.
    pub const ALL: [Revision; 5] = [
        Revision::V2024_11_05,
        Revision::V2025_03_26,
        Revision::V2025_06_18,
        Revision::V2025_11_25,
        Revision::V2026_07_28,
    ];

    /// The newest revision that opens by `server/discover`.
    pub const NEWEST_MODERN: Revision = Revision::V2026_07_28;

    /// The newest revision that opens by `initialize`.
    pub const NEWEST_LEGACY: Revision = Revision::V2025_11_25;

    /// A version string as it stands in a message or header; dates compare exactly.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|revision| revision.as_str() == text)
    }

    /// The version string: the date.
    pub fn as_str(self) -> &'static str {
        match self {
            Revision::V2024_11_05 => "2024-11-05",
            Revision::V2025_03_26 => "2025-03-26",
            Revision::V2025_06_18 => "2025-06-18",
            Revision::V2025_11_25 => "2025-11-25",
            Revision::V2026_07_28 => "2026-07-28",
        }
    }

    /// Whether it belongs to the era of `server/discover` ("modern" in the specification's words).
    pub fn is_modern(self) -> bool {
        self.rules().stateless
    }

    /// The revision by which a client speaks that was answered with this one over a transport. 2024-11-05 has no
    /// Streamable HTTP: a server that says it there is spoken to as in the first revision that has it, as deployed
    /// clients do.
    pub fn spoken_over(self, transport: Transport) -> Revision {
        match transport {
            Transport::StreamableHttp => self.max(Revision::V2025_03_26),
            Transport::HttpSse => self,
        }
    }

    /// What holds for a server that answered with this revision over a transport. Over HTTP+SSE the rules of
    /// 2024-11-05 hold, whatever the server answered: no later revision describes it.
    pub fn rules_over(self, transport: Transport) -> Rules {
        match transport {
            Transport::StreamableHttp => self.spoken_over(transport).rules(),
            Transport::HttpSse => Revision::V2024_11_05.rules(),
        }
    }

    /// What the revision says by itself.
    pub fn rules(self) -> Rules {
        let old = Rules {
            transport: Transport::HttpSse,
            stateless: false,
            sends_version_header: false,
            has_sessions: false,
            requires_202: false,
            has_get_stream: false,
            has_ping: true,
            requires_result_type: false,
            requires_cache_hints: false,
            unknown_method_is_404: false,
        };
        let streamable = Rules {
            transport: Transport::StreamableHttp,
            has_sessions: true,
            requires_202: true,
            has_get_stream: true,
            ..old
        };
        let versioned = Rules {
            sends_version_header: true,
            ..streamable
        };
        match self {
            Revision::V2024_11_05 => old,
            Revision::V2025_03_26 => streamable,
            Revision::V2025_06_18 | Revision::V2025_11_25 => versioned,
            Revision::V2026_07_28 => Rules {
                stateless: true,
                has_sessions: false,
                has_get_stream: false,
                has_ping: false,
                requires_result_type: true,
                requires_cache_hints: true,
                unknown_method_is_404: true,
                ..versioned
            },
        }
    }
}
