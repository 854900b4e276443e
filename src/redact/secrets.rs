//! The secrets of a run, and the tags that stand in their place.

use std::collections::{HashMap, HashSet};

use super::automaton::{Automaton, fold};
use super::cuts::{self, Cut};
use super::secret::{self, FINDABLE, Name, is_tag, looks_secret};
use super::target;
use super::view::View;
use super::work::{self, Work};
use super::{known, scan};
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::PROBE_ID;
use crate::protocol::sort::sorted;
use crate::trace::vantage::Options;

/// So many bytes of secrets that were only guessed are looked for everywhere, the first ones first: a body of a million tokens
/// must not take all memory. What was entered or issued does not count.
const MOST_GUESSED: usize = 512 << 10;

/// What stands in the place of a text that is kept back.
pub const WITHHELD: &str =
    "[withheld: more of this may be secret than could be looked for, so nothing of it is kept]";

pub struct Secrets {
    known: Vec<Known>,
    /// Where each stands among the known.
    places: HashMap<String, usize>,
    counts: HashMap<&'static str, usize>,
    /// Names of the headers that the user entered.
    entered: HashSet<String>,
    /// What is secret in the address, by its key.
    target: HashMap<String, target::Found>,
    index: Index,
    /// See [`Work`].
    steps_per_byte: u64,
    /// Whether a text of which too little is known is kept back.
    withholds: bool,
    /// What all texts took so far.
    steps: u64,
    /// The most that was taken at a time.
    longest: u64,
}

/// How a secret came to be known.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Origin {
    /// It looks like one, or a server calls it one.
    Guessed,
    /// The user entered it, or it was issued to this run.
    Given,
}

struct Known {
    secret: String,
    tag: String,
    origin: Origin,
    /// Replaced wherever it stands, and not only here.
    is_findable: bool,
}

/// What is looked for everywhere.
#[derive(Default)]
struct Index {
    automaton: Automaton,
    /// Which of the known each text of the automaton is.
    known: Vec<usize>,
    /// How the secrets begin for which there was no room.
    others: HashSet<u64>,
}

/// A text without its secrets.
pub struct Clean {
    /// Each part; what replaces a secret stands in the part where it began.
    pub parts: Vec<Vec<u8>>,
    /// Nothing of the text was kept.
    pub is_withheld: bool,
    /// How long it was.
    pub bytes: usize,
}

impl Secrets {
    pub fn new(options: &Options) -> Secrets {
        let names = options.headers.iter();
        Secrets {
            known: Vec::new(),
            places: HashMap::new(),
            counts: HashMap::new(),
            entered: names.map(|(name, _)| name.to_ascii_lowercase()).collect(),
            target: target::secrets(&options.server),
            index: Index::default(),
            steps_per_byte: work::PER_BYTE,
            withholds: true,
            steps: 0,
            longest: 0,
        }
    }

    /// Makes secrets of these parts of the address as well.
    pub fn hide(&mut self, address: &str, keys: &[String]) {
        target::hide(address, keys, &mut self.target);
    }

    /// Allows so much work for each byte of a text.
    pub fn limit_work(&mut self, steps_per_byte: u64) {
        self.steps_per_byte = steps_per_byte;
    }

    /// The steps that were taken so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The most steps that it takes between two rests.
    pub fn longest_slice(&self) -> u64 {
        self.longest
    }

    /// Keeps every text, whatever else may be in it: for what is cleaned once more.
    pub fn withhold_nothing(&mut self) {
        self.withholds = false;
    }

    /// The tag of a secret that was entered or issued: the same for the same secret, wherever it stands.
    pub fn tag(&mut self, kind: &'static str, secret: &str) -> String {
        self.note(kind, secret, Origin::Given, true)
    }

    /// The tag of a value that says little by itself: it is not looked for elsewhere.
    /// Behind what stands before it here it is found.
    pub fn tag_behind(&mut self, before: &str, kind: &'static str, secret: &str) -> String {
        let tag = self.note(kind, secret, Origin::Given, false);
        let whole = [before, secret].concat();
        // It stands in bodies afterwards, as it is.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?&#=".contains(&byte);
        let is_new = !self.places.contains_key(&whole) && tag != secret;
        if is_new && before.bytes().all(is_plain) {
            self.places.insert(whole.clone(), self.known.len());
            self.known.push(Known {
                secret: whole,
                tag: [before, &tag].concat(),
                origin: Origin::Given,
                is_findable: true,
            });
        }
        tag
    }

    /// The secret of the address that was entered which has this key.
    pub fn of_target(&self, key: &str) -> Option<target::Found> {
        self.target.get(key).cloned()
    }

