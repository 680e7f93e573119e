//! What a query asks for: which KPIs, at which grain, by which slices, over which rows.

use super::kpi::{KpiGrain, KpiModel, SliceModel};
use super::node::Node;
use super::query::Query;
use super::resolve::{Resolver, RowScope};
use crate::diag::{Code, Problem, Problems, Span, Spanned, did_you_mean};
use crate::spec::{EntryKind, Spec};
use globset::Glob;

/// One KPI to compute.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its number.
    pub kpi: usize,
    /// Its grain in this run.
    pub grain: KpiGrain,
    /// Its slices in this run.
    pub slices: Vec<SliceModel>,
    /// Rows to keep in every aggregate, by source.
    pub filters: Vec<(usize, Node)>,
}

/// The tasks of a query, in order of definition, and the KPIs that are asked for and left out: their problems, or those
/// of their data, are told already.
pub(super) fn tasks(resolver: &mut Resolver, query: &Query) -> (Vec<Task>, Vec<usize>) {
    let chosen = chosen(resolver, query);
    let grain = query.grain.as_ref().map(|grain| resolver.grain_named(grain));
    if let Some(None) = grain {
        return (Vec::new(), Vec::new());
    }
    let stated = query.grain.as_ref().map_or(Span::default(), |grain| grain.span);
    let models: Vec<KpiModel> = chosen.iter().filter_map(|kpi| resolver.kpis[*kpi].clone()).collect();
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for kpi in &models {
        let before = std::mem::take(&mut resolver.problems);
        tasks.extend(task(resolver, query, kpi, grain.flatten(), stated));
        failures.push(std::mem::replace(&mut resolver.problems, before));
    }
    resolver.problems.extend(best(failures));
    let left_out = chosen.into_iter().filter(|kpi| resolver.kpis[*kpi].is_none()).collect();
    (tasks, left_out)
}

/// A mistake in an option is found again for every KPI: what the KPI says of it that understands most of the option.
fn best(failures: Vec<Problems>) -> Problems {
    let understood = |problems: &Problems| {
        let first = problems.iter().next();
        let named =
            first.and_then(|problem| problem.help.as_ref()).is_some_and(|help| help.starts_with("did you"));
        (first.and_then(|problem| problem.span).map(|span| span.start), named)
    };
    let wrong = failures.into_iter().filter(|problems| !problems.is_empty());
    wrong
        .reduce(|best, other| if understood(&other) > understood(&best) { other } else { best })
        .unwrap_or_default()
}

fn task(
    resolver: &mut Resolver,
    query: &Query,
    kpi: &KpiModel,
    grain: Option<KpiGrain>,
    at: Span,
) -> Option<Task> {
    let grain = grain.unwrap_or(kpi.grain);
    if let (KpiGrain::Periods(wanted), Some(source)) = (grain, resolver.undated(&kpi.node)) {
        let problem = resolver.missing_time(at, wanted, source);
        resolver.problems.push(problem);
        return None;
    }
    // What does not fit the KPI's own grain is told where the KPI is checked.
    if grain != kpi.grain {
        resolver.shapes_fit(&kpi.node, grain, Some(at))?;
    }
    let slices = match &query.by {
        None => kpi.slices.clone(),
        Some(by) => {
            let slices: Vec<_> = by.iter().map(|slice| resolver.slice_model(slice, &kpi.sources)).collect();
            slices.into_iter().collect::<Option<Vec<_>>>()?
        }
    };
    let filters = filters(resolver, query, &kpi.sources)?;
    Some(Task { kpi: kpi.number, grain, slices, filters })
}

fn filters(resolver: &mut Resolver, query: &Query, sources: &[usize]) -> Option<Vec<(usize, Node)>> {
    let Some(filter) = &query.filter else { return Some(Vec::new()) };
    let mut filters = Vec::new();
    for source in sources {
        let scope = RowScope { source: *source, placed: false, lenient: true };
        let node =
            resolver.condition(Some(filter), super::resolve::Scope::Row(scope), "`--where` is a condition");
        filters.push((*source, node??));
    }
    Some(filters)
}

/// The numbers of the KPIs that names and tags select.
pub(super) fn chosen(resolver: &mut Resolver, query: &Query) -> Vec<usize> {
    let spec = resolver.spec;
    let mut wanted = vec![query.kpis.is_empty(); spec.kpis.len()];
    for pattern in &query.kpis {
        match matching(spec, pattern) {
            Ok(found) => found.into_iter().for_each(|kpi| wanted[kpi] = true),
            Err(_) if resolver.unread(EntryKind::Kpi, &pattern.value) => {}
            Err(problem) => resolver.problems.push(*problem),
        }
    }
    for tag in &query.tags {
        if !spec.kpis.values().any(|kpi| kpi.tags.contains(&tag.value)) {
            let tags = spec.kpis.values().flat_map(|kpi| kpi.tags.iter().map(String::as_str));
            let problem = Problem::error(
                Code::NothingSelected,
                tag.span,
                format!("no KPI has the tag `{}`", tag.value),
            )
            .maybe_help(did_you_mean(&tag.value, tags));
            resolver.problems.push(problem);
        }
    }
    let tagged = |kpi: usize| {
        query.tags.is_empty() || query.tags.iter().any(|tag| spec.kpis[kpi].tags.contains(&tag.value))
    };
    (0..spec.kpis.len()).filter(|kpi| wanted[*kpi] && tagged(*kpi)).collect()
}

/// The KPIs whose names match a name or glob.
pub(super) fn matching(spec: &Spec, pattern: &Spanned<String>) -> Result<Vec<usize>, Box<Problem>> {
    if let Some(kpi) = spec.kpis.get_index_of(&pattern.value) {
        return Ok(vec![kpi]);
    }
    let unknown = || {
        let message = format!("there is no KPI `{}`", pattern.value);
        let names = spec.kpis.keys().map(String::as_str);
        let help = did_you_mean(&pattern.value, names).unwrap_or_else(|| "`jauge list` shows them".into());
        Box::new(Problem::error(Code::UnknownKpi, pattern.span, message).help(help))
    };
    if !pattern.value.contains(['*', '?', '[', '{']) {
        return Err(unknown());
    }
    let glob = Glob::new(&pattern.value).map_err(|_| unknown())?.compile_matcher();
    let found: Vec<_> =
        spec.kpis.keys().enumerate().filter(|(_, name)| glob.is_match(name)).map(|(kpi, _)| kpi).collect();
    if found.is_empty() {
        let message = format!("no KPI matches `{}`", pattern.value);
        return Err(Box::new(
            Problem::error(Code::NothingSelected, pattern.span, message)
                .help("`jauge list` shows the KPIs there are"),
        ));
    }
    Ok(found)
}
