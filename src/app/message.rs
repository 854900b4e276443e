//! What can happen to the page, and what follows from it outside of it.

use super::auth::AuthField;
use super::embedding::Embedding;
use super::entry::Reading;
use super::facts::Example;
use super::foreign_evidence::ForeignEvidence;
use super::form::Field;
use super::modes::{Phase, Theme};
use super::run_facts::RunFacts;
use super::shared::Shared;
use super::sharing::{Imported, Kind, MadeLink};
use super::state::{ReportRef, RunId};
use crate::checks::catalogue::Help;
use crate::evidence::{Scripts, Shell};
use crate::redact::Redacted;
use crate::render::Format;
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
    /// A field holds this text now.
    Typed(Field, String),
    /// The transport to try.
    TransportChosen(TransportChoice),
    /// One more pair of fields for a request header.
    HeaderAdded,
    /// The pair of this key goes.
    HeaderRemoved(usize),
    /// The options of the form are open, or closed.
    OptionsToggled(bool),
    /// The user wants to enter a credential.
    CredentialsWanted,

    /// The text in the URL field, or what is pasted there, was read.
    EntryRead(Reading),
    /// One of the servers in it, by its place.
    EntryChosen(usize),

    // --- Runs
    /// The one button, or Enter in the field.
    Submitted,
    /// A run with what the form says, whatever is on.
    RunRequested,
    /// A run with what the form says, if nothing of it is missing.
    RunAgainRequested,
    /// A former run of this tab shall be looked at.
    RunChosen(RunId),
    /// A run with another URL.
    UrlTried(String),
    /// What is under way shall have as long again.
    LongerWaitRequested,
    /// The run that is looked at shall stop.
    CancelRequested,
    /// The Escape key.
    Escaped,
    /// The engine has news that are worth drawing.
    Published(Box<Published>),
    /// Another part of what it came to is drawn.
    PartDrawn(RunId),
    /// Nothing of this run can be shown: what would show it did not load.
    RunNotShown(RunId),
    /// A frame of a run that is on, so many milliseconds after its start.
    FrameDrawn(RunId, f64),
    /// What the engine says beyond the report was read again.
    RunFactsRead(RunId, Shared<RunFacts>),
    /// The run that this page was left with is taken up again with these options.
    RunResumed(RunId, Box<Options>),
    /// The negative tests shall be sent.
    DeepModeRequested,

    // --- What is looked at
    /// To this exchange.
    ExchangeChosen(Id),
    /// To the exchange before or after.
    ExchangeStepped(Id),
    /// The sentence of a step is opened, or closed.
    StepToggled(Step),
    /// To the step so many places further.
    StepMoved(isize),
    /// A tab of the group of this name.
    TabSelected(String, usize),
    /// So many rows of the list of this name.
    RowsRequested(String, usize),
    /// The item of a list at this place.
    ItemOpened(List, usize),
    /// The panel for evidence is open, or closed.
    EvidenceToggled(bool),
    /// The scripts did not load, and the user wants another try.
    ScriptsRequested,
    /// The templates of the scripts; or why they did not load.
    ScriptsLoaded(Result<Shared<Scripts>, String>),
    /// This text shall be saved under this name.
    SaveRequested(&'static str, String),
    /// What was pasted shall be read.
    EvidenceSubmitted,
    /// It was read; or why it could not be.
    EvidenceRead(Result<Pasted, String>),
    /// It was read, and is about another server.
    EvidenceRefused(ForeignEvidence),
    /// The shell that the script is for.
    ShellChosen(Shell),
    /// The product that lines to paste are for, by its place.
    ProductChosen(usize),
    /// The comparison with the diagnosis before is shown, or hidden.
    ComparisonToggled,
    /// The configurations for other clients are shown, or hidden.
    ClientsToggled,

    // --- The page
    /// To the next of the colours.
    ThemeToggled,
    /// The colours that a host page wants; not kept.
    ThemeShown(Theme),
    /// The dialog of the keys is open, or closed.
    KeysToggled(bool),
    /// The help is closed.
    TopicClosed,
    /// The focus goes to what this selector finds.
    FocusRequested(&'static str),
    /// A short notice is shown.
    Toasted(&'static str),
    /// It has been shown long enough.
    ToastExpired,
    /// The causes of the fault lab beside this page.
    ExamplesLoaded(Vec<Example>),
    /// The long text of this code did not load, and the user wants another try.
    HelpRequested(&'static str),
    /// The long texts of an area; or why they did not load.
    HelpLoaded(&'static str, Result<Shared<Help>, String>),
    /// The deferred chunk is there.
    DeferredLoaded,

    // --- Copies and files
    /// This text shall be copied.
    CopyRequested(String),
    /// The exchange that is looked at, as a command.
    CurlRequested,
    /// The report, as Markdown.
    MarkdownRequested,
    /// The report in another form, as a file or to paste.
    ExportRequested(Format),

    // --- Links and recordings
    /// The page's own link, at first and whenever it changes.
    LinkFollowed(Box<Followed>),
    /// A recording that comes with the page was chosen.
    ExampleOpened(&'static str),
    /// What a link, a file or an example held.
    Imported(Box<Imported>),
    /// The share dialog opens.
    ShareRequested,
    /// Another kind of link is wanted.
    LinkRequested(Kind),
    /// The link of this kind, with what was left out of it.
    LinkMade(Kind, MadeLink),
    /// A part of the address shall be in nothing that leaves the page, by its key.
    AddressPartHidden(String),
    /// The report of this run without such parts.
    PartsHidden(RunId, Box<Redacted<Report>>),
    /// The link in the dialog shall be copied.
    LinkCopyRequested,
    /// The browser let nobody copy but the user.
    LinkCopyRefused,
    /// The embed dialog opens.
    EmbedRequested,
    /// What the embed dialog offers.
    EmbeddingMade(Box<Embedding>),
    /// Something else was chosen in it.
    EmbeddingChanged(EmbedChoice),
    /// The share or embed dialog is closed.
    DialogClosed,

    /// During authorization.
    Auth(AuthMessage),
}

/// What the engine has come to.
#[derive(Debug)]
pub struct Published {
    /// Which run.
    pub run: RunId,
    /// How far it has got.
    pub phase: Phase,
    /// What it has come to.
    pub report: Redacted<Report>,
    /// What the engine says beyond that.
    pub facts: Shared<RunFacts>,
    /// So many parts of it are drawn later, each in a task of its own.
    pub undrawn: usize,
}

/// A link and what the browser says about the page that it opened.
#[derive(Debug)]
pub struct Followed {
    /// What the fragment and the query say.
    pub link: Link,
    /// It may say more than a link.
    pub fragment: String,
    /// What stands in the address bar now.
    pub address: String,
    /// The run that this entry of the browser's history was made for.
    pub number: Option<u32>,
    /// Another page shows this one.
    pub is_framed: bool,
    /// A sandbox has taken the page's origin away.
    pub has_no_origin: bool,
}

/// What is chosen in the embed dialog.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EmbedChoice {
    /// Readers run the diagnosis themselves, or see this one.
    Live(bool),
    /// The colours; none: as the reader's system says.
    Theme(Option<crate::share::Theme>),
}

/// What the user does during authorization.
#[derive(Debug)]
pub enum AuthMessage {
    /// Something was typed or chosen in the panel's fields.
    Edited(AuthField, String),
    /// To go on with the chosen server, else with this one.
    ServerChosen(String),
    /// The page is to become known in this way; the id is what is known of it before.
    ClientChosen(Registration, String),
    /// The same, and then to sign in, both by one click.
    RegistrationAndSignInRequested(Registration, String),
    /// By the id that was entered.
    EnteredClientChosen,
    /// In a window of its own.
    SignInRequested,
    /// On this page, which is left for that.
    SignInHereRequested,
    /// Once more, with the same request.
    WindowRequested,
    /// The callback URL was pasted.
    CallbackSubmitted,
    /// Nobody came back.
    NoCallback,
    /// The answer of the token endpoint was pasted.
    TokenResponseSubmitted,
    /// The refresh token shall be tried.
    RefreshRequested,
    /// The command that asks for the token by hand shall be shown.
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
    /// Keeps the choice in this browser.
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
    /// Loads the long texts of an area.
    LoadHelp(&'static str),
    /// Reads what is entered in place of a URL.
    ReadEntry(String),
    /// Shows a run in the address bar.
    WriteEntry(Entry),
    /// What the on-demand chunk does, once it has loaded.
    OnDemand(OnDemandEffect),
}

/// What few visits ask for.
#[derive(Debug, PartialEq)]
pub enum OnDemandEffect {
    /// Copies an exchange as a command.
    CopyCurl(ReportRef, Id),
    /// Copies a report as Markdown.
    CopyMarkdown(ReportRef),
    /// Saves a report as a file, or copies what is made of it.
    Export(ReportRef, Format),
    /// Reads what was pasted.
    ReadEvidence(String),
    /// Saves a text under this name.
    SaveText(&'static str, String),
    /// Loads the scripts that the evidence panel shows.
    LoadScripts,
    /// Opens what a fragment holds beyond what fills the form.
    OpenFragment(String),
    /// Opens a recording that comes with the page.
    OpenExample(&'static str),
    /// Makes a link of this kind.
    MakeLink(ReportRef, Kind),
    /// Makes the report of this run again, without these parts of its address.
    HideParts(RunId, ReportRef, Vec<String>),
    /// Copies a link.
    CopyLink(String),
    /// Makes what the embed dialog offers.
    MakeEmbedding(ReportRef),
    /// Makes an authorization request and opens it.
    Authorize {
        /// The run that goes on with it.
        run: RunId,
        /// As the user edited it.
        scope: Option<String>,
        /// Where it is opened.
        place: Place,
    },
    /// Opens a window for a request that can be made a moment later.
    OpenEmpty,
    /// Closes it, where nothing came of it.
    CloseEmpty,
    /// Opens a window with the request that is under way.
    OpenAgain(RunId),
    /// Hears windows that come back from signing in, from now on.
    ListenForCallback,
    /// Looks whether this page serves the document of this address.
    LookUpDocument(String),
}

impl From<OnDemandEffect> for Effect {
    fn from(effect: OnDemandEffect) -> Effect {
        Effect::OnDemand(effect)
    }
}

/// The place of a run in the browser's history.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Without secrets, it says what fills the form.
    pub report: ReportRef,
    /// By which the run is found when the user comes back to the entry.
    pub number: u32,
    /// What becomes of the entry that is there.
    pub kind: EntryKind,
}

/// What becomes of the entry of the browser's history that is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EntryKind {
    /// It stays, and another one follows.
    New,
    /// Another address takes its place.
    Same,
    /// It gets the number, and its address stays.
    Numbered,
}

/// Where an authorization request is opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In a window of its own.
    Window,
    /// In place of this page.
    ThisPage,
}