    fn note(
        &mut self,
        kind: &'static str,
        secret: &str,
        origin: Origin,
        is_findable: bool,
    ) -> String {
        // A probe's stand-in for a credential is the id of every probe too, and a secret of nobody. So is the session
        // id that nobody gave out.
        let is_ours = secret == PROBE_ID || secret == invalid_requests::SESSION;
        if secret.is_empty() || is_tag(secret) || is_ours {
            return secret.to_owned();
        }
        let known = self.places.get(secret);
        if let Some(known) = known.and_then(|place| self.known.get_mut(*place)) {
            known.origin = known.origin.max(origin);
            known.is_findable |= is_findable;
            return known.tag.clone();
        }
        let tag = self.new_tag(kind, secret);
        self.places.insert(secret.to_owned(), self.known.len());
        self.known.push(Known {
            secret: secret.to_owned(),
            tag: tag.clone(),
            origin,
            is_findable,
        });
        tag
    }

    fn new_tag(&mut self, kind: &'static str, secret: &str) -> String {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let length = secret.chars().count();
        let number = match *count {
            1 => String::new(),
            count => format!("#{count}"),
        };
        format!("{}{kind}:{length}{number}", secret::TAG)
    }

    /// Makes the index of what was learned.
    pub async fn build_index(&mut self) {
        let mut work = Work::default();
        let mut texts: Vec<(Vec<u8>, usize)> = Vec::new();
        let mut room = MOST_GUESSED;
        let mut others = HashSet::new();
        for (place, known) in self.known.iter().enumerate().filter(|(_, k)| k.is_findable) {
            let spellings = known::spellings(&known.secret);
            work.rest(256 + 8 * known.secret.len() as u64).await;
            let bytes: usize = spellings.iter().map(Vec::len).sum();
            if known.origin == Origin::Guessed {
                if bytes > room {
                    others.extend(spellings.iter().map(|text| beginning(text)));
                    continue;
                }
                room -= bytes;
            }
            texts.extend(spellings.into_iter().map(|text| (text, place)));
        }
        // Of two that differ in case only, the first gives the tag; a text that is spelled as the other is, gets that one's.
        let mut texts = sorted(texts, &|a, b| a.cmp(b));
        texts.dedup_by(|next, first| next.0 == first.0);
        let (texts, known): (Vec<Vec<u8>>, Vec<usize>) = texts.into_iter().unzip();
        self.index = Index {
            automaton: Automaton::new(&texts, &mut work).await,
            known,
            others,
        };
    }

    /// Learns a part of a secret that is one by itself: a password, the value of a cookie.
    pub fn learn(&mut self, kind: &'static str, part: &str) {
        self.learn_from(kind, part, Origin::Given);
    }

    fn learn_from(&mut self, kind: &'static str, part: &str, origin: Origin) {
        if part.len() >= FINDABLE {
            self.note(kind, part, origin, true);
        }
    }

