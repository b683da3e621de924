#!/bin/sh
# Measures everything twice with the same code on this machine and compares: no verdict may flip, and 95 % of the
# intervals must overlap. Takes twice as long as `cargo xtask regen --force`; arguments go to both runs, for example
# `scripts/twice.sh --quick --only gil_vs_threads`. The records of the second run stay in book/results.
set -eu
cd "$(dirname "$0")/.."
first=target/twice
cargo xtask regen --force "$@"
rm -rf "$first"
mkdir -p "$first"
cp -R book/results/. "$first"
cargo xtask regen --force "$@"
cargo xtask compare "$first" book/results
