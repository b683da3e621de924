//! Single operations, measured with criterion: too short to be timed alone, repeated until they are not.

use std::{
    cell::RefCell,
    fs::File,
    time::{Duration, Instant},
};

use criterion::{Criterion, SamplingMode};

use super::experiment::Plan;
use crate::results::{Mode, Series};

/// Samples that criterion takes of each operation.
const SAMPLES: usize = 30;
const FEWEST_SAMPLES: usize = 10;

/// Measures all single operations of the plan, in picoseconds an operation.
pub(super) fn measure(plan: &mut Plan<'_>) -> std::io::Result<Vec<Series>> {
    let (samples, warm_up, time) = match plan.mode {
        Mode::Full => (SAMPLES, 200, 1_000),
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
    let series = plan.operations.iter_mut().map(|(variant, operation)| Series {
        engine: variant.engine.clone(),
        variant: variant.variant.clone(),
        params: variant.params.clone(),
        role: variant.role,
        unit: variant.unit,
        per_round: 1,
        samples: one(&mut criterion, &variant.variant, samples, operation),
    });
    let series = series.collect();
    drop(quiet);
    // Criterion's own files are of no use to the book; what cannot be removed is only left behind.
    let _ = std::fs::remove_dir_all(folder);
    Ok(series)
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