    /// A credential as a header or a text holds it. That of the scheme `Basic` has a password in it.
    pub fn credential(&mut self, kind: &'static str, credential: &str, origin: Origin) -> String {
        let pair = scan::basic(credential);
        if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
            self.learn_from(kind, password, origin);
        }
        self.note(kind, credential, origin, true)
    }

    /// The value of a header, with a scheme such as `Bearer` left standing.
    pub fn header(&mut self, name: &str, value: &str) -> String {
        let name = name.to_ascii_lowercase();
        let entered = self.entered.contains(&name);
        let kind = match name.as_str() {
            "authorization" | "proxy-authorization" => "token",
            "cookie" | "set-cookie" => "cookie",
            "mcp-session-id" => "session",
            _ if entered => "header",
            _ if matches!(secret::name(&name), Some(Name::Header | Name::Secret)) => "key",
            "location" | "content-location" => return super::url::clean(value, self),
            _ => return self.text(value),
        };
        match value.split_once(' ') {
            Some((scheme, credential)) if is_scheme(scheme) && !is_tag(value) => {
                let mut clean = scheme.to_owned();
                clean.push(' ');
                clean.push_str(&self.credential(kind, credential.trim(), Origin::Given));
                clean
            }
            _ if kind == "cookie" => {
                self.learn_cookies(value);
                self.tag(kind, value)
            }
            _ => self.tag(kind, value),
        }
    }

    /// A server may quote a cookie without its name.
    fn learn_cookies(&mut self, value: &str) {
        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        for (_, value) in pairs.filter(|(_, value)| looks_secret(value)) {
            self.learn("cookie", value.trim());
        }
    }

    /// A text without its secrets.
    pub fn text(&mut self, text: &str) -> String {
        String::from_utf8_lossy(&self.clean(text.as_bytes())).into_owned()
    }

    /// Bytes without their secrets.
    pub fn clean(&mut self, text: &[u8]) -> Vec<u8> {
        let clean = self.clean_parts(&[text], Origin::Guessed);
        clean.parts.into_iter().flatten().collect()
    }

    /// The part of an address without what is known to be secret; `#` would begin the fragment there.
    pub fn without_known(&self, tail: &str) -> String {
        let mut work = self.work_on(tail.as_bytes());
        let known = work::at_once(self.known_in(tail.as_bytes(), &mut work));
        let cuts = cuts::merged(tail.as_bytes(), known);
        let mut clean = String::with_capacity(tail.len());
        let mut at = 0;
        for cut in cuts {
            clean.push_str(tail.get(at..cut.from).unwrap_or_default());
            clean.push_str(&cut.instead.tag().replace('#', "%23"));
            at = cut.to;
        }
        clean.push_str(tail.get(at..).unwrap_or_default());
        clean
    }

    /// A text in several parts without its secrets. `origin` is that of those which are met here first.
    pub fn clean_parts(&mut self, parts: &[&[u8]], origin: Origin) -> Clean {
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        work::at_once(self.clean_whole(&parts.concat(), &lengths, origin))
    }

    /// The same of a text in one piece; its parts are so long.
    pub async fn clean_whole(&mut self, whole: &[u8], lengths: &[usize], origin: Origin) -> Clean {
        let cuts = self.cuts(whole, origin).await;
        let is_withheld = cuts.is_none();
        let everything = || vec![(0, whole.len(), WITHHELD.to_owned())];
        Clean {
            parts: cuts::apply(lengths, whole, cuts.unwrap_or_else(everything)),
            is_withheld,
            bytes: whole.len(),
        }
    }

    /// What to replace, in order and without overlaps; `None` where nothing can be kept.
    async fn cuts(&mut self, text: &[u8], origin: Origin) -> Option<Vec<(usize, usize, String)>> {
        let mut work = self.work_on(text);
        let mut all = cuts::guessed(text, &mut work).await;
        all.extend(self.known_in(text, &mut work).await);
        self.steps += work.done;
        let merged = cuts::merged(text, all);
        let is_withheld = self.withholds
            && (work.is_over() || self.quotes_another(text, &merged, &mut work).await);
        let mut replaced = Vec::new();
        for cut in merged.into_iter().filter(|_| !is_withheld) {
            let tag = match cut.instead {
                cuts::Instead::Tag(tag) => tag,
                cuts::Instead::Guess(kind, value) => self.credential(kind, &value, origin),
            };
            replaced.push((cut.from, cut.to, tag));
            work.rest(cuts::steps(cut.to - cut.from)).await;
        }
        self.longest = self.longest.max(work.longest);
        (!is_withheld).then_some(replaced)
    }

    /// Known secrets in a text, in no order.
    async fn known_in(&self, text: &[u8], work: &mut Work) -> Vec<Cut> {
        let spans = known::places(&self.index.automaton, text, work).await;
        let cuts = spans.into_iter().filter_map(|span| {
            let spelled = std::str::from_utf8(text.get(span.from..span.to)?).ok();
            let same = spelled.and_then(|spelled| self.places.get(spelled));
            let place = same.or_else(|| self.index.known.get(span.text))?;
            let tag = self.known.get(*place)?.tag.clone();
            Some(Cut::new(span.from, span.to, cuts::Instead::Tag(tag)))
        });
        cuts.collect()
    }

    /// Whether a secret stands outside of the cuts for which the index had no room.
    async fn quotes_another(&self, text: &[u8], cuts: &[Cut], work: &mut Work) -> bool {
        if self.index.others.is_empty() {
            return false;
        }
        let view = View::unescaped(text, work).await;
        let mut window = 0;
        let mut cuts = cuts.iter().peekable();
        for (at, byte) in view.bytes.iter().enumerate() {
            window = window << 8 | u64::from(fold(*byte));
            let place = view.source(at);
            while cuts.next_if(|cut| cut.to <= place).is_some() {}
            let is_cut = cuts.peek().is_some_and(|cut| cut.from <= place);
            if !is_cut && self.index.others.contains(&window) {
                return true;
            }
            if at % work::BLOCK == 0 {
                work.rest(work::BLOCK as u64).await;
            }
        }
        false
    }

    fn work_on(&self, text: &[u8]) -> Work {
        Work::on(text.len(), self.steps_per_byte)
    }
}

/// How a text begins that is long enough to be looked for.
fn beginning(text: &[u8]) -> u64 {
    let bytes = text.iter().take(FINDABLE);
    bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "token", "apikey", "digest", "dpop"]
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
}
