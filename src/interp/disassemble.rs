//! Bytecode as text. A `*` marks the safepoints: where the eval loop looks at the eval breaker, and nowhere else.

use std::fmt::Write as _;

use super::code::{Constant, Instruction, Op, Operands, Unit};

/// A function's code and that of the functions inside.
pub(super) fn unit(unit: &Unit, globals: &[String]) -> String {
    let mut out = String::new();
    write_unit(unit, globals, &mut out);
    out
}

fn write_unit(unit: &Unit, globals: &[String], out: &mut String) {
    let (variables, registers) = (unit.local_names.len(), unit.registers);
    let _ = writeln!(out, "{}: {variables} variables, {registers} registers", unit.qualified_name);
    let mut line = 0;
    for (at, instruction) in unit.instructions.iter().enumerate() {
        let shown = match unit.lines.get(at) {
            Some(&number) if number != line => {
                line = number;
                number.to_string()
            }
            _ => String::new(),
        };
        let mark = if at == 0 || is_safepoint(*instruction) { '*' } else { ' ' };
        let operands = operands(unit, globals, *instruction, at);
        let _ = writeln!(out, "{shown:>5} {at:>5} {mark} {:<16} {operands}", format!("{:?}", instruction.op));
    }
    for handler in &unit.handlers {
        let register = name(unit, handler.register);
        let _ = writeln!(out, "      {}..{} raised: {register}, to {}", handler.start, handler.end, handler.target);
    }
    for child in &unit.children {
        out.push('\n');
        write_unit(child, globals, out);
    }
}

/// Whether the eval loop looks at the eval breaker here: at a jump backward and where a generator gives or goes on. A
/// function does so when it is entered, before its first instruction.
fn is_safepoint(i: Instruction) -> bool {
    let jumps = matches!(i.op.operands(), Operands::J | Operands::RJ | Operands::Rrj | Operands::Rkj);
    jumps && (i.c as i16) < 0 || matches!(i.op, Op::Yield | Op::YieldFrom | Op::Look)
}

/// A variable's name, or a temporary's number.
fn name(unit: &Unit, register: u16) -> String {
    match unit.local_names.get(usize::from(register)) {
        Some(name) => name.clone(),
        None => format!("t{}", usize::from(register) - unit.local_names.len()),
    }
}

fn constant(unit: &Unit, index: u16) -> String {
    match unit.constants.get(usize::from(index)) {
        Some(Constant::Int(number)) => number.to_string(),
        Some(Constant::Float(bits)) => super::text::float(f64::from_bits(*bits)),
        Some(Constant::Str(text)) => format!("{text:?}"),
        Some(Constant::Bool(truth)) => if *truth { "True" } else { "False" }.into(),
        Some(other) => format!("{other:?}"),
        None => format!("k{index}"),
    }
}

fn operands(unit: &Unit, globals: &[String], i: Instruction, at: usize) -> String {
    let r = |register| name(unit, register);
    let k = |index| constant(unit, index);
    let jump = || format!("to {}", at as i64 + 1 + i64::from(i.c as i16));
    let site = |index: u16| unit.sites.get(usize::from(index)).map_or("", |symbol| symbol.text());
    match i.op.operands() {
        _ if i.op == Op::Extra => unit.keywords.get(usize::from(i.a)).map_or(String::new(), |names| {
            names.iter().map(|name| format!("{}=", name.text())).collect::<Vec<_>>().join(", ")
        }),
        Operands::Empty => String::new(),
        Operands::R => r(i.a),
        Operands::RR => format!("{}, {}", r(i.a), r(i.b)),
        Operands::Rrr => format!("{}, {}, {}", r(i.a), r(i.b), r(i.c)),
        Operands::Rrk => format!("{}, {}, {}", r(i.a), r(i.b), k(i.c)),
        Operands::RK => format!("{}, {}", r(i.a), k(i.b)),
        Operands::Rkr => format!("{}, {}, {}", r(i.a), k(i.b), r(i.c)),
        Operands::Rkn => k(i.b),
        Operands::RG => format!("{}, {}", r(i.a), globals.get(usize::from(i.b)).map_or("?", String::as_str)),
        Operands::Rrs => format!("{}, {}, .{}", r(i.a), r(i.b), site(i.c)),
        Operands::Rnr => format!("{}, {}, {}", r(i.a), i.b, r(i.c)),
        Operands::Rrn => format!("{}, {}, {}", r(i.a), r(i.b), i.c),
        Operands::RN => format!("{}, {}", r(i.a), i.b),
        Operands::J => jump(),
        Operands::RJ => format!("{}, {}", r(i.a), jump()),
        Operands::Rrj => format!("{}, {}, {}", r(i.a), r(i.b), jump()),
        Operands::Rkj => format!("{}, {}, {}", r(i.a), k(i.b), jump()),
    }
}

#[cfg(test)]
mod tests {
    use crate::interp::disassemble;

    /// The instructions at which `source` has safepoints.
    fn safepoints(source: &str) -> Vec<String> {
        let text = disassemble("test.py", source).expect("it is compiled");
        let marked = text.lines().filter(|line| line.contains(" * "));
        marked.filter_map(|line| line.split(" * ").nth(1)?.split_whitespace().next().map(str::to_owned)).collect()
    }

    #[test]
    fn safepoints_are_entries_and_jumps_backward() {
        let loops = "def f(n):\n    while n > 0:\n        n -= 1\n    return n\n";
        assert_eq!(safepoints(loops), ["MakeFunction", "NotGtKJump", "GtKJump"]);
        // An augmented assignment to an item has none between reading and writing.
        assert_eq!(safepoints("def f(c):\n    c[0] += 1\n"), ["MakeFunction", "LoadK"]);
    }
}
