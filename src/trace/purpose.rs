//! What an exchange is for.

use crate::protocol::document::{tagged, words};

/// What an exchange is for. With the URL, the key by which the plan finds its answer again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    Discover,
    Initialize {
        revision: String,
    },
    Initialized,
    /// `method` such as `tools/list`; `page` counts from 0.
    List {
        method: String,
        page: u32,
    },
    /// The GET that opens the HTTP+SSE transport of 2024-11-05.
    OpenSse,
    GetStream,
    Listen,
    Delete,
    /// Protected resource metadata (RFC 9728).
    ResourceMetadata,
    /// Authorization server metadata (RFC 8414), or OpenID Connect's.
    ServerMetadata,
    /// Dynamic client registration (RFC 7591).
    Register,
    /// The authorization request, which the user takes to the authorization server (RFC 6749, 4.1.1).
    Authorize,
    /// A code is exchanged for a token (RFC 6749, 4.1.3).
    Token,
    /// A refresh token is exchanged for a new token (RFC 6749, 6).
    Refresh,
    /// Follows a redirect once without credentials, to learn its target.
    RedirectTarget,
    /// A question of the decision tree.
    ProbeRequest {
        request: ProbeRequest,
    },
    /// A trial of deep mode; `index` tells those of a kind apart.
    NegativeTest {
        test: NegativeTest,
        index: u32,
    },
}

tagged!(Purpose by "for" {
    Discover,
    Initialize { revision },
    Initialized,
    List { method, page },
    OpenSse,
    GetStream,
    Listen,
    Delete,
    ResourceMetadata,
    ServerMetadata,
    Register,
    Authorize,
    Token,
    Refresh,
    RedirectTarget,
    ProbeRequest = "question" { request = "question" },
    NegativeTest = "trial" { test = "trial", index = "round" },
});

/// What the decision tree asks the network (browser-observations 1 and 4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ProbeRequest {
    /// Does anything answer HTTP?
    NoCorsGet,
    /// Does a POST that needs no preflight get an answer of any kind?
    NoCorsPost,
    /// Is a POST that needs no preflight answered readably?
    SimplePost,
    /// Does a GET meet a redirect?
    RedirectCheck,
    /// Does the preflight allow this one header?
    Header { name: String },
    /// Does the preflight itself pass (`OPTIONS` as the method of a request)?
    OptionsFetch,
    /// Does another spelling of the path work?
    PathVariant,
    /// Does another path on the same origin answer?
    SiblingPath,
    /// Does the other scheme answer on this port?
    OtherScheme,
}

tagged!(ProbeRequest by "ask" {
    NoCorsGet,
    NoCorsPost,
    SimplePost,
    RedirectCheck = "manual-get",
    Header { name },
    OptionsFetch,
    PathVariant = "variant",
    SiblingPath = "sibling",
    OtherScheme = "scheme-swap",
});

/// So many sessions deep mode opens beside the first, at once and then one after another; numbered from 1.
pub const CONCURRENT_SESSIONS: u32 = 4;
pub const SEQUENTIAL_SESSIONS: u32 = 4;

/// What deep mode tries, once the session was seen to open (mcp-checks 2.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NegativeTest {
    /// 2026-07-28: a version that no server knows, in header and `_meta`.
    UnknownVersion,
    /// 2026-07-28: the header names another version than `_meta`.
    VersionMismatch,
    /// 2026-07-28: the header names another method than the body.
    MethodMismatch,
    /// 2026-07-28: no `Mcp-Method`.
    NoMethodHeader,
    /// 2026-07-28: no `_meta`.
    NoMeta,
    UnknownMethod,
    /// 2026-07-28: GET and DELETE of an endpoint that has neither.
    Get,
    Delete,
    /// `initialize`: in one revision after another, in a version that no server knows, or at a stateless server.
    Initialize,
    /// A body that is no JSON.
    NotJson,
    /// A cursor that the server never gave out.
    BadCursor,
    /// `ping` with a version in the header that no server knows.
    BadVersionHeader,
    NoSessionId,
    UnknownSessionId,
    /// `ping` in a session after its DELETE.
    EndedSession,
    /// A session of its own: `initialize`, `notifications/initialized`, a list or the like, DELETE.
    Open,
    Opened,
    Use,
    Close,
    NoCredential,
    MadeUpCredential,
    /// `ping`, as it should be: every server with sessions answers it, and no healthy run needs it.
    Ping,
}

words!(NegativeTest {
    UnknownVersion = "unknown-version",
    VersionMismatch = "version-mismatch",
    MethodMismatch = "method-mismatch",
    NoMethodHeader = "no-method-header",
    NoMeta = "no-meta",
    UnknownMethod = "unknown-method",
    Get = "get",
    Delete = "delete",
    Initialize = "initialize",
    NotJson = "not-json",
    BadCursor = "bad-cursor",
    BadVersionHeader = "bad-version-header",
    NoSessionId = "no-session-id",
    UnknownSessionId = "unknown-session-id",
    EndedSession = "ended-session",
    Open = "open",
    Opened = "opened",
    Use = "use",
    Close = "close",
    NoCredential = "no-credential",
    MadeUpCredential = "made-up-credential",
    Ping = "ping",
});

impl Purpose {
    /// A question of the decision tree is told from what any client would send.
    pub fn is_probe_request(&self) -> bool {
        matches!(self, Purpose::ProbeRequest { .. })
    }

    pub fn is_metadata(&self) -> bool {
        matches!(self, Purpose::ResourceMetadata | Purpose::ServerMetadata)
    }

    /// What is said about signing in is no message of MCP.
    pub fn is_oauth(&self) -> bool {
        let is_message = matches!(self, Purpose::Register | Purpose::Token | Purpose::Refresh);
        self.is_metadata() || is_message
    }
}

impl NegativeTest {
    /// Whether it asks for a refusal, which a server has at hand.
    pub fn is_invalid(self) -> bool {
        !matches!(
            self,
            NegativeTest::Open
                | NegativeTest::Opened
                | NegativeTest::Use
                | NegativeTest::Close
                | NegativeTest::Initialize
                | NegativeTest::Ping
        )
    }
}
