//! Sources over other sources, by SQL or derived: each is opened after those that it reads.

use super::catalog::{Catalog, keep};
use super::{derive, funnel, views};
use crate::diag::{Code, Problem, Problems};
use crate::model::Schema;
use crate::sources::OpenSettings;
use crate::spec::{Origin, Source, Spec};
use datafusion::prelude::SessionContext;
use indexmap::IndexMap;
use std::sync::Arc;

/// What is known when a source over others is opened.
pub struct Opening<'a> {
    pub spec: &'a Arc<Spec>,
    pub session: &'a SessionContext,
    pub settings: &'a OpenSettings,
    pub catalog: &'a Catalog,
    pub schemas: &'a IndexMap<String, Schema>,
}

/// Opens every source over others that is not given as a table.
pub async fn open(
    spec: &Arc<Spec>,
    session: &SessionContext,
    settings: &OpenSettings,
    catalog: &mut Catalog,
    schemas: &mut IndexMap<String, Schema>,
    problems: &mut Problems,
) {
    let over =
        |source: &Source| matches!(source.origin, Origin::Sql(_) | Origin::Derived(_) | Origin::Funnel(_));
    let mut waiting: Vec<(usize, &Source)> = spec.sources.values().enumerate().collect();
    waiting.retain(|(_, source)| over(source) && !schemas.contains_key(&source.name.value));
    let mut failed: Vec<&str> = Vec::new();
    while !waiting.is_empty() {
        let before = waiting.len();
        for (number, source) in std::mem::take(&mut waiting) {
            let read = read(session, spec, source);
            let others = read.iter().flatten().filter_map(|name| spec.sources.get(name));
            let blocked = others.into_iter().any(|other| {
                let name = other.name.value.as_str();
                over(other) && !schemas.contains_key(name) && !failed.contains(&name)
            });
            if blocked {
                waiting.push((number, source));
                continue;
            }
            let opening = Opening { spec, session, settings, catalog, schemas };
            let opened = match &source.origin {
                Origin::Sql(sql) => {
                    views::view(&opening, source, sql, read).await.map_err(|problem| vec![problem])
                }
                Origin::Derived(derived) => derive::table(&opening, source, derived).await,
                Origin::Funnel(kpi) => funnel::table(&opening, kpi),
                _ => continue,
            };
            match opened {
                Ok(table) => keep(Ok(table), number, &source.name.value, catalog, schemas, problems),
                Err(found) => {
                    problems.extend(found);
                    failed.push(&source.name.value);
                }
            }
        }
        if waiting.len() == before {
            let first = waiting.first();
            return first.into_iter().for_each(|(_, source)| problems.push(circle(source)));
        }
    }
}

/// The sources that a source over others reads; none if its SQL cannot be read.
fn read(session: &SessionContext, spec: &Spec, source: &Source) -> Option<Vec<String>> {
    match &source.origin {
        Origin::Sql(sql) => views::tables(session, spec, sql),
        Origin::Derived(derived) => Some(derive::read(spec, derived)),
        Origin::Funnel(kpi) => Some(kpi.funnel.iter().map(|funnel| funnel.from.value.clone()).collect()),
        _ => None,
    }
}

fn circle(source: &Source) -> Problem {
    let (span, what) = match &source.origin {
        Origin::Sql(sql) => (sql.span, format!("the SQL of `{}`", source.name.value)),
        _ => (source.name.span, format!("`{}`", source.name.value)),
    };
    let message = format!("{what} needs a source that cannot be opened, or itself");
    Problem::error(Code::Cycle, span, message).help("let it read sources that do not read this one")
}
