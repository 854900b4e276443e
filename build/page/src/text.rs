//! Scripts, styles and markup of ours, as they are served: without what is for those who read the source. None of them
//! holds a text that goes over several lines, or one that looks like a comment; styles quote with `"` alone.

/// A script without its comments and indents. Comments stand on lines of their own.
pub fn without_comments(script: &str) -> String {
    let mut served = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        let ends = line.find("*/").map(|place| place + 2);
        in_comment |= line.starts_with("/*") && ends.is_none_or(|end| end == line.len());
        let is_code = !in_comment && !line.is_empty() && !line.starts_with("//");
        if is_code {
            served.extend([line, "\n"]);
        }
        in_comment &= ends.is_none();
    }
    served
}

/// A style sheet without comments, and with no space that means nothing.
pub fn minified_style(style: &str) -> String {
    let mut bare = String::with_capacity(style.len());
    for part in style.split("/*") {
        // The first part stands before any comment.
        bare.push_str(part.split_once("*/").map_or(part, |(_, code)| code));
    }
    let mut served = String::with_capacity(bare.len());
    // Every second part is quoted, and stays as it is.
    for (index, part) in bare.split('"').enumerate() {
        match index % 2 {
            0 => add_style(part, &mut served),
            _ => served.extend(["\"", part, "\""]),
        }
    }
    served
}

/// Space goes beside what separates by itself. Before `:`, and beside `(` or `+`, it means something in selectors and sums,
/// and stays.
fn add_style(code: &str, served: &mut String) {
    for letter in code.chars() {
        let is_apart = served.is_empty() || served.ends_with(['{', '}', ';', ',', '>', ':', ' ']);
        match letter {
            letter if letter.is_whitespace() && is_apart => {}
            letter if letter.is_whitespace() => served.push(' '),
            '{' | '}' | ';' | ',' | '>' => {
                served.truncate(served.trim_end().len());
                if letter == '}' && served.ends_with(';') {
                    served.pop();
                }
                served.push(letter);
            }
            letter => served.push(letter),
        }
    }
}

/// Markup without its comments and without the space between elements on several lines.
pub fn minified_markup(markup: &str) -> String {
    let mut bare = String::with_capacity(markup.len());
    for part in markup.split("<!--") {
        bare.push_str(part.split_once("-->").map_or(part, |(_, rest)| rest));
    }
    let mut served = String::with_capacity(bare.len());
    for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_apart = served.ends_with('>') || line.starts_with('<') || served.is_empty();
        if !is_apart && !line.starts_with('>') && !line.starts_with("/>") {
            served.push(' ');
        }
        served.push_str(line);
    }
    served.replace(" />", "/>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_comments_on_lines_of_their_own() {
        let script = "/**\n * @param {string} a\n */\nf(a);\n  // why\n  g(\"//b\"); /* c */\n\n/* d */\nh();\n";
        assert_eq!(
            without_comments(script),
            "f(a);\ng(\"//b\"); /* c */\nh();\n"
        );
    }

    #[test]
    fn styles_keep_the_space_that_means_something() {
        for (style, served) in [
            ("/* a */\na {\n  b: c;\n}\n", "a{b:c}"),
            (
                "a :is(b) , c > d{e:f( 1px + 2px )}",
                "a :is(b),c>d{e:f( 1px + 2px )}",
            ),
            (
                "@media (min-width: 1px) and (x) { a { b: c d; } }",
                "@media (min-width:1px) and (x){a{b:c d}}",
            ),
            ("a /* one */ b {}", "a b{}"),
            ("a{b:\" > ;\" ;}", "a{b:\" > ;\"}"),
        ] {
            assert_eq!(minified_style(style), served);
        }
    }

    #[test]
    fn markup_keeps_the_space_between_words() {
        for (markup, served) in [
            ("<a>\n  <!-- b\n c -->\n  <d />\n</a>\n", "<a><d/></a>"),
            (
                "<p>\n  one <b>two</b> three\n</p>",
                "<p>one <b>two</b> three</p>",
            ),
            (
                "<meta\n  name=\"a\"\n  content=\"b\"\n/>",
                "<meta name=\"a\" content=\"b\"/>",
            ),
        ] {
            assert_eq!(minified_markup(markup), served);
        }
    }
}
