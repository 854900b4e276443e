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

/// Days since 1970-01-01. The year begins in March, so that the leap day is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let of_months = (month * 153 + 2) / 5;
    // 719 468 days lie between 0000-03-01 and 1970-01-01.
    year * 365 + leap_days + of_months + day - 1 - 719_468
}
