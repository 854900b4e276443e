//! The lines to paste, proved: a real product without them shows the fault, the page offers the lines for it,
//! and with exactly these lines the same product is healthy.

use std::sync::Arc;
use std::time::Duration;

use faultfinder::checks::catalogue::Help;
use faultfinder::checks::snippets::filled;
use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Form, Page};
use crate::processes::run_sh;
use crate::products::{Product, Started, axum_lines};
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(30);

/// What is proved of one product.
#[derive(Clone, Copy)]
struct Proof {
    topic: &'static str,
    product: Product,
    /// What stands in the place of the lines before.
    without: &'static str,
    upstream: Upstream,
    /// The lines speak to a proxy: one that holds streams back stands before the product.
    behind_nginx: bool,
    path: &'static str,
    /// A token that is sent along: lines for a server in one's own network without one name the origins.
    bearer: Option<&'static str>,
    /// The finding that is there without the lines and gone with them.
    code: &'static str,
}

/// What a proxy stands before. A server is its own.
#[derive(Clone, Copy)]
enum Upstream {
    Sdk,
    SdkWithCors,
    Stream,
    /// nginx, which redirects to the spelling with a slash.
    Redirecting,
}

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let proofs = proofs().into_iter();
    let here = proofs.filter(|proof| proof.product.is_here());
    let mut cases: Vec<Case> = here.map(case).collect();
    let forwarded = [
        Product::Nginx,
        Product::Caddy,
        Product::Express,
        Product::Starlette,
        Product::Axum,
        Product::Workers,
    ];
    cases.extend(forwarded.map(|product| {
        let name = format!("forwarded-{}", product.id());
        Case::new(name, move |stage: &Stage| {
            Box::pin(says_https(stage, product))
        })
    }));
    Ok(cases)
}

fn proofs() -> Vec<Proof> {
    let cors = |product| Proof {
        topic: "cors",
        product,
        without: "",
        upstream: Upstream::Sdk,
        behind_nginx: false,
        path: "/mcp",
        bearer: Some("faultfinder-token"),
        code: "cors/not-allowed",
    };
    let named = |product| Proof {
        topic: "cors-named",
        bearer: None,
        ..cors(product)
    };
    let slash = |product| Proof {
        topic: "slash",
        upstream: Upstream::SdkWithCors,
        code: "cors/slash-redirect",
        ..named(product)
    };
    let buffering = |product, without| Proof {
        topic: "buffering",
        upstream: Upstream::Stream,
        code: "stream/all-at-once",
        without,
        ..named(product)
    };
    let behind_nginx = |product| Proof {
        behind_nginx: true,
        ..buffering(product, "")
    };
    let worker = |proof| Proof {
        without: "export default { fetch: handle };",
        ..proof
    };
    vec![
        cors(Product::Nginx),
        cors(Product::Caddy),
        cors(Product::Express),
        cors(Product::Starlette),
        cors(Product::Axum),
        worker(cors(Product::Workers)),
        cors(Product::Spring),
        named(Product::Nginx),
        named(Product::Caddy),
        named(Product::Express),
        named(Product::Starlette),
        named(Product::Axum),
        worker(named(Product::Workers)),
        named(Product::Spring),
        slash(Product::Nginx),
        slash(Product::Express),
        slash(Product::Axum),
        worker(slash(Product::Workers)),
        Proof {
            upstream: Upstream::Redirecting,
            ..slash(Product::Caddy)
        },
        Proof {
            upstream: Upstream::Redirecting,
            ..slash(Product::Spring)
        },
        Proof {
            path: "/mcp/",
            code: "endpoint/redirected",
            ..slash(Product::Starlette)
        },
        buffering(Product::Nginx, ""),
        buffering(Product::Caddy, "encode zstd gzip\nreverse_proxy @UPSTREAM@"),
        buffering(Product::Express, "app.use(compression());"),
        buffering(Product::Workers, AWAITS_THE_WHOLE),
        behind_nginx(Product::Starlette),
        behind_nginx(Product::Axum),
        behind_nginx(Product::Spring),
    ]
}

impl Proof {
    fn form(&self, server: &Chain) -> Form {
        let form = Form::new(server.url(self.path));
        self.bearer.into_iter().fold(form, Form::bearer)
    }
}

/// What a Worker does that reads an answer before it passes it on.
const AWAITS_THE_WHOLE: &str =
    "const answer = await fetch(request);\nreturn new Response(await answer.text(), answer);";

fn case(proof: Proof) -> Case {
    let name = format!("{}-{}", proof.topic, proof.product.id());
    let case = Case::new(name, move |stage: &Stage| Box::pin(proves(stage, proof)));
    match proof.product {
        // Its lines are compiled with one origin: the page's, where it has a name of its own.
        Product::Axum => case.from(Vantage::Insecure),
        _ => case,
    }
}

