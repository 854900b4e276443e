//! The timeline as a picture of its own: the steps as lanes on one time axis, each exchange a bar, the one that broke in the
//! colour of faults. It needs no font, no script and no other file, and follows light and dark.

use std::fmt::Write as _;

use crate::protocol::hidden::is_hidden;
use crate::redact::Redacted;
use crate::report::waits::Waits;
use crate::report::{ExchangeReport, Kind, Report, StepReport};
use crate::trace::step::Status;

/// Measures in pixels.
const WIDTH: f64 = 960.0;
const LANE: f64 = 24.0;
const TOP: f64 = 96.0;
/// Where the axis begins and ends.
const LEFT: f64 = 210.0;
const RIGHT: f64 = 930.0;

/// Bars that overlap stand below each other, in so many rows.
const ROWS: usize = 3;

const STYLE: &str = "svg{color-scheme:light dark;font:13px system-ui,sans-serif}\
.p{fill:#faf9f7}.i{fill:#1c2024}.m{fill:#5c646b}.l{stroke:#e4e2dd}.b{fill:#3451b2}.q{fill:none;stroke:#7d8fd2;stroke-width:1.5}\
.f{fill:#c3262c}.g{fill:#2b7a4b}.w{fill:#8a5200}.t{fill:#3451b2}\
@media(prefers-color-scheme:dark){.p{fill:#101215}.i{fill:#e8eaed}.m{fill:#9aa3ac}.l{stroke:#2a2f35}.b{fill:#8ea4ff}\
.q{stroke:#6478c4}.f{fill:#ff8589}.g{fill:#65ba85}.w{fill:#f1a10d}.t{fill:#8ea4ff}}";

/// The picture, of a run that is over.
pub fn svg(report: &Redacted<Report>) -> String {
    let lanes = lanes(report);
    let height = TOP + LANE * lanes.len() as f64 + 40.0;
    let axis = Axis::of(report);
    let headline = text(&report.verdict.headline.replace('`', ""));
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{headline}</title>\n\
         <style>{STYLE}</style>\n<rect class=\"p\" width=\"100%\" height=\"100%\"/>\n",
        px(WIDTH),
        px(height)
    );
    label(&mut picture, "i", 24.0, 34.0, "", &cut(&headline, 110));
    let url = text(&report.target.url);
    let day = report.started_at.get(..10).unwrap_or_default();
    label(
        &mut picture,
        "m",
        24.0,
        56.0,
        "",
        &format!("{} · {}", cut(&url, 90), text(day)),
    );
    axis.draw(&mut picture, height - 40.0);
    for (place, step) in lanes.iter().enumerate() {
        lane(&mut picture, report, step, TOP + LANE * place as f64, &axis);
    }
    label(&mut picture, "m", 24.0, height - 14.0, "", "Faultfinder");
    picture.push_str("</svg>\n");
    picture
}

/// The eleven steps, and what was looked at beyond them.
fn lanes(report: &Report) -> Vec<&StepReport> {
    let is_ahead = |step: &&StepReport| matches!(step.status, Status::Pending | Status::Unreached);
    let survey = report.survey.iter().filter(|step| !is_ahead(step));
    report.steps.iter().chain(survey).collect()
}

fn lane(picture: &mut String, report: &Report, step: &StepReport, top: f64, axis: &Axis) {
    let middle = top + LANE / 2.0 + 4.0;
    let (class, sign) = sign(step.status);
    let faded = if class == "m" { "m" } else { "i" };
    let number = step
        .number
        .map(|number| format!("{number}  "))
        .unwrap_or_default();
    line(picture, (24.0, top), (RIGHT, top));
    label(picture, class, 24.0, middle, "", sign);
    label(
        picture,
        faded,
        44.0,
        middle,
        "",
        &format!("{number}{}", step.id.name()),
    );
    ticks(picture, report, step, top, axis);
    let mut ends = [0.0; ROWS];
    for exchange in report.exchanges.iter().filter(|one| one.step == step.id) {
        bar(picture, exchange, top, axis, &mut ends);
    }
}

/// Where exchanges of other lanes settled something in this one.
fn ticks(picture: &mut String, report: &Report, step: &StepReport, top: f64, axis: &Axis) {
    let settles = |one: &&ExchangeReport| one.settles.contains(&step.id);
    for exchange in report.exchanges.iter().filter(settles) {
        tick(picture, axis.place(first_byte(exchange)), top + 7.0);
    }
}

fn first_byte(exchange: &ExchangeReport) -> f64 {
    let timing = &exchange.timing;
    timing.first_byte_ms.unwrap_or(timing.start_ms)
}

