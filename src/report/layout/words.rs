//! The words of a report, in its language.

use crate::spec::Locale;
use crate::targets::Status;

/// Headings and other fixed words.
pub(super) struct Words {
    pub kpi: &'static str,
    pub period: &'static str,
    pub slice: &'static str,
    pub value: &'static str,
    pub rows: &'static str,
    pub target: &'static str,
    pub status: &'static str,
    /// What stands for all values of a slice.
    pub total: &'static str,
    /// Before the zone that is worth a warning.
    pub warn: &'static str,
    /// The foot note of a period that is not complete.
    pub not_over: &'static str,
    pub without_verdict: &'static str,
    /// What two are called.
    pub kpis: &'static str,
    pub values: &'static str,
}

const ENGLISH: Words = Words {
    kpi: "KPI",
    period: "period",
    slice: "slice",
    value: "value",
    rows: "rows",
    target: "target",
    status: "status",
    total: "(total)",
    warn: "warn",
    not_over: "* not over yet",
    without_verdict: "without a verdict",
    kpis: "KPIs",
    values: "values",
};

const FRENCH: Words = Words {
    kpi: "KPI",
    period: "période",
    slice: "segment",
    value: "valeur",
    rows: "lignes",
    target: "cible",
    status: "statut",
    total: "(total)",
    warn: "alerte",
    not_over: "* pas encore terminée",
    without_verdict: "sans verdict",
    kpis: "KPI",
    values: "valeurs",
};

/// The words of a language.
pub(super) fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &ENGLISH,
        Locale::Fr => &FRENCH,
    }
}

/// The status as people read it: `no data`.
pub(super) fn status_word(status: Status, locale: Locale) -> String {
    let french = match status {
        _ if locale == Locale::En => return status.as_str().replace('_', " "),
        Status::Pass => "atteint",
        Status::Warn => "alerte",
        Status::Fail => "manqué",
        Status::NoData => "sans données",
        Status::SmallSample => "échantillon faible",
        Status::NoBaseline => "sans référence",
        Status::Error => "erreur",
    };
    french.to_owned()
}
