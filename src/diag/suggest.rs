//! "Did you mean".

/// The help line for an unknown name: the nearest of the known ones, or none.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// The known name that is nearest to `name`, if it is near at all.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    known
        .into_iter()
        .map(|other| (distance(&folded, &other.to_lowercase()), other))
        .filter(|(distance, other)| *distance <= allowed(name, other))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

fn distance(left: &str, right: &str) -> usize {
    strsim::damerau_levenshtein(left, right)
}

/// A third of the longer name may differ, and one letter always.
fn allowed(left: &str, right: &str) -> usize {
    (left.chars().count().max(right.chars().count()) / 3).max(1)
}
