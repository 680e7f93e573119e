//! The statement that grows: common table expressions, each with a name of its own and a comment.

/// Common table expressions in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Script {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: String,
    columns: &'static str,
    comment: String,
    body: String,
}

impl Script {
    /// Adds a table and returns its name, which is `wanted` or, where that is taken, has a number.
    pub fn add(&mut self, wanted: &str, comment: &str, body: String) -> String {
        self.add_named(wanted, "", comment, body)
    }

    /// The same with names for its columns: `(a, b)`.
    pub fn add_named(&mut self, wanted: &str, columns: &'static str, comment: &str, body: String) -> String {
        // What is there already is not written twice.
        let same = |part: &&Part| part.body == body && part.columns == columns;
        if let Some(part) = self.parts.iter().find(same) {
            return part.name.clone();
        }
        let taken = |name: &str| self.parts.iter().any(|part| part.name == name);
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let name = std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name));
        let name = super::names::name(&name.unwrap_or_default());
        self.parts.push(Part { name: name.clone(), columns, comment: comment.to_owned(), body });
        name
    }

    /// The whole statement, `select` at its end.
    pub fn finish(self, select: &str) -> String {
        let parts = self.parts.iter().map(|part| {
            let body = part.body.replace('\n', "\n  ");
            format!("-- {}\n{}{} as (\n  {body}\n)", part.comment, part.name, part.columns)
        });
        let parts: Vec<String> = parts.collect();
        format!("with\n{}\n{select}", parts.join(",\n"))
    }
}
