//! What one cause is, and what Faultfinder must say about it from each vantage.
//!
//! Expectations are written from the specification and from measured browser behaviour, before the
//! check that has to meet them. A constructor such as [`Expectations::fails`] sets all three vantages;
//! the methods after it narrow one of them.

use serde::Serialize;

/// One way in which a connection goes wrong (or right), ready to be tried.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    pub id: &'static str,
    pub group: Group,
    pub title: &'static str,
    /// One sentence: what it does wrong.
    pub wrong: &'static str,
    /// The recorded failures (F01 to F50, docs/checks.md) that this cause reproduces.
    pub failures: Vec<&'static str>,
    /// The text to type into the address field.
    pub url: String,
    pub options: Options,
    /// How the user signs in, where the run has to be led through it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
    /// Whether the user asks for deep mode once the session is open. The expectation holds after that, and
    /// before it there is no fault.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deep: bool,
    /// What the surroundings must offer beyond a page at `http://localhost`.
    pub requires: Vec<Need>,
    pub expect: Expectations,
}

/// The chapters of the lab.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    Healthy,
    Address,
    Reach,
    Cors,
    Endpoint,
    Metadata,
    Token,
    SignIn,
    Session,
    Survey,
    Deep,
}

/// What the user enters beside the address.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(&'static str, &'static str)>,
}

/// How the user signs in where the run waits for it: as which client, and what comes after.
#[derive(Clone, Debug, Serialize)]
pub struct SignIn {
    pub client: Client,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Then>,
}

/// How the client becomes known to the authorization server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Client {
    /// By dynamic registration.
    Dynamic,
    /// By the id, and perhaps the secret, that the user enters.
    Entered,
    /// By the metadata document that lies beside the page.
    Document,
}

/// What the user does besides.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// Before anything else: chooses the second authorization server.
    ChooseSecond,
    /// Instead of waiting for an answer: says that nothing came back.
    NoAnswer,
    /// Sends the token request by hand, and pastes the answer.
    PasteToken,
    /// Agrees to a wider scope, as often as the page offers it.
    StepUp,
    /// When the session is open: has the token refreshed. The expectation holds after that.
    Refresh,
}

/// Surroundings that a page at `http://localhost` does not have.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// The browser trusts the lab's throw-away certificate authority.
    LabCa,
    /// The page is served over https.
    HttpsPage,
    /// The page counts as coming from a public address.
    PublicPage,
    /// The name `mcp.test` leads to this machine, by a rule of the browser's resolver.
    LabName,
}

/// One expectation per vantage; `None` where the behaviour was never measured.
#[derive(Clone, Debug, Serialize)]
pub struct Expectations {
    pub chromium: Expect,
    pub firefox: Option<Expect>,
    pub native: Option<Expect>,
}

/// How a diagnosis has to end.
#[derive(Clone, Debug, Serialize)]
pub struct Expect {
    pub outcome: Outcome,
    /// The failed (or waiting) step.
    pub step: Option<&'static str>,
    pub code: Option<&'static str>,
    pub certainty: Option<Certainty>,
    /// Codes that must be among the candidates.
    pub candidates_include: Vec<&'static str>,
    /// Codes of warnings and notes that must appear.
    pub warnings: Vec<&'static str>,
    /// Codes that are as right as `code`, because the texts leave it open.
    pub also_allowed: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Healthy,
    Degraded,
    Failed,
    Inconclusive,
    AuthorizationRequired,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    Certain,
    Likely,
    Unknown,
}

impl SignIn {
    pub fn dynamic() -> SignIn {
        SignIn {
            client: Client::Dynamic,
            client_id: None,
            client_secret: None,
            then: None,
        }
    }

    pub fn document() -> SignIn {
        SignIn {
            client: Client::Document,
            ..SignIn::dynamic()
        }
    }

    pub fn entered(client_id: &'static str) -> SignIn {
        SignIn {
            client: Client::Entered,
            client_id: Some(client_id),
            ..SignIn::dynamic()
        }
    }

    pub fn secret(self, client_secret: &'static str) -> SignIn {
        SignIn {
            client_secret: Some(client_secret),
            ..self
        }
    }

    pub fn then(self, then: Then) -> SignIn {
        SignIn {
            then: Some(then),
            ..self
        }
    }
}

impl Expect {
    /// The session opens and everything offered works.
    pub fn healthy() -> Expect {
        Expect {
            outcome: Outcome::Healthy,
            step: None,
            code: None,
            certainty: None,
            candidates_include: Vec::new(),
            warnings: Vec::new(),
            also_allowed: Vec::new(),
        }
    }

