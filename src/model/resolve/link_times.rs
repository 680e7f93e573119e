//! Links with `as_of`: to the row that is in force at an instant.

use super::Resolver;
use crate::diag::{Code, Problem};
use crate::lang::Type;
use crate::model::node::ColumnRef;
use crate::model::units::{article, noun};
use crate::spec::Link;

impl Resolver<'_> {
    /// The column that a link's `as_of` names: some of none where it has no such key, none where it has a problem.
    pub(super) fn link_time(&mut self, source: usize, to: usize, link: &Link) -> Option<Option<ColumnRef>> {
        let Some(name) = &link.as_of else { return Some(None) };
        let (column, ty) = self.my_column(source, name)?;
        if !matches!(ty, Type::Date | Type::Instant | Type::Null) {
            let message = format!(
                "`{}` is {}, and `as_of` needs a date or an instant",
                name.value,
                article(&noun(&ty))
            );
            let help = format!("state `type: date` or `type: instant` for `{}` under `columns:`", name.value);
            return self.problem(Problem::error(Code::TypeMismatch, name.span, message).help(help));
        }
        let target = &self.spec.sources[to];
        if target.interval.is_none() && target.time.is_none() && !target.broken {
            let target = &target.name.value;
            let message = format!(
                "when a row of `{target}` is in force cannot be told: it has no `interval` and no `time`"
            );
            let help = format!("add `interval: {{ from: …, to: … }}` or `time:` to source `{target}`");
            return self.problem(Problem::error(Code::MissingTime, name.span, message).help(help));
        }
        Some(Some(column))
    }

    /// Of a history, the columns named like mine, else its key without the time that tells its rows apart.
    pub(super) fn keys_in_force(&mut self, to: usize, link: &Link) -> Option<Vec<usize>> {
        link.as_of.as_ref()?;
        let target = &self.sources[to].columns;
        let named = link.key.iter().map(|(mine, _)| target.get_index_of(&mine.value));
        if let Some(found) = named.collect::<Option<Vec<_>>>() {
            return Some(found);
        }
        let spec = &self.spec.sources[to];
        let times = [
            spec.interval.as_ref().map(|interval| &interval.from.value),
            spec.time.as_ref().map(|time| &time.value),
        ];
        let keys = spec.key.iter().filter(|key| !times.contains(&Some(&key.value)));
        let keys: Option<Vec<_>> = keys.map(|key| target.get_index_of(&key.value)).collect();
        keys.filter(|keys| keys.len() == link.key.len())
    }
}
