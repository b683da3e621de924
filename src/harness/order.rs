//! In which order the variants of a round are measured.
//!
//! A processor may be half as fast for a second and fast again after it. What is compared is therefore measured within
//! one breath: the sides of a ratio that the declaration asks for stand side by side, also where they are of two
//! engines, and the second of an A/A pair stands right after the first. Otherwise the order is that of the plan.

use super::{experiment::Variant, lookup};
use crate::results::{Declaration, Role, Selector, Series, declaration::Formula};

/// Pairs of variants, by their places in the plan, that a ratio of the declaration compares on a machine of so many
/// cores.
pub(super) fn compared(declaration: &Declaration, variants: &[Variant<'_>], cores: u32) -> Vec<(usize, usize)> {
    let series: Vec<Series> = variants.iter().map(Variant::series).collect();
    let place = |selector: &Selector| {
        let engine = lookup::engine_of(series.iter().map(|s| s.engine.as_str()), &selector.engine).into_owned();
        let found = lookup::find_in(&series, cores, &Selector { engine, ..selector.clone() })?;
        series.iter().position(|series| std::ptr::eq(series, found))
    };
    let sides = declaration.quantities.iter().flat_map(|quantity| match &quantity.of {
        Formula::Ratio { of, over } => vec![(of, over)],
        Formula::Residual { of, over, predicted, predicted_over } => vec![(of, over), (predicted, predicted_over)],
        _ => Vec::new(),
    });
    sides.filter_map(|(one, other)| Some((place(one)?, place(other)?))).collect()
}

/// The order of a round: the places of all variants, those that are compared together.
pub(super) fn side_by_side(variants: &[Variant<'_>], compared: &[(usize, usize)]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..variants.len()).collect();
    for &(one, other) in compared {
        let (first, second) = (group[one].min(group[other]), group[one].max(group[other]));
        group.iter_mut().filter(|group| **group == second).for_each(|group| *group = first);
    }
    let first_of_pair = |i: usize| {
        let is_first = |other: &Variant<'_>| {
            other.role == Role::Measured && other.unit == variants[i].unit && other.selector() == variants[i].selector()
        };
        variants.iter().position(is_first).unwrap_or(i)
    };
    let mut order: Vec<usize> = (0..variants.len()).collect();
    order.sort_by_cached_key(|&i| (group[first_of_pair(i)], first_of_pair(i), i));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Unit;

    fn plan() -> Vec<Variant<'static>> {
        let of = |engine: &str| {
            let sort = |threads| Variant::new(engine, "sort").at("threads", threads);
            vec![sort(1), Variant::new(engine, "count"), Variant::new(engine, "read"), sort(2), sort(1).again()]
        };
        ["model", "cpython-3.13", "cpython-3.14", "cpython-3.14t"].into_iter().flat_map(of).collect()
    }

    fn named(variants: &[Variant<'_>], order: &[usize]) -> Vec<String> {
        let again = |i: usize| if variants[i].role == Role::Again { "*" } else { "" };
        order.iter().map(|&i| format!("{}{}", variants[i].selector(), again(i))).collect()
    }

    #[test]
    fn sides_of_a_ratio_stand_side_by_side_whoever_answers() {
        let declaration = Declaration::new("sorting", "How long does it take to sort?")
            .quantity("speed_up", "", Formula::ratio("model/sort[threads=1]", "model/sort[threads=cores]"))
            .quantity("price", "", Formula::ratio("cpython-free/count", "cpython/count"))
            .quantity("unknown", "", Formula::ratio("cpython-free/count", "pypy/count"))
            .quantity("time", "", Formula::median("model/read"));
        let variants = plan();
        let pairs = compared(&declaration, &variants, 2);
        assert_eq!(pairs, [(0, 3), (16, 11)], "cpython is the newest with a GIL");
        let order = side_by_side(&variants, &pairs);
        assert_eq!(
            named(&variants, &order)[..5],
            ["model/sort[threads=1]", "model/sort[threads=1]*", "model/sort[threads=2]", "model/count", "model/read"]
        );
        let at = |name: &str| named(&variants, &order).iter().position(|n| n == name).expect("it is in the plan");
        assert_eq!(at("cpython-3.14t/count"), at("cpython-3.14/count") + 1);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..variants.len()).collect::<Vec<_>>(), "each once");
    }

    #[test]
    fn both_ratios_of_a_residual_are_taken_side_by_side_and_not_with_each_other() {
        let sorts = |engine: &str| [1, 2].map(|threads| format!("{engine}/sort[threads={threads}]"));
        let ([a, b], [c, d]) = (sorts("cpython"), sorts("model"));
        let declaration =
            Declaration::new("sorting", "").quantity("residual", "", Formula::residual((&a, &b), (&c, &d)));
        assert_eq!(compared(&declaration, &plan(), 2), [(10, 13), (0, 3)]);
    }

    #[test]
    fn without_a_ratio_the_order_is_that_of_the_plan_but_for_pairs() {
        let variants = plan();
        assert_eq!(side_by_side(&variants, &[])[..6], [0, 4, 1, 2, 3, 5]);
        assert!(side_by_side(&[], &[]).is_empty());
        let alone = [Variant::new("rust", "a").unit(Unit::Count).again(), Variant::new("rust", "a")];
        assert_eq!(side_by_side(&alone, &[]), [0, 1], "what is counted is no pair of what is timed");
    }
}
