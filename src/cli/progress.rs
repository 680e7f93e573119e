//! A sign of life on standard error, on a terminal, for work over half a second.

use indicatif::{ProgressBar, ProgressDrawTarget};
use std::pin::pin;
use std::time::Duration;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// Awaits the work; unless `silent`, a spinner turns if it takes long.
pub(super) async fn shown<T>(work: impl Future<Output = T>, silent: bool) -> T {
    let mut work = pin!(work);
    if silent {
        return work.await;
    }
    if let Ok(value) = tokio::time::timeout(PATIENCE, &mut work).await {
        return value;
    }
    // On anything but a terminal this target draws nothing.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message("computing");
    bar.enable_steady_tick(TICK);
    let value = work.await;
    bar.finish_and_clear();
    value
}
