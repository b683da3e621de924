use proptest::prelude::*;

use crate::harness::{
    estimate::{median, quantile, quantile_of, quantile_over_rounds, share, share_over_rounds},
    rounds::Rounds,
};

#[test]
fn the_median_of_an_even_number_of_values_lies_between_the_middle_two() {
    assert_eq!(quantile_of(&[1.0, 2.0, 4.0, 8.0], 0.5), 3.0);
}

#[test]
fn nothing_is_known_from_nothing_or_from_infinity() {
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[1.0, f64::INFINITY]), None);
    assert_eq!(share(0, 0), None);
}

#[test]
fn the_interval_of_a_normal_sample_is_about_as_wide_as_theory_says() {
    // Quantiles of a normal distribution: a perfect sample of 100 with standard deviation 1. The standard error of
    // its median is about 1.2533 / sqrt(100), so the 95 % interval is about 0.49 wide.
    let sample: Vec<f64> = (0..100).map(|i| probit((f64::from(i) + 0.5) / 100.0)).collect();
    let e = median(&sample).expect("there are values");
    assert!((0.35..0.65).contains(&(e.high - e.low)), "{e:?}");
    assert!(e.low < 0.0 && e.high > 0.0, "{e:?}");
}

/// Inverse of the normal distribution function, by bisection of its series.
fn probit(p: f64) -> f64 {
    let cdf = |x: f64| {
        let mut term = x;
        let mut sum = x;
        for k in 1..200 {
            term *= x * x / f64::from(2 * k + 1);
            sum += term;
        }
        0.5 + sum * (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
    };
    let (mut low, mut high) = (-5.0, 5.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if cdf(middle) < p { low = middle } else { high = middle }
    }
    low
}

#[test]
fn many_values_use_order_statistics_and_agree_with_the_bootstrap() {
    let few: Vec<f64> = (0..200).map(f64::from).collect();
    let many: Vec<f64> = (0..2_000).map(|i| f64::from(i) / 10.0).collect();
    let (few, many) = (median(&few).expect("values"), median(&many).expect("values"));
    let ratio = (few.high - few.low) / (many.high - many.low);
    assert!((2.4..4.2).contains(&ratio), "ten times the values, √10 times narrower: {ratio}");
}

#[test]
fn samples_of_one_round_do_not_count_as_independent() {
    // Ten rounds of forty equal samples each: only ten numbers are known.
    let samples: Vec<f64> = (0..400).map(|i| f64::from(1_000 + 10 * (i / 40))).collect();
    let rounds = Rounds::new(40, &[10]);
    let (rounds, pooled) =
        (quantile_over_rounds(&samples, &rounds, 0.5).expect("samples"), median(&samples).expect("samples"));
    assert_eq!(rounds.point, pooled.point);
    assert!(rounds.high - rounds.low > 1.5 * (pooled.high - pooled.low), "{rounds:?} {pooled:?}");
    assert_eq!(quantile_over_rounds(&[], &Rounds::new(40, &[]), 0.5), None);
}

#[test]
fn sittings_that_differ_widen_the_interval() {
    // Five sittings of ten rounds, each exact in itself, ±1 % among one another.
    let of_sitting = [990.0, 1_005.0, 1_000.0, 995.0, 1_010.0];
    let samples: Vec<f64> = of_sitting.iter().flat_map(|s| [*s; 10]).collect();
    let e = quantile_over_rounds(&samples, &Rounds::new(1, &[10; 5]), 0.5).expect("samples");
    // Draws of five scatter from end to end; Student's t of five makes that 1.58 times as wide.
    let half = 10.0 * 2.776 / 1.96 * (5.0_f64 / 4.0).sqrt();
    assert!((e.high - (1_000.0 + half)).abs() < 0.1 && (e.low - (1_000.0 - half)).abs() < 0.1, "{e:?}");
    let one = quantile_over_rounds(&samples, &Rounds::new(1, &[50]), 0.5).expect("samples");
    assert!(one.relative_width() < e.relative_width(), "one sitting does not know: {one:?}");
}

#[test]
fn a_sitting_that_was_interrupted_at_once_counts_with_its_neighbor() {
    let rounds = Rounds::new(2, &[1, 4, 3, 1]);
    let values: Vec<usize> = (0..18).collect();
    let lengths: Vec<usize> = rounds.sittings_of(&values).iter().map(|s| s.len()).collect();
    assert_eq!(lengths, [10, 8]);
}

#[test]
fn sittings_that_are_one_round_by_plan_count_for_themselves() {
    let values: Vec<usize> = (0..11).collect();
    let rounds = Rounds::new(1, &[2, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    let lengths: Vec<usize> = rounds.sittings_of(&values).iter().map(|s| s.len()).collect();
    assert_eq!(lengths, [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn shares_of_rounds_that_agree_within_themselves_are_known_less_well() {
    // In each round all or nothing counts: twenty looks, not eight hundred.
    let clustered: Vec<bool> = (0..800).map(|i| (i / 40) % 2 == 0).collect();
    let scattered: Vec<bool> = (0..800).map(|i| i % 2 == 0).collect();
    let rounds = Rounds::new(40, &[20]);
    let width = |hits: &[bool]| share_over_rounds(hits, &rounds).map_or(0.0, |e| e.high - e.low);
    assert!(width(&clustered) > 4.0 * width(&scattered));
    assert!((width(&scattered) - 0.069).abs() < 0.002, "{}", width(&scattered));
    assert_eq!(share_over_rounds(&[], &rounds), None);
}

#[test]
fn a_share_of_all_or_nothing_is_still_uncertain() {
    let (all, none) = (share(20, 20).expect("runs"), share(0, 20).expect("runs"));
    assert!(all.low < 0.9 && all.high > 0.999);
    assert!(none.low < 0.001 && none.high > 0.1);
}

proptest! {
    #[test]
    fn a_point_lies_inside_its_interval_and_the_interval_inside_the_sample(
        values in prop::collection::vec(-1e12..1e12, 1..400), q in 0.0..=1.0
    ) {
        let e = quantile(&values, q).expect("there are values");
        let (min, max) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        prop_assert!(min <= e.low && e.high <= max);
        prop_assert!(e.low <= e.point && e.point <= e.high, "{e:?}");
    }

    #[test]
    fn the_same_values_always_give_the_same_interval(values in prop::collection::vec(0.0..1e9, 1..50)) {
        prop_assert_eq!(median(&values), median(&values));
    }
}

#[test]
fn a_quantile_between_the_last_two_of_many_lies_inside_its_interval() {
    let many: Vec<f64> = (0..201).map(f64::from).collect();
    for q in [0.0001, 0.002, 0.997, 0.9996] {
        let e = quantile(&many, q).expect("there are values");
        assert!(e.low <= e.point && e.point <= e.high, "{q}: {e:?}");
    }
}

#[test]
fn the_bootstrap_agrees_with_resampling_and_sorting() {
    use rand::RngExt;
    for (n, q) in [(1, 0.5), (2, 0.5), (7, 0.9), (30, 0.5), (31, 0.25), (200, 0.99)] {
        let sorted: Vec<f64> = (0..n).map(|i| f64::from(i * i) + 0.5).collect();
        let mut random = rand_pcg::Pcg64Mcg::new(0xcafe_f00d_d15e_a5e5);
        let mut points: Vec<f64> = (0..1_000)
            .map(|_| {
                let mut resample: Vec<f64> = (0..n).map(|_| sorted[random.random_range(0..sorted.len())]).collect();
                resample.sort_unstable_by(f64::total_cmp);
                quantile_of(&resample, q)
            })
            .collect();
        points.sort_unstable_by(f64::total_cmp);
        let estimate = quantile(&sorted, q).expect("there are values");
        assert_eq!(
            (estimate.low, estimate.high),
            (quantile_of(&points, 0.025), quantile_of(&points, 0.975)),
            "{n} {q}"
        );
    }
}

/// How a machine's noise may be: what it adds to a sample is drawn with each sample, or once for a whole sitting.
#[derive(Clone, Copy, Debug)]
enum Noise {
    /// Small, and never the same.
    Steady,
    /// A sitting differs from the next by more than its rounds do.
    OfSittings,
    /// Three samples in ten come from a processor that is half as fast or twice as fast.
    OfProcessors,
}

/// Samples about zero of ten sittings of so many rounds.
fn noisy(noise: Noise, rounds: usize, random: &mut rand_pcg::Pcg64Mcg) -> Vec<f64> {
    use rand::RngExt;
    // Twelve equal chances make a normal one.
    let normal = |random: &mut rand_pcg::Pcg64Mcg| (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
    let mut samples = Vec::new();
    for _ in 0..10 {
        let of_sitting = if matches!(noise, Noise::OfSittings) { 0.03 * normal(random) } else { 0.0 };
        for _ in 0..rounds {
            let of_processor = match random.random::<f64>() {
                chance if !matches!(noise, Noise::OfProcessors) || chance > 0.3 => 0.0,
                chance if chance > 0.15 => 0.5,
                _ => -0.5,
            };
            samples.push(of_sitting + of_processor + 0.02 * normal(random));
        }
    }
    samples
}

#[test]
fn the_interval_covers_the_true_median_95_times_in_100() {
    const TIMES: usize = 400;
    let mut random = rand_pcg::Pcg64Mcg::new(7);
    for noise in [Noise::Steady, Noise::OfSittings, Noise::OfProcessors] {
        for rounds in [1, 2, 5] {
            let covers = |_: &usize| {
                let samples = noisy(noise, rounds, &mut random);
                let sittings = Rounds::new(1, &[u32::try_from(rounds).expect("few"); 10]);
                let e = quantile_over_rounds(&samples, &sittings, 0.5).expect("samples");
                e.low <= 0.0 && e.high >= 0.0
            };
            let share = (0..TIMES).filter(covers).count() as f64 / TIMES as f64;
            // Three standard errors below what is promised; what always covers promises too little.
            assert!((0.917..0.995).contains(&share), "{noise:?}, {rounds} rounds a sitting: {share}");
        }
    }
}

#[test]
fn a_few_samples_from_a_slower_processor_move_neither_end_of_the_interval() {
    // Twenty rounds in ten sittings; in three of them the processor was half as fast.
    let samples: Vec<f64> = (0..20).map(|i| if i % 7 == 3 { 2_000.0 } else { 1_000.0 + f64::from(i) }).collect();
    let e = quantile_over_rounds(&samples, &Rounds::new(1, &[2; 10]), 0.5).expect("samples");
    assert!(e.low >= 1_000.0 && e.high < 1_030.0, "{e:?}");
}
