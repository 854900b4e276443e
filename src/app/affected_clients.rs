//! How clients differ in what a finding is about, read from the list of its text.

/// A client and what it makes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AffectedClient<'a> {
    /// How it fares.
    pub effect: Effect,
    /// As the list names it.
    pub name: &'a str,
    /// What it does, in Markdown.
    pub does: &'a str,
    /// Where that can be seen.
    pub source: &'a str,
}

/// How a client fares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// It fails.
    Affected,
    /// It goes on.
    NotAffected,
    /// It depends.
    Depends,
}

impl Effect {
    /// As a sign.
    pub fn mark(self) -> &'static str {
        match self {
            Effect::Affected => "✕",
            Effect::NotAffected => "✓",
            Effect::Depends => "~",
        }
    }

    /// As words, for those who do not see the sign.
    pub fn words(self) -> &'static str {
        match self {
            Effect::Affected => "affected: ",
            Effect::NotAffected => "not affected: ",
            Effect::Depends => "depends: ",
        }
    }

    /// As a name for the style.
    pub fn id(self) -> &'static str {
        match self {
            Effect::Affected => "fail",
            Effect::NotAffected => "pass",
            Effect::Depends => "depends",
        }
    }
}

impl<'a> AffectedClient<'a> {
    /// Those of a list, in its order: `- ✕ **<client>** <what it does> *<source>*`, a line each.
    pub fn all(list: &'a str) -> Vec<AffectedClient<'a>> {
        list.lines().filter_map(AffectedClient::read).collect()
    }

    fn read(line: &'a str) -> Option<AffectedClient<'a>> {
        let (mark, rest) = line.strip_prefix("- ")?.split_once(" **")?;
        let (name, rest) = rest.split_once("** ")?;
        let (does, source) = rest.strip_suffix('*')?.rsplit_once(" *")?;
        let mut effects = [Effect::Affected, Effect::NotAffected, Effect::Depends].into_iter();
        Some(AffectedClient {
            effect: effects.find(|effect| effect.mark() == mark)?,
            name,
            does,
            source,
        })
    }

    /// The name without what is built on it: `TS SDK 1` of `TypeScript SDK 1 (Cline, mcp-remote)`.
    pub fn short_name(&self) -> String {
        let name = self.name.split(" (").next().unwrap_or_default();
        name.replace("TypeScript", "TS")
    }

    /// Where the source can be read, if it is a page, a public thread, or a file of a commit. Of a release its tag is not
    /// known.
    pub fn url(&self) -> Option<String> {
        let source = self.source;
        if source.starts_with("https://") {
            return Some(source.to_owned());
        }
        match source.split_once(' ') {
            None => {
                let (repository, number) = source.split_once('#')?;
                Some(format!("https://github.com/{repository}/issues/{number}"))
            }
            Some((repository, rest)) => {
                let (path, version) = rest.strip_suffix(')')?.split_once(" (")?;
                let is_commit =
                    version.len() >= 7 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
                is_commit.then(|| format!("https://github.com/{repository}/blob/{version}/{path}"))
            }
        }
    }
}

/// Each client once, for a line of marks.
pub fn marks(clients: &[AffectedClient<'_>]) -> Vec<(Effect, String)> {
    let mut marks: Vec<(Effect, String)> = Vec::new();
    for client in clients {
        let mark = (client.effect, client.short_name());
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    marks
}
