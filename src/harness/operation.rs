//! Single operations, measured with criterion: too short to be timed alone, repeated until they are not.

use std::{
    cell::RefCell,
    fs::File,
    time::{Duration, Instant},
};

use criterion::{Criterion, SamplingMode};

use super::experiment::{Plan, Variant};
use crate::results::{Mode, Series};

/// Samples that criterion takes of each operation, all sittings together.
const SAMPLES: usize = 30;
/// Fewer it refuses to take.
const FEWEST_SAMPLES: usize = 10;

/// Measures all single operations of the plan in one sitting: samples in picoseconds an operation, in the plan's order.
pub(super) fn measure(plan: &mut Plan<'_>) -> std::io::Result<Vec<Vec<i64>>> {
    let sittings = plan.sittings as u64;
    let (samples, warm_up, time) = match plan.mode {
        Mode::Full => ((SAMPLES / plan.sittings).max(FEWEST_SAMPLES), 200 / sittings, 1_000 / sittings),
        Mode::Quick => (FEWEST_SAMPLES, 50, 100),
        Mode::Verify => (FEWEST_SAMPLES, 1, 10),
    };
    if plan.operations.is_empty() {
        return Ok(Vec::new());
    }
    let folder = std::env::temp_dir().join(format!("roommates-criterion-{}", std::process::id()));
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(samples)
        .warm_up_time(Duration::from_millis(warm_up))
        .measurement_time(Duration::from_millis(time))
        .output_directory(&folder);
    let quiet = Silence::begin()?;
    let operations = plan.operations.iter_mut();
    let taken =
        operations.map(|(variant, operation)| one(&mut criterion, &variant.variant, samples, operation)).collect();
    drop(quiet);
    // Criterion's own files are of no use to the book; what cannot be removed is only left behind.
    let _ = std::fs::remove_dir_all(folder);
    Ok(taken)
}

/// The series of the single operations, from the samples of every sitting. A sitting is a round of theirs; the shortest
/// says how many samples each gives.
pub(super) fn series(plan: &Plan<'_>, sittings: &[Vec<Vec<i64>>]) -> Vec<Series> {
    let one = |(i, (variant, _)): (usize, &(Variant<'_>, _))| {
        let of_each = || sittings.iter().filter_map(|operations| operations.get(i));
        let per_round = of_each().map(Vec::len).min().unwrap_or(0);
        Series {
            per_round: u32::try_from(per_round).unwrap_or(u32::MAX),
            sittings: vec![1; of_each().count()],
            samples: of_each().flat_map(|samples| &samples[samples.len() - per_round..]).copied().collect(),
            ..variant.series()
        }
    };
    plan.operations.iter().enumerate().map(one).collect()
}

/// The samples of one operation, ps. Criterion's layout on disk is undocumented, so the samples are taken here, in
/// the closure that it calls; the last `samples` calls are those after the warm-up.
fn one(criterion: &mut Criterion, name: &str, samples: usize, operation: &mut dyn FnMut(u64)) -> Vec<i64> {
    let taken: RefCell<Vec<i64>> = RefCell::default();
    let mut group = criterion.benchmark_group("operation");
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|iterations| {
            let start = Instant::now();
            operation(iterations);
            let elapsed = start.elapsed();
            taken.borrow_mut().push((elapsed.as_nanos() * 1_000 / u128::from(iterations.max(1))) as i64);
            elapsed
        });
    });
    group.finish();
    let taken = taken.into_inner();
    taken[taken.len().saturating_sub(samples)..].to_vec()
}

/// Keeps criterion's report out of standard output and standard error, which belong to the experiment.
struct Silence {
    #[cfg(unix)]
    kept: [std::os::fd::OwnedFd; 2],
}

impl Silence {
    #[cfg(unix)]
    fn begin() -> std::io::Result<Self> {
        let kept = [rustix::io::dup(rustix::stdio::stdout())?, rustix::io::dup(rustix::stdio::stderr())?];
        let nowhere = File::options().write(true).open("/dev/null")?;
        rustix::stdio::dup2_stdout(&nowhere)?;
        rustix::stdio::dup2_stderr(&nowhere)?;
        Ok(Self { kept })
    }

    #[cfg(not(unix))]
    fn begin() -> std::io::Result<Self> {
        Ok(Self {})
    }
}

#[cfg(unix)]
impl Drop for Silence {
    fn drop(&mut self) {
        // The descriptors were valid a moment ago; if they are not, there is nowhere left to say so.
        let _ = rustix::stdio::dup2_stdout(&self.kept[0]);
        let _ = rustix::stdio::dup2_stderr(&self.kept[1]);
    }
}
