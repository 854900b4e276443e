//! Everything that the cases share: the page, the lab, the real servers and the browsers' driver.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultfinder_lab::{Lab, Options};
use tokio::sync::OnceCell;

use crate::browser::{Browser, Launch};
use crate::certificates::{Authority, serve_tls};
use crate::differences::Verdicts;
use crate::failure::{Failure, Result};
use crate::page_files::PageFiles;
use crate::processes::{Program, RealServers, chromedriver, geckodriver};
use crate::tiny_http::{Handler, serve};

/// The name under which the page is served where `localhost` would be too privileged.
const PAGE_NAME: &str = "page.test";

/// From where the page is visited. Browsers grant and refuse different things to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vantage {
    /// `http://localhost`: trusted although it is plain HTTP.
    Localhost,
    /// The same, in a browser that trusts the lab's authority and finds `mcp.test` on this machine.
    Trusting,
    /// `https://page.test`, in a browser that trusts the harness's and the lab's authority.
    Https,
    /// `http://page.test`: not a secure context.
    Insecure,
    /// `https://page.test`, which the browser takes for a public address.
    Public,
    /// `http://localhost`, in Firefox.
    Firefox,
}

impl Vantage {
    pub fn name(self) -> &'static str {
        match self {
            Self::Localhost => "localhost",
            Self::Trusting => "trusting",
            Self::Https => "https",
            Self::Insecure => "insecure",
            Self::Public => "public",
            Self::Firefox => "firefox",
        }
    }
}

/// What the command line decides.
#[derive(Debug, Clone)]
pub struct Choices {
    pub dist: PathBuf,
    /// What the benchmark compares it with: an earlier build, and the official Inspector's page.
    pub former: Option<PathBuf>,
    pub inspector: Option<PathBuf>,
    pub headed: bool,
    pub screenshots: PathBuf,
    pub update_readme: bool,
    /// Where to keep the transcripts of the lab's causes, if anywhere.
    pub save_transcripts: Option<PathBuf>,
    /// Where to write down what the page says of the lab's causes, and what to hold it against.
    pub save_verdicts: Option<PathBuf>,
    pub verdicts: Option<PathBuf>,
    pub workers: usize,
}

/// The shared surroundings.
pub struct World {
    pub choices: Choices,
    pub workers: usize,
    pub lab: Lab,
    pub servers: RealServers,
    /// What the page said of the lab's causes so far.
    pub verdicts: Verdicts,
    /// For files that a run leaves behind, below Cargo's target directory.
    pub scratch: PathBuf,
    page: SocketAddr,
    page_tls: SocketAddr,
    addresses: Addresses,
    authority: Authority,
    plain_driver: Driver,
    trusting_driver: Driver,
    profiles: AtomicUsize,
}

struct Addresses {
    localhost: String,
    https: String,
    insecure: String,
}

/// A ChromeDriver, started when first needed.
#[derive(Default)]
struct Driver(OnceCell<(Program, String)>);

impl World {
    pub async fn start(choices: Choices) -> Result<Arc<Self>> {
        let scratch = scratch_directory()?;
        let files =
            |scheme| -> Arc<dyn Handler> { Arc::new(PageFiles::new(&choices.dist, scheme)) };
        let page = serve("127.0.0.1", files("http")).await?;
        let authority = Authority::new()?;
        let page_tls = serve_tls(authority.server_config(PAGE_NAME)?, files("https")).await?;
        let addresses = Addresses {
            localhost: format!("http://localhost:{}/", page.port()),
            https: format!("https://{PAGE_NAME}/"),
            insecure: format!("http://{PAGE_NAME}/"),
        };
        Ok(Arc::new(Self {
            workers: choices.workers,
            lab: Lab::start(Options::default()).await?,
            servers: RealServers::find()?,
            verdicts: Verdicts::default(),
            choices,
            scratch,
            page,
            page_tls,
            addresses,
            authority,
            plain_driver: Driver::default(),
            trusting_driver: Driver::default(),
            profiles: AtomicUsize::new(0),
        }))
    }

    /// What the page loads the texts of this area from.
    pub fn help_file(&self, area: &str) -> Result<PathBuf> {
        let start = format!("help-{area}-");
        let is_help = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(&start))
        };
        let entries = std::fs::read_dir(&self.choices.dist)?;
        let mut files = entries.flatten().map(|entry| entry.path());
        let found = files.find(is_help);
        found.ok_or_else(|| Failure("the page has no help file".into()))
    }

    /// The page's address from this vantage, ending in `/`.
    pub fn page_address(&self, vantage: Vantage) -> &str {
        match vantage {
            Vantage::Localhost | Vantage::Trusting | Vantage::Firefox => &self.addresses.localhost,
            Vantage::Https | Vantage::Public => &self.addresses.https,
            Vantage::Insecure => &self.addresses.insecure,
        }
    }

    /// A new browser that sees the page from this vantage.
    pub async fn open_browser(&self, vantage: Vantage) -> Result<Browser> {
        let number = self.profiles.fetch_add(1, Ordering::Relaxed);
        let downloads = self.scratch.join(format!("downloads-{number}"));
        if vantage == Vantage::Firefox {
            return self.open_firefox(number, downloads).await;
        }
        let driver = match vantage {
            Vantage::Localhost => {
                self.plain_driver
                    .get(&self.scratch.join("home-plain"), &[])
                    .await?
            }
            _ => {
                let trusted = [
                    self.authority.pem().to_owned(),
                    self.lab.ca_pem().to_owned(),
                ];
                self.trusting_driver
                    .get(&self.scratch.join("home-trusting"), &trusted)
                    .await?
            }
        };
        Browser::open(Launch {
            driver,
            headed: self.choices.headed,
            switches: &self.switches(vantage),
            downloads,
        })
        .await
    }

    async fn open_firefox(&self, number: usize, downloads: PathBuf) -> Result<Browser> {
        let home = self.scratch.join(format!("home-firefox-{number}"));
        std::fs::create_dir_all(&home)?;
        let (program, address) = geckodriver(&home).await?;
        let launch = Launch {
            driver: &address,
            headed: self.choices.headed,
            switches: &[],
            downloads,
        };
        Browser::open_firefox(program, launch).await
    }

    fn switches(&self, vantage: Vantage) -> Vec<String> {
        if vantage == Vantage::Localhost {
            return Vec::new();
        }
        let map = format!(
            "MAP {PAGE_NAME}:443 127.0.0.1:{}, MAP {PAGE_NAME}:80 127.0.0.1:{}, MAP mcp.test 127.0.0.1",
            self.page_tls.port(),
            self.page.port()
        );
        let mut switches = vec![format!("--host-resolver-rules={map}")];
        if vantage == Vantage::Public {
            let port = self.page_tls.port();
            switches.push(format!(
                "--ip-address-space-overrides=127.0.0.1:{port}=public"
            ));
        }
        switches
    }
}

impl Driver {
    async fn get(&self, home: &Path, trusted: &[String]) -> Result<&str> {
        let start = || async {
            std::fs::create_dir_all(home)?;
            crate::certificates::trust(home, trusted).await?;
            chromedriver(home).await
        };
        Ok(&self.0.get_or_try_init(start).await?.1)
    }
}

fn scratch_directory() -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let scratch = target.join("e2e");
    // What an earlier run left would be mistaken for this one's.
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch)?;
    }
    std::fs::create_dir_all(&scratch)?;
    Ok(scratch.canonicalize()?)
}
