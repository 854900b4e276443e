//! One browser under WebDriver, with what the tests need beyond clicking: the console, the
//! DevTools protocol, downloads, colour schemes and phone-sized windows. Firefox has no DevTools protocol: what
//! only that gives is not there, and each function says what it does instead.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::failure::{Failure, Result, ensure, fail};
use crate::firefox;
use crate::processes::Program;

/// Longer than any diagnosis that a test waits for.
const SCRIPT_LIMIT_MS: u64 = 120_000;
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(10);

/// How a browser is started.
pub struct Launch<'a> {
    pub driver: &'a str,
    pub headed: bool,
    /// Command-line switches beyond the usual ones.
    pub switches: &'a [String],
    /// An empty directory for its downloads.
    pub downloads: PathBuf,
}

/// A browser session.
pub struct Browser {
    pub client: Client,
    engine: Engine,
    downloads: PathBuf,
}

/// Which browser it is.
enum Engine {
    Chromium,
    /// With a driver of its own, which ends with it.
    Firefox {
        _driver: Program,
    },
}

/// Light or dark, as the visitor's system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub const BOTH: [Self; 2] = [Self::Light, Self::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// One line of the browser's console.
#[derive(Debug, Clone)]
pub struct ConsoleLine {
    pub level: String,
    /// `console-api`, `network`, `javascript`, `security`, …
    pub source: String,
    pub text: String,
}

impl Browser {
    pub async fn open(launch: Launch<'_>) -> Result<Self> {
        std::fs::create_dir_all(&launch.downloads)?;
        let browser = Self {
            client: connect(launch.driver, capabilities(&launch)).await?,
            engine: Engine::Chromium,
            downloads: launch.downloads,
        };
        browser.allow_downloads().await?;
        browser.window(1280, 900, false).await?;
        Ok(browser)
    }

    /// A Firefox, with the driver that is its alone.
    pub async fn open_firefox(driver: Program, launch: Launch<'_>) -> Result<Self> {
        std::fs::create_dir_all(&launch.downloads)?;
        let capabilities = firefox::capabilities(&launch, SCRIPT_LIMIT_MS);
        let browser = Self {
            client: connect(launch.driver, capabilities).await?,
            engine: Engine::Firefox { _driver: driver },
            downloads: launch.downloads,
        };
        browser.window(1280, 900, false).await?;
        Ok(browser)
    }

    pub fn is_firefox(&self) -> bool {
        matches!(self.engine, Engine::Firefox { .. })
    }

    pub async fn close(self) {
        // At the end there is nothing left that a failure could spoil.
        let _ = self.client.close().await;
    }

