//! The stable names of all kinds of problems, each with a case in `tests/cases`.

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// The stable name of a kind of problem, printed as `jauge::name`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[doc = $doc])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The name as printed, such as `jauge::unknown_column`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => concat!("jauge::", $text),)* }
            }
        }
    };
}

codes! {
    // Reading files and YAML.
    /// A file or folder of definitions cannot be read.
    UnreadableDefinition = "unreadable_definition",
    /// The YAML itself is not well formed.
    YamlSyntax = "yaml_syntax",
    /// The YAML is larger or nested deeper than a definition may be.
    YamlLimit = "yaml_limit",
    /// A key that the language does not have.
    UnknownKey = "unknown_key",
    /// A key is there twice, or a name is defined twice.
    DuplicateName = "duplicate_name",
    /// A key that must be there is not.
    MissingKey = "missing_key",
    /// A value is not of the form that its key takes.
    InvalidValue = "invalid_value",
    /// Two keys that exclude each other.
    ConflictingKeys = "conflicting_keys",
    /// An environment variable of a `${NAME}` is not set.
    UnknownVariable = "unknown_variable",
    /// A name that the language reserves or that is empty.
    InvalidName = "invalid_name",
    /// Something the language has and this version cannot do.
    NotSupported = "not_supported",

    // Expressions.
    /// The expression does not follow the grammar.
    Syntax = "syntax",
    /// The expression is nested too deep.
    TooDeep = "too_deep",
    /// A literal that cannot be, such as `@2024-02-30`.
    InvalidLiteral = "invalid_literal",
    /// `5m` may be minutes or months.
    AmbiguousUnit = "ambiguous_unit",
    /// A clause is out of order, doubled or not allowed there.
    InvalidClause = "invalid_clause",

    // Names.
    /// No KPI or parameter has this name.
    UnknownKpi = "unknown_kpi",
    /// No source has this name.
    UnknownSource = "unknown_source",
    /// The source has no such column or link.
    UnknownColumn = "unknown_column",
    /// A link that is not there.
    UnknownLink = "unknown_link",
    /// No function has this name.
    UnknownFunction = "unknown_function",
    /// No parameter has this name.
    UnknownParameter = "unknown_parameter",
    /// No calendar has this name.
    UnknownCalendar = "unknown_calendar",
    /// The calendar of business time cannot be told.
    MissingCalendar = "missing_calendar",
    /// The source of a column cannot be told.
    MissingFrom = "missing_from",
    /// A path leaves the aggregate's source where no link leads.
    UnlinkedSource = "unlinked_source",
    /// A link has the name of a column.
    AmbiguousName = "ambiguous_name",
    /// Definitions that need each other.
    Cycle = "cycle",
    /// A slice that one of the KPI's sources lacks.
    MissingSlice = "missing_slice",

    // Levels, types and units.
    /// A column outside an aggregate, or an aggregate inside one.
    WrongLevel = "wrong_level",
    /// Operands whose units do not go together.
    UnitMismatch = "unit_mismatch",
    /// A value of another type is needed.
    TypeMismatch = "type_mismatch",
    /// Too few or too many arguments.
    WrongArguments = "wrong_arguments",
    /// The KPI's `unit` is not the unit of its expression.
    WrongUnit = "wrong_unit",

    // Time.
    /// The source has no time to place its rows by.
    MissingTime = "missing_time",
    /// A condition on rows that last, over a source without an interval.
    MissingInterval = "missing_interval",
    /// Rows that last, and no condition that places them in periods.
    MissingCondition = "missing_condition",
    /// A grain that is not there.
    UnknownGrain = "unknown_grain",
    /// A shape or a finer grain that does not go with the KPI's grain.
    GrainMismatch = "grain_mismatch",
    /// A period that cannot be read.
    InvalidPeriod = "invalid_period",
    /// An instant that cannot be read.
    InvalidInstant = "invalid_instant",

    // Targets and queries.
    /// A target that cannot be met or missed as written.
    InvalidTarget = "invalid_target",
    /// A `warn` zone that no value can reach.
    UnreachableZone = "unreachable_zone",
    /// Nothing is selected, or nothing has a target.
    NothingSelected = "nothing_selected",
    /// An option's value that cannot be used.
    InvalidOption = "invalid_option",

    // Data.
    /// A data file is not there or cannot be read.
    UnreadableData = "unreadable_data",
    /// A value in the data is not of its column's type.
    InvalidData = "invalid_data",
    /// A key that must be unique is not.
    DuplicateKey = "duplicate_key",
    /// Files of one source do not fit together.
    SchemaConflict = "schema_conflict",
    /// A number grew beyond what can be held exactly.
    Overflow = "overflow",
    /// Rows tie for the first or last place, and their values differ.
    Tie = "tie",
    /// The computation failed.
    EngineFailure = "engine_failure",
    /// The memory limit is too small for the computation.
    OutOfMemory = "out_of_memory",
    /// Something that has no SQL in another engine that gives the same numbers.
    NotExportable = "not_exportable",
    /// A report cannot be written.
    UnwritableOutput = "unwritable_output",
}
