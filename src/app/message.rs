//! What can happen to the page, and what follows from it outside of it.

use super::auth::AuthField;
use super::embedding::Embedding;
use super::facts::Example;
use super::form::Field;
use super::modes::{Phase, Theme};
use super::run_facts::RunFacts;
use super::shared::Shared;
use super::sharing::{Imported, Kind, MadeLink};
use super::state::{ReportRef, RunId};
use crate::checks::catalogue::Help;
use crate::evidence::Shell;
use crate::redact::Redacted;
use crate::report::{List, Report};
use crate::share::Link;
use crate::trace::step::Step;
use crate::trace::user_action::{Registration, UserAction};
use crate::trace::vantage::{Options, TransportChoice};
use crate::trace::wire::{Action, Id, Pasted};

/// Something that a user or the world did.
#[derive(Debug)]
pub enum Message {
    // --- The form
    Typed(Field, String),
    TransportChosen(TransportChoice),
    HeaderAdded,
    HeaderRemoved(usize),
    OptionsToggled(bool),
    /// The user wants to enter a credential.
    CredentialsWanted,

    // --- Runs
    /// The one button, or Enter in the field.
    Submitted,
    /// A run with what the form says, whatever is on.
    RunRequested,
    /// A run with what the form says, if nothing of it is missing.
    RunAgainRequested,
    /// A run with another URL.
    UrlTried(String),
    CancelRequested,
    /// The Escape key.
    Escaped,
    /// The engine has news that are worth drawing.
    Published(Box<Published>),
    /// A frame of a run that is on, so many milliseconds after its start.
    FrameDrawn(RunId, f64),
    /// What the engine says beyond the report was read again.
    RunFactsRead(RunId, Shared<RunFacts>),
    /// The run that this page was left with is taken up again with these options.
    RunResumed(RunId, Box<Options>),
    DeepModeRequested,

    // --- What is looked at
    ExchangeChosen(Id),
    /// To the exchange before or after.
    ExchangeStepped(Id),
    StepToggled(Step),
    /// To the step so many places further.
    StepMoved(isize),
    TabSelected(String, usize),
    RowsRequested(String, usize),
    ItemOpened(List, usize),
    EvidenceToggled(bool),
    EvidenceSubmitted,
    EvidenceRead(Result<Pasted, String>),
    ShellChosen(Shell),
    ProductChosen(usize),
    ComparisonToggled,
    ClientsToggled,
    DeepModeShown,

    // --- The page
    ThemeToggled,
    /// The colours that a host page wants; not kept.
    ThemeShown(Theme),
    KeysToggled(bool),
    TopicClosed,
    FocusRequested(&'static str),
    Toasted(&'static str),
    ToastExpired,
    ExamplesLoaded(Vec<Example>),
    HelpLoaded(Box<Help>),
    DeferredLoaded,

    // --- Copies and files
    CopyRequested(String),
    CurlRequested,
    MarkdownRequested,
    DownloadRequested,

    // --- Links and recordings
    /// The page's own link, at first and whenever it changes.
    LinkFollowed(Box<Followed>),
    /// A recording that comes with the page was chosen.
    ExampleOpened(&'static str),
    /// What a link, a file or an example held.
    Imported(Box<Imported>),
    ShareRequested,
    /// Another kind of link is wanted.
    LinkRequested(Kind),
    LinkMade(Kind, MadeLink),
    LinkCopyRequested,
    /// The browser let nobody copy but the user.
    LinkCopyRefused,
    EmbedRequested,
    EmbeddingMade(Box<Embedding>),
    EmbeddingChanged(EmbedChoice),
    DialogClosed,

    /// On the way to a token.
    Auth(AuthMessage),
}

/// What the engine has come to.
#[derive(Debug)]
pub struct Published {
    pub run: RunId,
    pub phase: Phase,
    pub report: Redacted<Report>,
    pub facts: Shared<RunFacts>,
}

/// A link and what the browser says about the page that it opened.
#[derive(Debug)]
pub struct Followed {
    pub link: Link,
    /// It may say more than a link.
    pub fragment: String,
    /// What stands in the address bar now.
    pub address: String,
    /// A sandbox has taken the page's origin away.
    pub has_no_origin: bool,
}

/// What is chosen in the embed dialog.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EmbedChoice {
    Live(bool),
    Theme(Option<crate::share::Theme>),
}

/// What the user does on the way to a token.
#[derive(Debug)]
pub enum AuthMessage {
    /// Something was typed or chosen in the panel's fields.
    Edited(AuthField, String),
    /// To go on with the chosen server, else with this one.
    ServerChosen(String),
    /// The page is to become known in this way; the id is what is known of it before.
    ClientChosen(Registration, String),
    /// By the id that was entered.
    EnteredClientChosen,
    /// In a window of its own.
    SignInRequested,
    /// On this page, which is left for that.
    SignInHereRequested,
    /// Once more, with the same request.
    WindowRequested,
    CallbackSubmitted,
    NoCallback,
    TokenResponseSubmitted,
    RefreshRequested,
    CommandShown,
    /// The run goes on with this.
    Acted(Box<UserAction>),
    /// What the user wanted did not come about, or did: then there is no reason.
    Failed(&'static str),
    /// Whether this page serves a metadata document about itself.
    DocumentLookedUp(Result<(), &'static str>),
}

/// What is to be done outside of the state. `page/runtime` does it.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Gives up what runs under this id and starts anew.
    StartRun(RunId, Box<Options>),
    /// Gives up what runs under this id.
    DropRun(RunId),
    /// Hands over to the engine what the user did.
    Act(RunId, Action),
    /// Takes the toast away after so many milliseconds.
    ExpireToast(u32),
    /// Copies a text and says so in these words.
    Copy(String, &'static str),
    /// Shows a link in the address bar.
    WriteLocation(Link),
    StoreTheme(Theme),
    /// Focuses the first element that the selector finds, when the change is on the page.
    Focus(String),
    /// Focuses the last one.
    FocusLast(&'static str),
    /// Selects the text of a field.
    Select(&'static str),
    /// Moves the page so that the element is seen.
    Reveal(&'static str),
    /// The same where the page shows one column.
    RevealIfNarrow(&'static str),
    /// What the deferred chunk does, once it has loaded.
    Deferred(DeferredEffect),
}

/// What the page can do without at first.
#[derive(Debug, PartialEq)]
pub enum DeferredEffect {
    /// Copies an exchange as a command.
    CopyCurl(ReportRef, Id),
    CopyMarkdown(ReportRef),
    /// Saves a report as a file.
    Download(ReportRef),
    ReadEvidence(String),
    /// Opens what a fragment holds beyond what fills the form.
    OpenFragment(String),
    /// Opens a recording that comes with the page.
    OpenExample(&'static str),
    MakeLink(ReportRef, Kind),
    CopyLink(String),
    MakeEmbedding(ReportRef),
    /// Makes an authorization request and opens it.
    Authorize {
        run: RunId,
        /// As the user edited it.
        scope: Option<String>,
        place: Place,
    },
    /// Opens a window with the request that is under way.
    OpenAgain(RunId),
    /// Hears windows that come back from signing in, from now on.
    ListenForCallback,
    /// Looks whether this page serves the document of this address.
    LookUpDocument(String),
}

impl From<DeferredEffect> for Effect {
    fn from(effect: DeferredEffect) -> Effect {
        Effect::Deferred(effect)
    }
}

/// Where an authorization request is opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    Window,
    ThisPage,
}
