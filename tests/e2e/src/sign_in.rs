//! Signs in as a user does: at the page's panel, and in the windows that it opens.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::wd::WindowHandle;
use faultfinder_lab::{Client, SignIn, Then};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::failure::{Failure, Result, ensure, fail};
use crate::page::{Page, Shown};
use crate::processes::run_sh;

const LIMIT: Duration = Duration::from_secs(30);
/// More often no run stops on its way; one that does goes in circles.
const MOST_STOPS: usize = 16;

/// How the authorization server's answer comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callback {
    /// From a window that the page opens.
    Popup,
    /// By leaving the page and coming back.
    Here,
    /// Pasted: the window that the page opened shows nothing, and the user went there elsewhere.
    Pasted,
}

/// What a user means to do.
#[derive(Debug, Clone)]
pub struct Plan {
    pub sign_in: SignIn,
    pub callback: Callback,
    /// Whether the authorization server is oidc-provider, whose pages have to be clicked through.
    pub at_provider: bool,
}

impl Plan {
    pub fn by(sign_in: SignIn) -> Self {
        Self {
            sign_in,
            callback: Callback::Popup,
            at_provider: false,
        }
    }

    pub fn callback(self, callback: Callback) -> Self {
        Self { callback, ..self }
    }

    pub fn at_provider(self) -> Self {
        Self {
            at_provider: true,
            ..self
        }
    }
}

/// Somebody who signs in.
pub struct Visitor<'a> {
    page: &'a Page<'a>,
    plan: &'a Plan,
    /// The page's own window.
    main: WindowHandle,
    introduced: bool,
    /// Whether this user agreed at the authorization server, which does not ask again.
    agreed: bool,
    then_done: bool,
}

impl<'a> Visitor<'a> {
    /// In front of a page whose run has stopped.
    pub async fn new(page: &'a Page<'a>, plan: &'a Plan) -> Result<Self> {
        Ok(Self {
            page,
            plan,
            main: page.browser.client.window().await?,
            introduced: false,
            agreed: false,
            then_done: false,
        })
    }

    /// Goes on until there is nothing more that this user means to do, and closes what is left open.
    pub async fn sign_in(&mut self) -> Result<Shown> {
        for _ in 0..MOST_STOPS {
            if !self.go_on().await? {
                self.close_others().await?;
                return self.page.shown().await;
            }
        }
        fail(format!("the run still stops after {MOST_STOPS} answers"))
    }

