//! Points in time, as documents write them.

/// Seconds since 1970 of a time in UTC (RFC 3339, 5.6): `2026-11-23T19:08:51Z`, with or without a fraction. `None` for
/// another offset or a text of another form.
pub fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // A day that its month does not have is not refused: it runs over into the next month.
    let is_whole = text.ends_with('Z') && (1..=12).contains(&month);
    is_whole.then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// A moment in UTC so many milliseconds after another one, in the same form. What is no such moment stays as it is.
pub fn later(text: &str, ms: i64) -> String {
    let Some(from) = seconds(text) else {
        return text.to_owned();
    };
    let fraction = text
        .get(20..23)
        .and_then(|digits| digits.parse::<i64>().ok());
    let ms = from * 1_000 + fraction.unwrap_or(0) + ms;
    let (second, ms) = (ms.div_euclid(1_000), ms.rem_euclid(1_000));
    let (year, month, day) = date(second.div_euclid(86_400));
    let second = second.rem_euclid(86_400);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// The date of a day since 1970-01-01: [`days`] backwards.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (day * 5 + 2) / 153;
    let day = day - (month * 153 + 2) / 5 + 1;
    let year = era * 400 + year;
    match month {
        0..=9 => (year, month + 3, day),
        _ => (year + 1, month - 9, day),
    }
}

/// Days since 1970-01-01. The year begins in March, so that the leap day is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let of_months = (month * 153 + 2) / 5;
    // 719 468 days lie between 0000-03-01 and 1970-01-01.
    year * 365 + leap_days + of_months + day - 1 - 719_468
}
