//! What an exchange is for.

use crate::protocol::document::{Text, json_enum, json_tagged_enum};

json_tagged_enum! {
    /// What an exchange is for. With the URL, the key by which the plan finds its answer again.
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum Purpose by "for" {
        Discover = "discover",
        Initialize = "initialize" { revision: String = "revision" as Text },
        Initialized = "initialized",
        /// `method` such as `tools/list`; `page` counts from 0.
        List = "list" { method: String = "method" as Text, page: u32 = "page" },
        /// The GET that opens the HTTP+SSE transport of 2024-11-05.
        OpenSse = "open-sse",
        GetStream = "get-stream",
        Listen = "listen",
        Delete = "delete",
        /// Protected resource metadata (RFC 9728).
        ResourceMetadata = "resource-metadata",
        /// Authorization server metadata (RFC 8414), or OpenID Connect's.
        ServerMetadata = "server-metadata",
        /// Dynamic client registration (RFC 7591).
        Register = "register",
        /// The authorization request, which the user takes to the authorization server (RFC 6749, 4.1.1).
        Authorize = "authorize",
        /// A code is exchanged for a token (RFC 6749, 4.1.3).
        Token = "token",
        /// A refresh token is exchanged for a new token (RFC 6749, 6).
        Refresh = "refresh",
        /// Follows a redirect once without credentials, to learn its target.
        RedirectTarget = "redirect-target",
        /// A question of the decision tree.
        ProbeRequest = "question" { request: ProbeRequest = "question" },
        /// A trial of deep mode; `index` tells those of a kind apart.
        NegativeTest = "trial" { test: NegativeTest = "trial", index: u32 = "round" },
    }
}

json_tagged_enum! {
    /// What the decision tree asks the network (docs/design.md, "The decision tree").
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum ProbeRequest by "ask" {
        /// Does anything answer HTTP?
        NoCorsGet = "no-cors-get",
        /// Does a POST that needs no preflight get an answer of any kind?
        NoCorsPost = "no-cors-post",
        /// Is a POST that needs no preflight answered readably?
        SimplePost = "simple-post",
        /// Does a GET meet a redirect?
        RedirectCheck = "manual-get",
        /// Does the preflight allow this one header?
        Header = "header" { name: String = "name" as Text },
        /// Does the preflight itself pass (`OPTIONS` as the method of a request)?
        OptionsFetch = "options-fetch",
        /// Does another spelling of the path work?
        PathVariant = "variant",
        /// Does another path on the same origin answer?
        SiblingPath = "sibling",
        /// Does the other scheme answer on this port?
        OtherScheme = "scheme-swap",
    }
}

/// So many sessions deep mode opens beside the first, at once; numbered from 1.
pub const CONCURRENT_SESSIONS: u32 = 4;

/// So many follow them, one after another.
pub const SEQUENTIAL_SESSIONS: u32 = 4;

json_enum! {
    /// What deep mode tries, once the session was seen to open (docs/design.md, "Deep mode").
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum NegativeTest {
        /// 2026-07-28: a version that no server knows, in header and `_meta`.
        UnknownVersion = "unknown-version",
        /// 2026-07-28: the header names another version than `_meta`.
        VersionMismatch = "version-mismatch",
        /// 2026-07-28: the header names another method than the body.
        MethodMismatch = "method-mismatch",
        /// 2026-07-28: no `Mcp-Method`.
        NoMethodHeader = "no-method-header",
        /// 2026-07-28: no `_meta`.
        NoMeta = "no-meta",
        UnknownMethod = "unknown-method",
        /// 2026-07-28: GET and DELETE of an endpoint that has neither.
        Get = "get",
        Delete = "delete",
        /// `initialize`: in one revision after another, in a version that no server knows, or at a stateless server.
        Initialize = "initialize",
        /// A body that is no JSON.
        NotJson = "not-json",
        /// A cursor that the server never gave out.
        BadCursor = "bad-cursor",
        /// `ping` with a version in the header that no server knows.
        BadVersionHeader = "bad-version-header",
        NoSessionId = "no-session-id",
        UnknownSessionId = "unknown-session-id",
        /// `ping` in a session after its DELETE.
        EndedSession = "ended-session",
        /// A session of its own: `initialize`, `notifications/initialized`, a list or the like, DELETE.
        Open = "open",
        Opened = "opened",
        Use = "use",
        Close = "close",
        NoCredential = "no-credential",
        MadeUpCredential = "made-up-credential",
        /// `ping`, as it should be: every server with sessions answers it, and no healthy run needs it.
        Ping = "ping",
    }
}

impl Purpose {
    /// A question of the decision tree is told from what any client would send.
    pub fn is_probe_request(&self) -> bool {
        matches!(self, Purpose::ProbeRequest { .. })
    }

    /// Whether it fetches a document that says how to authorize.
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
