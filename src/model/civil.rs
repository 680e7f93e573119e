//! The civil time that a project states.

use crate::calendar::{BusinessCalendar, Calendars, Civil, GrainTables};
use crate::spec::Spec;
use std::sync::Arc;

/// Zone, weeks and fiscal years of a project, its own grains and its calendars. What could not be read is left out.
pub fn civil(spec: &Spec) -> Civil {
    let project = &spec.project;
    let civil = Civil {
        zone: project.timezone.as_ref().map_or(chrono_tz::UTC, |zone| zone.value),
        week_start: project.week_start.as_ref().map_or(chrono::Weekday::Mon, |day| day.value),
        fiscal_year_start: project.fiscal_year_start.as_ref().map_or(1, |month| month.value),
        ..Civil::default()
    };
    let grains = spec.grains.iter().filter_map(|(name, grain)| Some((name.clone(), grain.table.clone()?)));
    let whole =
        spec.calendars.iter().filter(|(_, calendar)| !calendar.broken && calendar.holiday_files.is_empty());
    let calendars = whole.map(|(name, calendar)| {
        let zone = calendar.zone.as_ref().map_or(civil.zone, |zone| zone.value);
        (name.clone(), Arc::new(BusinessCalendar::new(zone, calendar.hours.clone())))
    });
    Civil {
        grains: Arc::new(GrainTables { named: grains.collect() }),
        calendars: Arc::new(Calendars { named: calendars.collect() }),
        ..civil
    }
}