async fn proves(stage: &Stage, proof: Proof) -> Result<Row> {
    let Proof { product, code, .. } = proof;
    let mut row = Row::expecting(format!("{code}, then healthy"));
    let (servers, scratch) = (&stage.world.servers, &stage.world.scratch);
    let (_server, server) = match proof.upstream {
        Upstream::Sdk => servers.sdk(&[]).await?,
        Upstream::SdkWithCors | Upstream::Redirecting => servers.sdk(&["--cors"]).await?,
        Upstream::Stream => servers.stream().await?,
    };
    let server = server.trim_end_matches("/mcp");
    let redirecting = match proof.upstream {
        Upstream::Redirecting => {
            let nginx = Product::Nginx.start(servers, scratch, ("slash", ""), server);
            Some(nginx.await?)
        }
        _ => None,
    };
    let upstream = redirecting.as_ref().map_or(server, |nginx| &nginx.address);
    let page = stage.page();
    let without = started(stage, proof, proof.without, upstream).await?;
    let form = proof.form(&without);
    let (shown, _) = page.diagnose(&form, LIMIT).await?;
    row.check(shown.finding(code).is_some(), || {
        format!("without the lines: {}, no {code}", shown.summary())
    });
    let lines = offered(&page, product.name()).await?;
    if product == Product::Axum {
        let compiled = axum_lines(proof.topic);
        row.same("the compiled lines", compiled, lines.as_str());
    }
    let with = started(stage, proof, &lines, upstream).await?;
    let form = proof.form(&with);
    let (shown, took) = page.diagnose(&form, LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    row.check(shown.finding(code).is_none(), || {
        format!("with the lines: still {code}")
    });
    row.clean_console(&page).await?;
    Ok(row)
}

/// The product with these lines, and what stands before it: the first is what a client reaches.
async fn started(stage: &Stage, proof: Proof, lines: &str, upstream: &str) -> Result<Chain> {
    let (servers, scratch) = (&stage.world.servers, &stage.world.scratch);
    let product = proof
        .product
        .start(servers, scratch, (proof.topic, lines), upstream);
    let product = product.await?;
    let proxy = match proof.behind_nginx {
        true => {
            let nginx = Product::Nginx.start(servers, scratch, (proof.topic, ""), &product.address);
            Some(nginx.await?)
        }
        false => None,
    };
    Ok(Chain { proxy, product })
}

struct Chain {
    proxy: Option<Started>,
    product: Started,
}

impl Chain {
    fn url(&self, path: &str) -> String {
        let first = self.proxy.as_ref().unwrap_or(&self.product);
        format!("{}{path}", first.address)
    }
}

/// A document that is made from the request names itself with https once the lines are there. A proxy is asked
/// as a client asks it, and stands before an application that has its lines; an application is asked as its proxy
/// asks it.
async fn says_https(stage: &Stage, product: Product) -> Result<Row> {
    let mut row = Row::expecting("http, then https");
    let (servers, scratch) = (&stage.world.servers, &stage.world.scratch);
    let help = std::fs::read_to_string(stage.world.help_file("challenge")?)?;
    let help = Help::parse(&help);
    let lines = |product: Product| {
        let mut all = help.snippets("challenge/http-metadata-url");
        let found = all.find(|(name, _)| *name == product.name());
        let found = found.and_then(|(_, lines)| filled(lines, &[], std::iter::empty()));
        found.ok_or_else(|| Failure(format!("no lines for {}", product.name())))
    };
    let trusting = lines(Product::Express)?;
    let behind = Product::Express.start(servers, scratch, ("forwarded", &trusting), "");
    let behind = behind.await?;
    let without = match product {
        Product::Caddy => "reverse_proxy @UPSTREAM@",
        Product::Workers => "const resource = new URL(\"/mcp\", request.url);",
        _ => "",
    };
    let header = match product {
        Product::Nginx | Product::Caddy => "",
        _ => "-H 'X-Forwarded-Proto: https'",
    };
    let with = lines(product)?;
    // Its lines hold the address itself, here the one of a run that has none.
    let host = match product {
        Product::Axum => {
            row.same("the compiled lines", axum_lines("forwarded"), with.as_str());
            "mcp.example.com/mcp"
        }
        _ => "127.0.0.1",
    };
    for (lines, expected) in [
        (without, "http://127.0.0.1"),
        (&with, &format!("https://{host}")),
    ] {
        let started = product.start(servers, scratch, ("forwarded", lines), &behind.address);
        let started = started.await?;
        let url = format!("{}/.well-known/oauth-protected-resource", started.address);
        let output = run_sh(&format!("curl -s {header} '{url}'")).await?;
        row.check(output.contains(&format!("\"{expected}")), || {
            format!("`{output}` does not say {expected}")
        });
        row.got = output;
    }
    Ok(row)
}

/// The lines that the page shows once the product is chosen.
async fn offered(page: &Page<'_>, product: &str) -> Result<String> {
    page.wait_for_element("[data-panel=snippets] .tab").await?;
    let script = "const tabs = [...document.querySelectorAll('[data-panel=snippets] .tab')];
        tabs.find(tab => tab.textContent === arguments[0]).click()";
    page.browser.run(script, vec![json!(product)]).await?;
    let script = "const [product, done] = arguments;
        const look = () => {
            const chosen = document.querySelector('[data-panel=snippets] .tab[aria-pressed=true]');
            if (chosen?.textContent !== product) return setTimeout(look, 20);
            done(document.querySelector('[data-panel=snippets] pre').textContent);
        };
        setTimeout(() => done(null), 5000);
        look()";
    let lines = page.browser.run_async(script, vec![json!(product)]).await?;
    let lines = lines.as_str().map(str::to_owned);
    lines.ok_or_else(|| Failure(format!("the page offers no lines for {product}")))
}
