//! Scalar functions of the engine by their SQL name.

use crate::functions::physical::{arrow_type, language_type};
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse, operator};
use crate::lang::{Repr, Type};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::ScalarValue;
use datafusion::error::Result as Lowered;
use datafusion::logical_expr::type_coercion::functions::fields_with_udf;
use datafusion::logical_expr::{Expr, ReturnFieldArgs, ScalarUDF, Volatility, cast};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// A scalar function of the engine that depends on its arguments only.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineFunction(Arc<ScalarUDF>);

static FUNCTIONS: LazyLock<HashMap<String, Arc<ScalarUDF>>> = LazyLock::new(|| {
    let functions = datafusion::functions::all_default_functions();
    let usable =
        functions.into_iter().filter(|function| function.signature().volatility == Volatility::Immutable);
    let named = usable.flat_map(|function| {
        let names = std::iter::once(function.name()).chain(function.aliases().iter().map(String::as_str));
        names.map(|name| (name.to_lowercase(), Arc::clone(&function))).collect::<Vec<_>>()
    });
    named.collect()
});

/// The function of the engine with this SQL name, in any case; none for those that are random or read the clock.
pub fn engine_function(name: &str) -> Option<EngineFunction> {
    FUNCTIONS.get(&name.to_lowercase()).cloned().map(EngineFunction)
}

impl EngineFunction {
    /// The type of its value: a bare number where it is one, whatever the units of the arguments.
    pub fn check(&self, arguments: &[Argument]) -> Result<Type, Misuse> {
        let fields = arguments.iter().map(|argument| field(&arrow_type(argument.ty))).collect::<Vec<_>>();
        let returned = self.returned(&fields).map_err(|_| self.unfit(arguments))?;
        language_type(&returned).ok_or_else(|| {
            let message = format!("`{}` returns {returned}, which KPIs cannot use", self.0.name());
            Misuse { argument: None, ..misuse::of_type(0, message, None) }
        })
    }

    /// The call as an expression of the engine.
    pub fn lower(&self, operands: &[Operand], _: &Lowering) -> Lowered<Expr> {
        let fields = operands.iter().map(|operand| field(&arrow_type(&operand.ty))).collect::<Vec<_>>();
        let returned = self.returned(&fields)?;
        let call = self.0.call(operands.iter().map(|operand| operand.expr.clone()).collect());
        Ok(held(call, &returned))
    }

    fn returned(&self, fields: &[FieldRef]) -> Lowered<DataType> {
        let coerced = fields_with_udf(fields, self.0.as_ref())?;
        let scalar_arguments: Vec<Option<&ScalarValue>> = vec![None; coerced.len()];
        let args = ReturnFieldArgs { arg_fields: &coerced, scalar_arguments: &scalar_arguments };
        Ok(self.0.return_field_from_args(args)?.data_type().clone())
    }

    fn unfit(&self, arguments: &[Argument]) -> Misuse {
        let types = arguments.iter().map(|argument| argument.ty.unit_name()).collect::<Vec<_>>().join(", ");
        let message = format!("`{}` of the engine does not take ({types})", self.0.name());
        Misuse { argument: None, ..misuse::of_type(0, message, None) }
    }
}

fn field(ty: &DataType) -> FieldRef {
    Arc::new(Field::new("argument", ty.clone(), true))
}

/// The result in the form that values of its type are held in.
fn held(call: Expr, returned: &DataType) -> Expr {
    match language_type(returned) {
        Some(ty) if arrow_type(&ty) != *returned => {
            let call = cast(call, arrow_type(&ty));
            if matches!(ty, Type::Number(Repr::Float, _)) { operator::without_nan(call) } else { call }
        }
        Some(Type::Number(Repr::Float, _)) => operator::without_nan(call),
        _ => call,
    }
}
