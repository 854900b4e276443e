//! The page as the files of `docs/hosting` have it served: the headers are there, and nothing that works without them breaks.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use faultfinder_lab::SignIn;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::host_page::HostPage;
use crate::page::Page;
use crate::processes::{Program, free_port, start_quietly, wait_for_port};
use crate::sign_in::{Plan, Visitor};
use crate::suite::sign_in::ways::{LIMIT, judge_healthy};
use crate::verdict::form_for;
use crate::world::{Vantage, World};

/// What the host adds to every file.
const EVERYWHERE: [(&str, &str); 6] = [
    ("content-security-policy", "frame-ancestors 'self'"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-cache"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    ),
];

#[derive(Clone, Copy, Debug)]
enum Host {
    Nginx,
    Caddy,
}

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (host, name) in [(Host::Nginx, "nginx"), (Host::Caddy, "caddy")] {
        for (vantage, suffix) in [(Vantage::Localhost, ""), (Vantage::Firefox, "-firefox")] {
            let case = Case::new(format!("{name}{suffix}"), move |stage| {
                Box::pin(works(stage, host))
            });
            cases.push(case.from(vantage));
        }
    }
    Ok(cases)
}

/// Starts it with its file from the documentation, at a port and for a directory of ours.
async fn start(stage: &Stage, host: Host) -> Result<(Program, String)> {
    let port = free_port().await?;
    let directory = stage.world.scratch.join(format!("host-{port}"));
    std::fs::create_dir_all(&directory)?;
    let dist = stage.world.choices.dist.canonicalize()?;
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/hosting");
    let read = |name: &str| -> Result<String> {
        let text = std::fs::read_to_string(files.join(name))?;
        Ok(text.replace("/var/www/faultfinder", &dist.to_string_lossy()))
    };
    let config = directory.join("config");
    let here = directory.to_string_lossy();
    let (text, mut command) = match host {
        Host::Nginx => {
            let server =
                read("nginx.conf")?.replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
            let text = format!(
                "daemon off;\nmaster_process off;\nuser root;\npid {here}/pid;\nerror_log {here}/error.log;\nevents {{}}\n\
                 http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\nclient_body_temp_path {here}/body;\n\
                 proxy_temp_path {here}/proxy;\nfastcgi_temp_path {here}/fastcgi;\nuwsgi_temp_path {here}/uwsgi;\n\
                 scgi_temp_path {here}/scgi;\n{server}}}\n"
            );
            let mut command = Command::new("nginx");
            command.arg("-p").arg(&directory).arg("-c").arg(&config);
            (text, command)
        }
        Host::Caddy => {
            let site = read("Caddyfile")?
                .replace("faultfinder.example", &format!("http://localhost:{port}"));
            let mut command = Command::new("caddy");
            command
                .args(["run", "--adapter", "caddyfile", "--config"])
                .arg(&config);
            (
                format!("{{\n\tadmin off\n\tauto_https off\n}}\n{site}"),
                command,
            )
        }
    };
    std::fs::write(&config, text)?;
    command.env("HOME", &directory);
    let program = start_quietly(command, OsStr::new("the host"))?;
    wait_for_port(port).await?;
    Ok((program, format!("http://localhost:{port}/")))
}

/// Headers, a diagnosis, a sign-in in a window, and somebody else's frame.
async fn works(stage: &Stage, host: Host) -> Result<Row> {
    let mut row = Row::expecting("healthy by a sign-in, and in no frame");
    let (_program, address) = start(stage, host).await?;
    let page = Page::new(&stage.browser, &address);
    page.open("").await?;
    for (file, opener) in [
        ("", Some("same-origin-allow-popups")),
        ("oauth/callback.html", None),
    ] {
        let headers = headers(&page, &format!("{address}{file}")).await?;
        for (name, value) in EVERYWHERE {
            row.same(name, headers[name].as_str(), Some(value));
        }
        row.same(file, headers["cross-origin-opener-policy"].as_str(), opener);
    }
    let cause = stage.world.lab.cause("oauth");
    let cause = cause.ok_or_else(|| Failure("the lab has no oauth".into()))?;
    let (_, took) = page.diagnose(&form_for(&cause), LIMIT).await?;
    let plan = Plan::by(SignIn::dynamic());
    let shown = Visitor::new(&page, &plan).await?.sign_in().await?;
    row.got(&shown, took);
    judge_healthy(&shown, &mut row);
    row.clean_console(&page).await?;
    in_no_frame(stage, &address, &mut row).await?;
    Ok(row)
}

async fn headers(page: &Page<'_>, address: &str) -> Result<Value> {
    let script = "const [address, done] = arguments;
        fetch(address).then(response => done(Object.fromEntries(response.headers)), () => done(null))";
    page.browser.run_async(script, vec![json!(address)]).await
}

/// The frame has loaded something, which is not the page: that would have spoken.
async fn in_no_frame(stage: &Stage, address: &str, row: &mut Row) -> Result<()> {
    let frame =
        format!("<iframe class=\"raw\" title=\"Diagnosis\" src=\"{address}#embed=1\"></iframe>");
    let stranger = HostPage::start(address, &frame).await?;
    stranger.open(&stage.browser).await?;
    let script = "const done = arguments[0]; const frame = document.querySelector('iframe');
        const look = () => setTimeout(() => done([frame.contentWindow.length, window.heard.length]), 300);
        document.readyState === 'complete' ? look() : addEventListener('load', look)";
    let seen = stage.browser.run_async(script, vec![]).await?;
    row.same("frames within it, and what it said", seen, json!([0, 0]));
    let inside = crate::host_page::enter(&stage.browser).await;
    row.holds(inside);
    let count = "return document.querySelectorAll('main[data-state], .slow').length";
    let count = stage.browser.run(count, vec![]).await?;
    row.same("pages in the frame", count, json!(0));
    crate::host_page::leave(&stage.browser).await
}