    /// Runs a script in the page and returns its value.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Runs a script that calls its last argument when it has finished.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        self.vendor_command("goog/cdp/execute", body).await
    }

    /// What the console received since the last call; in Firefox nothing.
    pub async fn console(&self) -> Result<Vec<ConsoleLine>> {
        if self.is_firefox() {
            return Ok(Vec::new());
        }
        let lines = self
            .vendor_command("se/log", json!({ "type": "browser" }))
            .await?;
        let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let lines = lines.as_array().cloned().unwrap_or_default();
        Ok(lines
            .iter()
            .map(|line| ConsoleLine {
                level: text(line, "level"),
                source: text(line, "source"),
                text: text(line, "message"),
            })
            .collect())
    }

    /// What the visitor's system prefers. Firefox prefers light from its start on.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        if self.is_firefox() {
            return ensure(scheme == Scheme::Light, || {
                "a Firefox that runs cannot be made to prefer dark".into()
            });
        }
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await?;
        Ok(())
    }

    /// The size of the window in CSS pixels; a phone also has two device pixels for each. In Firefox the window
    /// has its frame, is no phone, and no narrower than that browser allows.
    pub async fn window(&self, width: u32, height: u32, phone: bool) -> Result<()> {
        if self.is_firefox() {
            return Ok(self.client.set_window_size(width, height).await?);
        }
        let metrics = json!({
            "width": width, "height": height, "mobile": phone,
            "deviceScaleFactor": if phone { 2 } else { 1 },
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
            .await?;
        Ok(())
    }

    /// A picture of the whole page, or of this many pixels of it from the top, as PNG; in Firefox of what its
    /// window shows.
    pub async fn screenshot(&self, height: Option<u32>) -> Result<Vec<u8>> {
        if self.is_firefox() {
            return Ok(self.client.screenshot().await?);
        }
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let clip = json!({
            "x": 0, "y": 0, "scale": 1,
            "width": size["cssContentSize"]["width"], "height": height.map_or_else(|| size["cssContentSize"]["height"].clone(), |height| json!(height)),
        });
        let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools("Page.captureScreenshot", parameters).await?;
        let data = picture["data"].as_str().unwrap_or_default();
        Ok(base64::Engine::decode(
            &base64::prelude::BASE64_STANDARD,
            data,
        )?)
    }

    /// The file that this click downloads.
    pub async fn download_by(&self, selector: &str) -> Result<Vec<u8>> {
        for file in files_in(&self.downloads)? {
            std::fs::remove_file(file)?;
        }
        self.click(selector).await?;
        let end = Instant::now() + DOWNLOAD_LIMIT;
        loop {
            if let Some(file) = files_in(&self.downloads)?.into_iter().find(|f| is_whole(f)) {
                return Ok(std::fs::read(file)?);
            }
            ensure(Instant::now() < end, || {
                format!("{selector}: no file was downloaded within 10 s")
            })?;
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Clicks as a user does: the element has to be visible and nothing may cover it.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let mut clicked = self.click_once(selector).await;
        // The page may be drawn anew between the two commands.
        if clicked
            .as_ref()
            .is_err_and(CmdError::is_stale_element_reference)
        {
            clicked = self.click_once(selector).await;
        }
        clicked.map_err(|error| Failure::from(error).while_doing(selector))
    }

    async fn click_once(&self, selector: &str) -> std::result::Result<(), CmdError> {
        // What few need stands in a menu, or folded.
        let open = "let folded = document.querySelector(arguments[0]);
            if (folded?.matches('summary')) return;
            while ((folded = folded?.closest('details:not([open])'))) folded.querySelector('summary').click()";
        self.client.execute(open, vec![json!(selector)]).await?;
        let element = self.client.find(fantoccini::Locator::Css(selector)).await?;
        element.click().await
    }

    /// Types into the active element, or into nothing in particular.
    pub async fn press(&self, keys: &str) -> Result<()> {
        if self.is_firefox() {
            return firefox::press(&self.client, keys).await;
        }
        self.client.active_element().await?.send_keys(keys).await?;
        Ok(())
    }

    async fn allow_downloads(&self) -> Result<()> {
        let parameters = json!({ "behavior": "allow", "downloadPath": self.downloads });
        self.devtools("Browser.setDownloadBehavior", parameters)
            .await?;
        Ok(())
    }

    async fn vendor_command(&self, path: &'static str, body: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(VendorCommand { path, body }).await?)
    }
}

async fn connect(driver: &str, capabilities: Value) -> Result<Client> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let mut builder = ClientBuilder::new(connector);
    let Value::Object(capabilities) = capabilities else {
        return fail("capabilities are an object");
    };
    builder.capabilities(capabilities);
    Ok(builder.connect(driver).await?)
}

fn capabilities(launch: &Launch) -> Value {
    let usual = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--hide-scrollbars",
        // A test leads a tab from link to link faster than a visitor does; the browser would drop some.
        "--disable-ipc-flooding-protection",
    ];
    let mut switches: Vec<String> = usual.map(str::to_owned).into();
    if !launch.headed {
        switches.push("--headless=new".into());
    }
    switches.extend_from_slice(launch.switches);
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": switches },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": SCRIPT_LIMIT_MS },
        "unhandledPromptBehavior": "dismiss",
    })
}

fn files_in(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(directory)?;
    Ok(entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .collect())
}

/// Both browsers reserve the name with an empty file, and write under another name until the download is whole.
fn is_whole(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let has_bytes = std::fs::metadata(file).is_ok_and(|about| about.len() > 0);
    has_bytes
        && !name.ends_with(".crdownload")
        && !name.ends_with(".part")
        && !name.starts_with(".com.google")
}

/// A command that only ChromeDriver knows, below the session's address.
#[derive(Debug)]
struct VendorCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(
        &self,
        base: &Url,
        session: Option<&str>,
    ) -> std::result::Result<Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