fn tick(picture: &mut String, x: f64, y: f64) {
    let (x, y) = (px(x), px(y));
    let _ = writeln!(
        picture,
        "<rect class=\"t\" x=\"{x}\" y=\"{y}\" width=\"2\" height=\"10\"/>"
    );
}

/// A probe is an outline, what broke is filled in the colour of faults.
fn bar(
    picture: &mut String,
    exchange: &ExchangeReport,
    top: f64,
    axis: &Axis,
    ends: &mut [f64; ROWS],
) {
    let timing = &exchange.timing;
    let left = axis.place(timing.start_ms);
    let right = axis
        .place(timing.end_ms.unwrap_or(axis.length))
        .max(left + 3.0);
    let row = ends.iter().position(|end| *end <= left).unwrap_or(ROWS - 1);
    if let Some(end) = ends.get_mut(row) {
        *end = right;
    }
    let class = match exchange.kind {
        _ if exchange.is_fault => "f",
        Kind::Probe => "q",
        Kind::Exchange => "b",
    };
    let _ = writeln!(
        picture,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"5\" rx=\"2\"><title>{}</title></rect>",
        px(left),
        px(top + 3.0 + row as f64 * 7.0),
        px(right - left),
        text(&exchange.label)
    );
}

/// The sign of a status with its colour: colour never carries meaning alone.
fn sign(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Pass => ("g", "✓"),
        Status::Warn => ("w", "⚠"),
        Status::Fail => ("f", "✕"),
        Status::Waiting => ("b", "‖"),
        Status::Unseen => ("m", "?"),
        Status::Pending | Status::Running | Status::Skipped | Status::Unreached => ("m", "–"),
    }
}

/// Time from left to right, without the user's own.
struct Axis {
    waits: Waits,
    length: f64,
}

impl Axis {
    fn of(report: &Report) -> Axis {
        let waits = Waits::of(&report.transcript);
        let ends = report.exchanges.iter().filter_map(|one| one.timing.end_ms);
        let last = ends.fold(report.duration_ms, f64::max);
        let length = waits.without(last).max(10.0);
        Axis { waits, length }
    }

    fn place(&self, ms: f64) -> f64 {
        let share = (self.waits.without(ms) / self.length).clamp(0.0, 1.0);
        LEFT + (RIGHT - LEFT) * share
    }

    /// A label at each quarter, with a line through the lanes.
    fn draw(&self, picture: &mut String, bottom: f64) {
        for quarter in 0..=4 {
            self.draw_quarter(picture, quarter, bottom);
        }
    }

    fn draw_quarter(&self, picture: &mut String, quarter: i32, bottom: f64) {
        let share = f64::from(quarter) / 4.0;
        let at = LEFT + (RIGHT - LEFT) * share;
        line(picture, (at, TOP - 8.0), (at, bottom));
        let anchor = match quarter {
            4 => " text-anchor=\"end\"",
            _ => "",
        };
        let time = format!("{} ms", px(self.length * share));
        label(picture, "m", at, TOP - 12.0, anchor, &time);
    }
}

fn line(picture: &mut String, from: (f64, f64), to: (f64, f64)) {
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(px);
    let _ = writeln!(
        picture,
        "<line class=\"l\" x1=\"{x1}\" x2=\"{x2}\" y1=\"{y1}\" y2=\"{y2}\"/>"
    );
}

fn label(picture: &mut String, class: &str, x: f64, y: f64, more: &str, text: &str) {
    let _ = writeln!(
        picture,
        "<text class=\"{class}\" x=\"{}\" y=\"{}\"{more}>{text}</text>",
        px(x),
        px(y)
    );
}

/// Whole pixels: to write floats costs the page 10 kB.
fn px(length: f64) -> i64 {
    length.round() as i64
}

/// So many letters of an escaped text, never a part of a reference.
fn cut(escaped: &str, most: usize) -> String {
    let Some((end, _)) = escaped.char_indices().nth(most) else {
        return escaped.to_owned();
    };
    let kept = escaped.get(..end).unwrap_or_default();
    let whole = match (kept.rfind('&'), kept.rfind(';')) {
        (Some(start), end) if end.is_none_or(|end| end < start) => {
            kept.get(..start).unwrap_or_default()
        }
        _ => kept,
    };
    format!("{whole}…")
}

/// A server's words as XML has them (XML 1.0, 2.4); what cannot be seen by its number.
fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            // Two characters that no XML document can hold (2.2).
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            letter if is_hidden(letter) => {
                let _ = write!(escaped, "U+{:04X}", u32::from(letter));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
