//! Which argument goes to which parameter.

use crate::object::{Build, Function, Raised, Result, Symbol, Value};

/// Registers for the parameters of a call, in their order: positional, keyword-only, `*args`, `**kwargs`.
pub(super) fn bind<B: Build>(
    function: &Function<B>,
    positional: &mut Vec<Value<B>>,
    keywords: Vec<(Symbol, Value<B>)>,
    tuple: impl Fn(Vec<Value<B>>) -> Value<B>,
    dict: impl Fn(Vec<(Symbol, Value<B>)>) -> Value<B>,
) -> Result<Vec<Value<B>>, B> {
    let unit = &function.code.unit;
    let parameters = &unit.parameters;
    let by_position = usize::from(parameters.positional);
    let given = positional.len();
    let rest = if given > by_position { positional.split_off(by_position) } else { Vec::new() };
    if !rest.is_empty() && !parameters.variadic {
        return Err(too_many(function, given));
    }
    let mut registers = std::mem::take(positional);
    let named = by_position + usize::from(parameters.keyword_only);
    registers.resize_with(named, || Value::UNSET);
    let mut others = Vec::new();
    let only_by_position = keywords.iter().filter(|(name, _)| {
        let own = unit.local_names[..parameters.positional_only.into()].iter();
        !parameters.keywords && own.clone().any(|n| n == name.text())
    });
    let refused: Vec<&str> = only_by_position.map(|(name, _)| name.text()).collect();
    if !refused.is_empty() {
        let names = refused.join(", ");
        let what = "got some positional-only arguments passed as keyword arguments";
        return Err(error(function, format!("{what}: '{names}'")));
    }
    for (name, value) in keywords {
        let place = unit.local_names[..named].iter().position(|n| n == name.text());
        match place.filter(|&place| place >= parameters.positional_only.into()) {
            Some(place) if registers[place].is_unset() => registers[place] = value,
            Some(_) => return Err(error(function, format!("got multiple values for argument '{}'", name.text()))),
            None if parameters.keywords => others.push((name, value)),
            None => return Err(error(function, format!("got an unexpected keyword argument '{}'", name.text()))),
        }
    }
    fill_defaults(function, &mut registers)?;
    if parameters.variadic {
        registers.push(tuple(rest));
    }
    if parameters.keywords {
        registers.push(dict(others));
    }
    Ok(registers)
}

fn fill_defaults<B: Build>(function: &Function<B>, registers: &mut [Value<B>]) -> Result<(), B> {
    let by_position = usize::from(function.code.unit.parameters.positional);
    let first = by_position - function.defaults.len();
    let unset = Value::UNSET;
    let defaults = std::iter::repeat_n(&unset, first).chain(&function.defaults).chain(&function.keyword_defaults);
    for (register, default) in registers.iter_mut().zip(defaults) {
        if register.is_unset() {
            *register = default.clone();
        }
    }
    let missing = |range: std::ops::Range<usize>| -> Vec<String> {
        range.filter(|&n| registers[n].is_unset()).map(|n| format!("'{}'", function.code.unit.local_names[n])).collect()
    };
    for (kind, names) in
        [("positional", missing(0..by_position)), ("keyword-only", missing(by_position..registers.len()))]
    {
        if !names.is_empty() {
            let plural = if names.len() == 1 { "" } else { "s" };
            let message = format!("missing {} required {kind} argument{plural}: {}", names.len(), enumerate(&names));
            return Err(error(function, message));
        }
    }
    Ok(())
}

/// `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`
fn enumerate(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [others @ .., last] => format!("{}, and {last}", others.join(", ")),
    }
}

fn error<B: Build>(function: &Function<B>, message: String) -> Raised<B> {
    Raised::type_error(format!("{}() {message}", function.code.unit.qualified_name))
}

fn too_many<B: Build>(function: &Function<B>, given: usize) -> Raised<B> {
    let most = usize::from(function.code.unit.parameters.positional);
    let takes = match function.defaults.len() {
        0 => format!("{most}"),
        defaults => format!("from {} to {most}", most - defaults),
    };
    let plural = if takes == "1" { "" } else { "s" };
    let were = if given == 1 { "was" } else { "were" };
    error(function, format!("takes {takes} positional argument{plural} but {given} {were} given"))
}