    /// A step fails; its name is the prefix of the code.
    pub fn stops(code: &'static str, certainty: Certainty) -> Expect {
        let outcome = match certainty {
            Certainty::Unknown => Outcome::Inconclusive,
            Certainty::Certain | Certainty::Likely => Outcome::Failed,
        };
        let step = code.split('/').next();
        Expect {
            outcome,
            step,
            code: Some(code),
            certainty: Some(certainty),
            ..Expect::healthy()
        }
    }

    /// The session opens, but something it offers cannot be used.
    pub fn degraded(code: &'static str) -> Expect {
        let certainty = Some(Certainty::Certain);
        Expect {
            outcome: Outcome::Degraded,
            code: Some(code),
            certainty,
            ..Expect::healthy()
        }
    }

    /// The server asks for credentials and the run waits for them.
    pub fn wants_credentials() -> Expect {
        Expect {
            outcome: Outcome::AuthorizationRequired,
            step: Some("challenge"),
            code: Some("challenge/credentials-required"),
            certainty: Some(Certainty::Certain),
            ..Expect::healthy()
        }
    }

    /// Codes that must be among the candidates.
    pub fn candidates(mut self, codes: &[&'static str]) -> Expect {
        self.candidates_include = codes.to_vec();
        self
    }
}

impl Expectations {
    /// All is sound, and the run waits for the user's consent to a registration.
    pub fn wants_consent() -> Expectations {
        Expectations::waits("registration/needs-consent")
    }

    /// The run waits for the user at the step that the code names.
    pub fn waits(code: &'static str) -> Expectations {
        Expectations::everywhere(Expect {
            outcome: Outcome::AuthorizationRequired,
            ..Expect::stops(code, Certainty::Certain)
        })
    }

    fn everywhere(expect: Expect) -> Expectations {
        Expectations {
            firefox: Some(expect.clone()),
            native: Some(expect.clone()),
            chromium: expect,
        }
    }

    pub fn healthy() -> Expectations {
        Expectations::everywhere(Expect::healthy())
    }

    pub fn fails(code: &'static str) -> Expectations {
        Expectations::everywhere(Expect::stops(code, Certainty::Certain))
    }

    pub fn likely(code: &'static str) -> Expectations {
        Expectations::everywhere(Expect::stops(code, Certainty::Likely))
    }

    pub fn unknown(code: &'static str) -> Expectations {
        Expectations::everywhere(Expect::stops(code, Certainty::Unknown))
    }

    pub fn degraded(code: &'static str) -> Expectations {
        Expectations::everywhere(Expect::degraded(code))
    }

    pub fn wants_credentials() -> Expectations {
        Expectations::everywhere(Expect::wants_credentials())
    }

    /// `member` is the true cause: browsers list it among the candidates, a native client proves it.
    pub fn member(mut self, member: &'static str) -> Expectations {
        self.chromium.candidates_include.push(member);
        if let Some(firefox) = &mut self.firefox {
            firefox.candidates_include.push(member);
        }
        self.native = Some(Expect::stops(member, Certainty::Certain));
        self
    }

    /// Codes of warnings and notes that must appear from every vantage.
    pub fn warns(mut self, codes: &[&'static str]) -> Expectations {
        self.each(|expect| expect.warnings.extend(codes));
        self
    }

    /// Codes of warnings and notes that only browsers can have a reason to give.
    pub fn warns_browsers(mut self, codes: &[&'static str]) -> Expectations {
        self.chromium.warnings.extend(codes);
        if let Some(firefox) = &mut self.firefox {
            firefox.warnings.extend(codes);
        }
        self
    }

    /// Codes that are as right as the expected one.
    pub fn or(mut self, codes: &[&'static str]) -> Expectations {
        self.each(|expect| expect.also_allowed.extend(codes));
        self
    }

    pub fn firefox(mut self, expect: Expect) -> Expectations {
        self.firefox = Some(expect);
        self
    }

    /// Firefox was not measured here, or is known to mislead.
    pub fn firefox_unmeasured(mut self) -> Expectations {
        self.firefox = None;
        self
    }

    pub fn native(mut self, expect: Expect) -> Expectations {
        self.native = Some(expect);
        self
    }

    /// No native client is concerned: the cause is one of browsers.
    pub fn browsers_only(mut self) -> Expectations {
        self.native = None;
        self
    }

    fn each(&mut self, change: impl Fn(&mut Expect)) {
        change(&mut self.chromium);
        self.firefox.iter_mut().for_each(&change);
        self.native.iter_mut().for_each(&change);
    }
}
