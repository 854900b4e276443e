//! Pictures of the page as people meet it, to be looked at; and the one that the README shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use faultfinder_lab::{Cause, Lab};

use crate::browser::Scheme;
use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result, ensure};
use crate::page::Shown;
use crate::verdict::form_for;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

/// The README shows the verdict, the timeline and the beginning of the fix.
const README_HEIGHT: u32 = 1000;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Empty,
    Healthy,
    Failed,
    Undecided,
}

/// In which window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    Desktop,
    Phone,
}

impl Subject {
    pub const ALL: [Self; 4] = [Self::Empty, Self::Healthy, Self::Failed, Self::Undecided];

    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Healthy => "healthy",
            Self::Failed => "failed",
            Self::Undecided => "undecided",
        }
    }

    /// The cause of the lab that comes to this.
    fn cause(self, lab: &Lab) -> Option<Cause> {
        match self {
            Self::Empty => None,
            Self::Healthy => lab.cause("healthy-2025-11-25"),
            Self::Failed => lab.cause("header-protocol-version"),
            Self::Undecided => lab.cause("refused"),
        }
    }
}

impl Window {
    pub fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Phone => "phone",
        }
    }

    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Desktop => (1280, 900),
            Self::Phone => (390, 844),
        }
    }
}

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let looks = [
        (Scheme::Light, Window::Desktop),
        (Scheme::Dark, Window::Desktop),
        (Scheme::Light, Window::Phone),
        (Scheme::Dark, Window::Phone),
    ];
    let mut cases = Vec::new();
    for subject in Subject::ALL {
        for (scheme, window) in looks {
            let name = format!("{}-{}-{}", subject.name(), scheme.name(), window.name());
            cases.push(Case::new(name, move |stage| {
                Box::pin(picture(stage, subject, scheme, window))
            }));
        }
    }
    cases.push(Case::new("readme", |stage| Box::pin(readme(stage))));
    Ok(cases)
}

/// Sets the size of the window and the colours that it prefers.
pub async fn dress(stage: &Stage, scheme: Scheme, window: Window) -> Result<()> {
    let (width, height) = window.size();
    stage
        .browser
        .window(width, height, window == Window::Phone)
        .await?;
    stage.browser.prefer(scheme).await
}

/// Brings the page to where the subject can be seen. The next subject sets its own look.
pub async fn stage_subject(
    stage: &Stage,
    subject: Subject,
    scheme: Scheme,
    window: Window,
) -> Result<Shown> {
    dress(stage, scheme, window).await?;
    let page = stage.page();
    if subject == Subject::Empty {
        page.open("").await?;
        return page.shown().await;
    }
    let cause = subject.cause(&stage.world.lab);
    let cause =
        cause.ok_or_else(|| Failure(format!("the lab has no cause that is {}", subject.name())))?;
    let (shown, _) = page.diagnose(&form_for(&cause), LIMIT).await?;
    let wanted = cause.expect.chromium.code;
    ensure(shown.code.as_deref() == wanted, || {
        format!("{} came to {}", cause.id, shown.summary())
    })?;
    // The pointer is where it clicked; a picture shows the page at rest.
    stage
        .browser
        .run("document.activeElement?.blur(); scrollTo(0, 0)", vec![])
        .await?;
    Ok(shown)
}

async fn picture(stage: &Stage, subject: Subject, scheme: Scheme, window: Window) -> Result<Row> {
    let name = format!("{}-{}-{}.png", subject.name(), scheme.name(), window.name());
    let file = stage.world.choices.screenshots.join(name);
    let mut row = Row::expecting("a picture");
    let shown = stage_subject(stage, subject, scheme, window).await?;
    row.got = format!("{}: {}", shown.summary(), take(stage, &file, None).await?);
    Ok(row)
}

/// The README's picture: a real diagnosis, renewed only when asked for, since every run draws other times.
async fn readme(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("docs/diagnosis.png stands");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/diagnosis.png");
    if stage.world.choices.update_readme {
        stage_subject(stage, Subject::Failed, Scheme::Light, Window::Desktop).await?;
        row.got = take(stage, &file, Some(README_HEIGHT)).await?;
    } else {
        row.check(file.is_file(), || {
            "it is missing; run with --update-readme".into()
        });
        row.got = "it stands".into();
    }
    Ok(row)
}

pub async fn take(stage: &Stage, file: &Path, height: Option<u32>) -> Result<String> {
    let picture = stage.browser.screenshot(height).await?;
    let directory: PathBuf = file.parent().map(Path::to_owned).unwrap_or_default();
    std::fs::create_dir_all(directory)?;
    std::fs::write(file, &picture)?;
    Ok(format!("{} kB", picture.len() / 1000))
}
