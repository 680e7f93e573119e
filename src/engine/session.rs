//! The engine's session, with the settings that keep its numbers right.

use datafusion::error::Result;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::sync::Arc;

/// How much of the machine a run may use.
#[derive(Clone, Copy, Debug, Default)]
pub struct EngineOptions {
    /// Threads; none: one per core.
    pub threads: Option<usize>,
    /// Bytes of memory, beyond which it spills to disk; none: no limit.
    pub memory_limit: Option<usize>,
}

/// A fresh session: nothing is kept from one run to the next, so that changed files are seen.
pub fn session(options: &EngineOptions) -> Result<SessionContext> {
    let session = SessionContext::new_with_config_rt(config(options), runtime(options)?);
    // It names common parts alike in layers that meet, and such plans fail; scans compute each part once by themselves.
    session.remove_optimizer_rule("common_sub_expression_eliminate");
    Ok(session)
}

fn config(options: &EngineOptions) -> SessionConfig {
    let mut config = SessionConfig::new().with_information_schema(false);
    if let Some(threads) = options.threads {
        config = config.with_target_partitions(threads.max(1));
    }
    let settings = config.options_mut();
    // apache/datafusion#24816: with it, several min and max in one aggregate over two files are wrong.
    settings.optimizer.enable_aggregate_dynamic_filter_pushdown = false;
    // Names keep their letters: `customerID` is not `customerid`.
    settings.sql_parser.enable_ident_normalization = false;
    settings.execution.listing_table_ignore_subdirectory = false;
    // Small files are not worth a task each.
    settings.execution.collect_statistics = false;
    config
}

fn runtime(options: &EngineOptions) -> Result<Arc<RuntimeEnv>> {
    let builder = RuntimeEnvBuilder::new();
    let builder = match options.memory_limit {
        Some(bytes) => builder.with_memory_pool(Arc::new(FairSpillPool::new(bytes))),
        None => builder,
    };
    // A list of files that is kept would hide files that come later.
    builder.with_object_list_cache_limit(0).build_arc()
}