    /// Does the next thing that the page asks for, and waits until the run stops again. False where there is nothing
    /// to do.
    pub async fn go_on(&mut self) -> Result<bool> {
        let shown = self.page.shown().await?;
        let code = shown.code.as_deref().unwrap_or_default();
        let waits = shown.state == "waiting";
        let is_next = |then: Then| self.plan.sign_in.then == Some(then) && !self.then_done;
        let entered = self.plan.sign_in.client == Client::Entered;
        match code {
            _ if is_next(Then::ChooseSecond) => {
                self.then_done = true;
                self.choose_second().await?;
            }
            "registration/needs-consent" => self.introduce().await?,
            // Without another way in, the id that the user has is still one.
            "registration/no-way-in" if entered && !self.introduced => self.introduce().await?,
            "authorization/needs-consent" if waits => self.consent().await?,
            "token/step-up" if self.plan.sign_in.then == Some(Then::StepUp) => {
                self.consent_in_popup("step-up").await?;
            }
            "token/unreadable" if is_next(Then::PasteToken) => {
                self.then_done = true;
                self.paste_token().await?;
            }
            _ if shown.state == "done" && is_next(Then::Refresh) => {
                self.then_done = true;
                self.act("refresh").await?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    async fn choose_second(&self) -> Result<()> {
        let script = "const select = document.querySelector('select[name=authorization_server]');
            return select === null ? [] : [...select.options].map(option => option.value)";
        let servers = self.page.browser.run(script, vec![]).await?;
        let second = servers[1]
            .as_str()
            .ok_or_else(|| Failure(format!("no second authorization server in {servers}")))?;
        self.page
            .set_value("select[name=authorization_server]", 0, second)
            .await?;
        self.act("choose-server").await
    }

    /// Makes the page known to the authorization server.
    pub async fn introduce(&mut self) -> Result<()> {
        self.introduced = true;
        let sign_in = &self.plan.sign_in;
        let action = match sign_in.client {
            Client::Dynamic => "register",
            Client::Document => "use-document",
            Client::Entered => "use-client",
        };
        let fields = [
            ("input[name=client_id]", sign_in.client_id),
            ("input[name=client_secret]", sign_in.client_secret),
        ];
        for (field, value) in fields {
            if let Some(value) = value {
                self.page.set_value(field, 0, value).await?;
            }
        }
        self.act(action).await
    }

    async fn consent(&mut self) -> Result<()> {
        if self.plan.sign_in.then == Some(Then::NoAnswer) {
            self.click("sign-in").await?;
            self.page.wait_for_element(&control("no-answer")).await?;
            self.watch().await?;
            self.click("no-answer").await?;
            return self.came_back("no-answer").await;
        }
        match self.plan.callback {
            Callback::Popup => self.consent_in_popup("sign-in").await,
            Callback::Here => self.consent_here().await,
            Callback::Pasted => self.consent_elsewhere().await,
        }
    }

    async fn consent_in_popup(&mut self, action: &str) -> Result<()> {
        self.watch().await?;
        if self.plan.at_provider && !self.agreed {
            let popup = self.open_popup(action).await?;
            self.agree_in(&popup).await?;
            self.agreed = true;
        } else {
            self.click(action).await?;
        }
        self.came_back(action).await
    }

    /// Opens the window for the authorization server, where the pages of one wait for their user.
    pub async fn open_popup(&self, action: &str) -> Result<WindowHandle> {
        let client = &self.page.browser.client;
        let before = client.windows().await?;
        self.click(action).await?;
        new_window(client, &before).await
    }

    /// Signs in and agrees at the pages in this window, and returns to the page's own.
    pub async fn agree_in(&self, window: &WindowHandle) -> Result<()> {
        let client = &self.page.browser.client;
        client.switch_to_window(window.clone()).await?;
        self.agree().await?;
        Ok(client.switch_to_window(self.main.clone()).await?)
    }

    /// Signs in and agrees at oidc-provider's pages in the current window.
    async fn agree(&self) -> Result<()> {
        let client = &self.page.browser.client;
        let wait = |selector| {
            let wait = client.wait().at_most(LIMIT);
            wait.for_element(Locator::Css(selector))
        };
        wait("input[name=login]").await?.send_keys("ada").await?;
        let password = wait("input[name=password]").await?;
        password.send_keys("any will do").await?;
        wait("button.login-submit").await?.click().await?;
        let consent = async {
            wait("input[name=prompt][value=consent]").await?;
            wait("button.login-submit").await?.click().await
        };
        let agreed = consent.await;
        // Who agreed before is not asked again, and the last page closes its own window.
        match client.window().await {
            Ok(_) => Ok(agreed?),
            Err(_) => Ok(()),
        }
    }

    /// Leaves the page for the authorization server, and waits until it is back and the run has stopped again.
    async fn consent_here(&self) -> Result<()> {
        self.click("sign-in-here").await?;
        if self.plan.at_provider {
            self.agree().await?;
        }
        let script = "const main = document.querySelector('main[data-state]');
            const stopped = main?.matches('[data-state=done], [data-state=waiting][data-outcome]');
            return Boolean(stopped) && main.dataset.code !== 'authorization/needs-consent'";
        let end = Instant::now() + LIMIT;
        // Between two pages there is nobody who could answer.
        while self.page.browser.run(script, vec![]).await.ok() != Some(json!(true)) {
            ensure(Instant::now() < end, || {
                "the run did not go on after the page had come back".into()
            })?;
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Opens a window that shows nothing, and lets the authorization server answer elsewhere. Returns where it sends
    /// its user back to.
    pub async fn answer_elsewhere(&self) -> Result<String> {
        let divert = "const open = window.open;
            window.open = (url, ...rest) => { window.opened = String(url); return open.call(window, 'about:blank', ...rest); }";
        self.page.browser.run(divert, vec![]).await?;
        self.click("sign-in").await?;
        self.page
            .wait_for_element("[data-panel=sign-in] input[name=callback_url]")
            .await?;
        let opened = self
            .page
            .browser
            .run("return window.opened ?? ''", vec![])
            .await?;
        let opened = opened.as_str().unwrap_or_default();
        ensure(opened.starts_with("http") && !opened.contains('\''), || {
            format!("the page opened `{opened}`")
        })?;
        let script = format!("curl -s -o /dev/null -w '%{{redirect_url}}' '{opened}'");
        Ok(run_sh(&script).await?.trim().to_owned())
    }

    async fn consent_elsewhere(&self) -> Result<()> {
        let answer = self.answer_elsewhere().await?;
        self.page
            .set_value("input[name=callback_url]", 0, &answer)
            .await?;
        self.watch().await?;
        self.click("use-callback").await?;
        self.came_back("use-callback").await
    }

    /// Signs in again, since the page's own attempt may have used the code up; runs the command that the page shows
    /// then, and pastes what it prints.
    async fn paste_token(&mut self) -> Result<()> {
        self.consent_in_popup("sign-in").await?;
        self.click("show-command").await?;
        self.page
            .wait_for_element("[data-panel=sign-in] pre")
            .await?;
        let script = "return document.querySelector('[data-panel=sign-in] pre')?.textContent ?? ''";
        let command = self.page.browser.run(script, vec![]).await?;
        let command = command.as_str().unwrap_or_default();
        ensure(command.contains("curl"), || {
            "the panel shows no curl command".into()
        })?;
        let printed = run_sh(command).await?;
        self.page
            .set_value("textarea[name=token_response]", 0, &printed)
            .await?;
        self.act("exchange-pasted").await
    }

    async fn click(&self, action: &str) -> Result<()> {
        self.page.wait_for_element(&control(action)).await?;
        self.page.browser.click(&control(action)).await
    }

    /// Clicks, and waits until the run has moved and stopped again.
    async fn act(&self, action: &str) -> Result<()> {
        self.watch().await?;
        self.click(action).await?;
        self.moved(action, "main").await
    }

    /// Waits until the run has gone on from what the user did at the authorization server. While the user is there
    /// it waits, as before. An answer that is not the one to the request goes on by the user's clicks only.
    async fn came_back(&self, action: &str) -> Result<()> {
        let elsewhere = "main:not([data-code='authorization/needs-consent'])";
        let end = Instant::now() + LIMIT;
        while Instant::now() < end && !self.has_moved(elsewhere).await? {
            if self.hand_over().await? {
                let shown = "[data-panel=sign-in] [role=alert]";
                self.page.wait_for_element(shown).await?;
                self.click("use-callback").await?;
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        self.moved(action, elsewhere).await
    }

    async fn has_moved(&self, main: &str) -> Result<bool> {
        let script = "return window.moved && Boolean(document.querySelector(arguments[0])
            ?.matches('[data-state=done], [data-state=waiting][data-outcome]'))";
        let moved = self.page.browser.run(script, vec![json!(main)]).await?;
        Ok(moved == json!(true))
    }

    /// Clicks in a window that came back with an answer that nobody waits for. False where there is none.
    pub async fn hand_over(&self) -> Result<bool> {
        let client = &self.page.browser.client;
        let script = "const button = document.querySelector('[data-action=hand-over]');
            if (!button || button.closest('[hidden]')) return false;
            button.click();
            return true";
        let mut clicked = false;
        for window in client.windows().await? {
            // It may close itself at this very moment.
            if window != self.main && client.switch_to_window(window).await.is_ok() {
                let there = self.page.browser.run(script, vec![]).await;
                clicked |= there.ok() == Some(json!(true));
            }
        }
        client.switch_to_window(self.main.clone()).await?;
        Ok(clicked)
    }

    /// From now on the page notes whether its run moves, however briefly.
    async fn watch(&self) -> Result<()> {
        let script = "const now = () => { const { state, code } = document.querySelector('main').dataset; return `${state} ${code}`; };
            const before = now();
            window.moved = false;
            const watch = new MutationObserver(() => { if (now() !== before) { window.moved = true; watch.disconnect(); } });
            watch.observe(document, { subtree: true, childList: true, attributeFilter: ['data-state', 'data-code'] })";
        self.page.browser.run(script, vec![]).await.map(drop)
    }

    async fn moved(&self, action: &str, main: &str) -> Result<()> {
        let script = "const [main, limit, done] = arguments;
            const stopped = () => document.querySelector(main)?.matches('[data-state=done], [data-state=waiting][data-outcome]');
            const check = () => window.moved && stopped() ? done(true) : setTimeout(check, 20);
            setTimeout(() => done(false), limit); check()";
        let limit_ms = u64::try_from(LIMIT.as_millis())?;
        let arguments = vec![json!(main), json!(limit_ms)];
        if self.page.browser.run_async(script, arguments).await? == json!(true) {
            return Ok(());
        }
        let now = self.page.shown().await?.summary();
        let seconds = LIMIT.as_secs();
        fail(format!("{seconds} s after {action} it is still {now}"))
    }

    /// Closes what the authorization server left open.
    pub async fn close_others(&self) -> Result<()> {
        let client = &self.page.browser.client;
        for window in client.windows().await? {
            if window != self.main && client.switch_to_window(window).await.is_ok() {
                // It may close itself at this very moment.
                let _ = client.close_window().await;
            }
        }
        Ok(client.switch_to_window(self.main.clone()).await?)
    }
}

fn control(action: &str) -> String {
    // After the end of a run there is no panel any more.
    let panel = if action == "refresh" {
        ""
    } else {
        "[data-panel=sign-in] "
    };
    format!("{panel}[data-action={action}]")
}

/// The window that is there now and was not there before.
pub async fn new_window(
    client: &fantoccini::Client,
    before: &[WindowHandle],
) -> Result<WindowHandle> {
    let end = Instant::now() + LIMIT;
    loop {
        let now = client.windows().await?;
        if let Some(new) = now.into_iter().find(|window| !before.contains(window)) {
            return Ok(new);
        }
        ensure(Instant::now() < end, || "no window was opened".into())?;
        sleep(Duration::from_millis(20)).await;
    }
}

/// Where an authorization server sends people back to.
pub fn redirect_uri(page_address: &str) -> String {
    format!("{page_address}oauth/callback.html")
}
