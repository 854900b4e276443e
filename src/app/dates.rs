//! Moments as people write them.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An RFC 3339 moment in words: `23 November 2026, 17:06 UTC`. What is no such moment stays as it is.
pub fn date(moment: &str) -> String {
    read(moment).unwrap_or_else(|| moment.to_owned())
}

/// The time of day of such a moment: `17:06:12 UTC`.
pub fn time_of_day(moment: &str) -> String {
    let time = moment.split_once('T').and_then(|(_, time)| time.get(..8));
    time.map_or_else(|| moment.to_owned(), |time| format!("{time} UTC"))
}

fn read(moment: &str) -> Option<String> {
    let (day, time) = moment.split_once('T')?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let day = day.trim_start_matches('0');
    Some(format!("{day} {month} {year}, {} UTC", time.get(..5)?))
}
