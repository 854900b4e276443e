//! What the user can do with links, files and recordings. Opening one shows it and never starts a run. All but the
//! first lines of it is code of the second file.

use leptos::task::spawn_local;

use super::{State, UNLOADED};
use crate::browser::{clipboard, files, location};
use crate::engine::deferred_steps::DeferredSteps;
use crate::share::{self, Contents, ImportResult};
use crate::ui::dom;
use crate::ui::embedding::Embedding;
use crate::ui::form::Form;
use crate::ui::later::{self, Unloaded};
use crate::ui::modes::Phase;
use crate::ui::page::View;
use crate::ui::sharing::{Dialog, Kind, Made, Recorded, Sharing};

/// What is asked of the second file.
pub enum Deed {
    /// Shows what a fragment holds beyond what fills the form.
    Open(String),
    /// Makes use of being there.
    Begin,
    Share,
}

impl State {
    /// Has the second file do something, as soon as it is there.
    pub fn ask(self, deed: Deed) {
        spawn_local(async move {
            if let Err(Unloaded) = later::act(self, deed).await {
                self.say(UNLOADED);
            }
            self.complete().await;
        });
    }

    /// Waits until the second file can draw. A failure shows when it is needed.
    pub(super) async fn complete(self) {
        match later::prepare(self).await {
            Ok(()) => drop(later::act(self, Deed::Begin).await),
            Err(Unloaded) => self.go_without_guide(),
        }
    }

    /// Opens the share dialog, if there is a diagnosis to share.
    pub fn share(self) {
        let is_over = matches!(self.phase(), Phase::Waiting | Phase::Done);
        if is_over && self.page().report.is_some() {
            self.ask(Deed::Share);
        }
    }

    pub fn close_share(self) {
        self.change(|page| page.sharing.dialog = None);
    }

    /// Runs, if all is there that the URL has a place for.
    pub fn run_if_whole(self) {
        if self.page().form.lacks_secret() {
            self.change(|page| page.options_open = true);
            dom::soon(|| dom::focus("input[name=secret]"));
        } else {
            self.run();
        }
    }

    // --- In the second file ----------------------------------------------------

    /// Does what was asked of the second file.
    pub fn act_later(self, deed: Deed) {
        match deed {
            Deed::Open(fragment) => self.show_opened(share::read(&fragment, ""), false),
            Deed::Begin => self.begin(),
            Deed::Share => self.share_as(Kind::Recorded(Contents::Everything)),
        }
    }

    fn begin(self) {
        if !self.page().is_complete {
            self.change(|page| page.is_complete = true);
            files::on_drop(move |file| self.open_file(file));
            self.bring(DeferredSteps::new());
            self.come_back();
        }
    }

    /// Opens the file that was chosen, or dropped on the page.
    pub fn open_file(self, file: files::File) {
        spawn_local(async move {
            let text = files::read(file).await;
            self.show_opened(share::import(&text), false);
        });
    }

    /// Opens a recording that came with the page.
    pub fn open_example(self, name: &str) {
        let opened = {
            let page = self.page();
            let help = page.help.as_ref();
            help.map(|help| share::import(help.recording(name)))
        };
        if let Some(opened) = opened {
            self.show_opened(opened, true);
        }
    }

    /// What could not be opened takes nothing from the page.
    fn show_opened(self, opened: ImportResult, is_example: bool) {
        let problem = opened.problem.unwrap_or_default();
        let has_news = opened.recording.is_some() || !problem.is_empty();
        let Some(recording) = opened.recording else {
            self.change(|page| {
                page.sharing.problem = problem;
                page.form.make_room(&opened.link);
                page.options_open |= page.form.asks();
                page.sharing.asked = opened.link;
            });
            return reveal(has_news);
        };
        // A run that is on would go on writing over it.
        self.0.run.take();
        self.next_turn();
        let reread = recording.reread();
        self.change(|page| {
            page.form = Form::default();
            page.form.fill(&opened.link);
            page.form.make_room(&opened.link);
            page.options_open = page.form.asks();
            page.view = View::default();
            if let Some(frame) = &mut page.frame {
                frame.needs_secrets = page.form.asks();
            }
            page.topic = None;
            page.report = Some(match &page.help {
                Some(help) => recording.report.with_help(help),
                None => recording.report,
            });
            page.phase = Phase::Done;
            page.sharing = Sharing {
                recorded: Some(Recorded { reread, is_example }),
                asked: opened.link,
                problem,
                compares: true,
                ..Sharing::default()
            };
        });
        reveal(has_news);
    }

    pub fn turn_comparison(self) {
        let compares = self.change(|page| {
            page.sharing.compares = !page.sharing.compares;
            page.sharing.compares
        });
        if compares {
            dom::soon(|| dom::reveal("[data-panel=compare]"));
        }
    }

    /// Opens or closes the configurations for other clients.
    pub fn turn_clients(self) {
        let is_open = self.change(|page| {
            page.sharing.clients_open = !page.sharing.clients_open;
            page.sharing.clients_open
        });
        if is_open {
            dom::soon(|| dom::reveal("[data-panel=clients]"));
        }
    }

    /// Makes this kind of link, in the dialog.
    pub fn share_as(self, kind: Kind) {
        let made = {
            let page = self.page();
            page.report.as_ref().map(|report| Made::of(report, kind))
        };
        let made = made.map(|made| Made {
            url: match made.url.as_str() {
                "" => String::new(),
                fragment => location::with(fragment),
            },
            ..made
        });
        self.change(|page| {
            page.sharing.dialog = Some(Dialog {
                kind,
                made,
                by_hand: false,
                embedding: None,
            });
        });
    }

    /// Opens the dialog that shows a diagnosis in documentation.
    pub fn embed(self) {
        self.change(|page| {
            let embedding = page.report.as_ref().map(Embedding::of);
            page.sharing.dialog = embedding.map(|embedding| Dialog {
                kind: Kind::Reproduce,
                made: None,
                by_hand: false,
                embedding: Some(embedding),
            });
        });
    }

    /// Changes what is to be shown there.
    pub fn embed_as(self, change: impl FnOnce(&mut Embedding)) {
        self.change(|page| {
            let dialog = page.sharing.dialog.as_mut();
            if let Some(embedding) = dialog.and_then(|dialog| dialog.embedding.as_mut()) {
                change(embedding);
            }
        });
    }

    /// Copies the link; where the browser forbids it, leaves it selected.
    pub fn copy_link(self) {
        let url = {
            let page = self.page();
            let dialog = page.sharing.dialog.as_ref();
            let made = dialog.and_then(|dialog| dialog.made.as_ref());
            made.map(|made| made.url.clone())
        };
        let Some(url) = url else { return };
        spawn_local(async move {
            if clipboard::copy(&url).await {
                return self.say("Link copied");
            }
            self.change(|page| {
                if let Some(dialog) = &mut page.sharing.dialog {
                    dialog.by_hand = true;
                }
            });
            dom::soon(|| clipboard::select("textarea[name=link]"));
        });
    }
}

fn reveal(has_news: bool) {
    if has_news {
        dom::soon(|| dom::reveal("[data-panel=recorded], [data-panel=problem]"));
    }
}
