//! Tests of the harness, by file.

mod doubts;
mod estimates;
mod journals;
mod lookups;
mod numbers;
mod sampling;
mod verdicts;
