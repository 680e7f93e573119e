//! A KPI in words: its formula, unit, grain and targets, what it reads and leaves out, and what it shares with others.

use super::{Plan, TaskPlan};
use crate::model::{KpiModel, Model, SourceModel};
use crate::spec::{Kpi, Locale, Origin};

/// The explanation of a KPI of the plan; `left_out` are sentences on rows that it does not see.
pub fn explain(model: &Model, plan: &Plan, kpi: usize, left_out: &[String]) -> String {
    let task = plan.tasks.iter().find(|task| task.kpi == kpi);
    let parts = task.zip(model.kpis.get(kpi).and_then(Option::as_ref)).zip(model.spec.kpis.get_index(kpi));
    let Some(((task, checked), (name, spec))) = parts else { return String::new() };
    let mut lines = formula(model, spec, checked);
    lines.push(("grain", grain(task)));
    lines.extend(spec.targets.iter().map(|target| ("target", zones(target))));
    lines.extend(checked.sources.iter().map(|source| ("reads", read(model, *source))));
    lines.extend(left_out.iter().map(|sentence| ("left out", sentence.clone())));
    lines.extend(passes(model, plan, task));
    let body: String = lines.iter().map(|(key, text)| format!("  {key:<9} {text}\n")).collect();
    format!("{}{body}\n", heading(model, name, spec))
}

fn heading(model: &Model, name: &str, spec: &Kpi) -> String {
    let locale = model.spec.project.locale.as_ref().map_or(Locale::default(), |locale| locale.value);
    let title = spec.title.get(locale).map_or(String::new(), |title| format!(": {title}"));
    let description =
        spec.description.get(locale).map_or(String::new(), |text| format!("  {}\n", text.trim()));
    format!("{name}{title}\n{description}")
}

fn formula(model: &Model, spec: &Kpi, kpi: &KpiModel) -> Vec<(&'static str, String)> {
    let mut lines = vec![("formula", spec.expr.to_string())];
    lines.extend(spec.filter.iter().map(|filter| ("where", filter.to_string())));
    lines.extend(kpi.uses.iter().filter_map(|used| {
        let (name, used) = model.spec.kpis.get_index(*used)?;
        Some(("uses", format!("{name} = {}", used.expr)))
    }));
    lines.push(("unit", kpi.shown.unit_name()));
    lines
}

fn grain(task: &TaskPlan) -> String {
    let grain = task.periods.periods.grain.map_or("all".to_owned(), |grain| grain.to_string());
    let slices: Vec<_> = task.slices.iter().map(|(name, _)| name.as_str()).collect();
    if slices.is_empty() { grain } else { format!("{grain}, by {}", slices.join(", ")) }
}

fn zones(target: &crate::spec::Target) -> String {
    let warn = target.warn.as_ref().map_or(String::new(), |warn| format!(", warn {}", warn.text));
    format!("pass {}{warn}", target.pass.text)
}

/// A source with its files and the sources that its links lead to.
fn read(model: &Model, number: usize) -> String {
    let source = &model.sources[number];
    let origin = match model.spec.sources.get(&source.name).map(|spec| &spec.origin) {
        Some(Origin::Files(files)) => {
            let paths: Vec<_> = files.paths.iter().map(|path| path.value.as_str()).collect();
            format!(" ({})", paths.join(", "))
        }
        Some(Origin::Sql(_)) => " (SQL)".into(),
        Some(Origin::Derived(derived)) => format!(" (one row per key of {})", derived.from.value),
        _ => String::new(),
    };
    format!("{}{origin}{}{}", source.name, placed(source), links(model, source))
}

fn placed(source: &SourceModel) -> String {
    let name = |column: usize| source.columns.get_index(column).map_or("", |(name, _)| name);
    let time = source.time.map(|time| format!(", placed by {}", name(time)));
    let interval = source.interval;
    let lasts =
        interval.map(|interval| format!(", lasting from {} to {}", name(interval.from), name(interval.to)));
    time.into_iter().chain(lasts).collect()
}

fn links(model: &Model, source: &SourceModel) -> String {
    let links = source.links.iter().map(|(name, link)| format!("{name} → {}", model.sources[link.to].name));
    let links: Vec<_> = links.collect();
    if links.is_empty() { String::new() } else { format!(", links {}", links.join(", ")) }
}

/// The passes over the sources, and the other KPIs that take part in each.
fn passes(model: &Model, plan: &Plan, task: &TaskPlan) -> Vec<(&'static str, String)> {
    let scans = scans_of(task).into_iter().map(|number| {
        let scan = &plan.scans[number];
        let source = &model.sources[scan.source].name;
        let by = match &scan.rolled_up_from {
            Some(from) => format!("added up from pass {}", from.scan + 1),
            None if scan.leaves.len() == 1 => format!("1 aggregate over {source}"),
            None => format!("{} aggregates over {source}", scan.leaves.len()),
        };
        let others =
            plan.tasks.iter().filter(|other| other.kpi != task.kpi && scans_of(other).contains(&number));
        let others: Vec<_> = others.map(|other| model.kpi_name(other.kpi)).collect();
        let shared =
            if others.is_empty() { String::new() } else { format!(", shared with {}", others.join(", ")) };
        ("pass", format!("{}: {by}{shared}", number + 1))
    });
    scans.collect()
}

fn scans_of(task: &TaskPlan) -> Vec<usize> {
    let mut scans: Vec<usize> = task.levels.iter().flat_map(|level| level.frame.scans()).collect();
    scans.sort_unstable();
    scans.dedup();
    scans
}
