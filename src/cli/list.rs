//! `jauge list`: KPIs, sources and parameters by name.

use super::args::Paths;
use super::output;
use super::session::Session;
use crate::report::safe;
use crate::spec::{Kpi, Locale, Origin, Source, Spec};
use crate::targets::Exit;

/// Lists what the definitions define.
pub(super) fn list(session: &Session, options: &Paths) -> Exit {
    let mut project = session.load(&options.paths);
    let text = text(&project.spec);
    project.problems.extend(output::write(text.as_bytes(), None).err());
    session.print(&project.problems, &project.texts);
    Exit::of_problems(&project.problems, false)
}

fn text(spec: &Spec) -> String {
    let locale = spec.project.locale.as_ref().map_or(Locale::default(), |locale| locale.value);
    let kpis = spec.kpis.iter().map(|(name, kpi)| (name, about_kpi(kpi, locale)));
    let sources = spec.sources.iter().filter(|(_, source)| !matches!(source.origin, Origin::Funnel(_)));
    let sources = sources.map(|(name, source)| (name, about_source(source)));
    let default = |parameter: &crate::spec::Parameter| {
        parameter.default.as_ref().map_or(String::new(), ToString::to_string)
    };
    let parameters = spec.parameters.iter().map(|(name, parameter)| (name, default(parameter)));
    section("KPIs", kpis.collect())
        + &section("sources", sources.collect())
        + &section("parameters", parameters.collect())
}

fn section(title: &str, entries: Vec<(&String, String)>) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let width = entries.iter().map(|(name, _)| safe(name).chars().count()).max().unwrap_or(0);
    let line = |(name, about): &(&String, String)| {
        format!("  {:width$}  {}", safe(name), safe(about)).trim_end().to_string() + "\n"
    };
    format!("{title}\n{}", entries.iter().map(line).collect::<String>())
}

/// Its title and targets.
fn about_kpi(kpi: &Kpi, locale: Locale) -> String {
    let targets = kpi.targets.iter().map(|target| target.pass.text.as_str());
    let about = kpi.title.get(locale).into_iter().chain(targets);
    about.collect::<Vec<_>>().join(", ")
}

fn about_source(source: &Source) -> String {
    match &source.origin {
        Origin::Files(files) => {
            files.paths.iter().map(|path| path.value.as_str()).collect::<Vec<_>>().join(", ")
        }
        Origin::Sql(_) => "SQL".into(),
        Origin::Funnel(kpi) => format!("the steps of {}", kpi.name.value),
        Origin::Derived(derived) => format!("one row per key of {}", derived.from.value),
        Origin::Given => "given by the program or `--set-source`".into(),
    }
}
