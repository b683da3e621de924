#!/bin/sh
# Looks for undefined behavior in the modules with `unsafe` code: under miri where a nightly toolchain has it or can get
# it, else under the address sanitizer, which sees less (no aliasing, no data races, no uninitialized memory) but runs
# the whole interpreter. Arguments choose tests; if there are none: object, refcount, gc.
set -eu
cd "$(dirname "$0")/.."
[ "$#" -gt 0 ] || set -- object:: refcount:: gc::

have_miri() {
    cargo +nightly miri --version >/dev/null 2>&1 && return
    rustup component add miri rust-src --toolchain nightly >/dev/null 2>&1
}

if have_miri; then
    # Values are words that hold addresses, so the address of an object is exposed; clocks and threads are the system's.
    export MIRIFLAGS="-Zmiri-permissive-provenance -Zmiri-disable-isolation ${MIRIFLAGS:-}"
    echo "under miri, $(rustc +nightly --version)"
    exec cargo +nightly miri test --package roommates --lib --locked --target-dir target/miri -- "$@"
fi
echo "miri is not here and cannot be fetched: under the address sanitizer"
target="$(rustc -vV | sed -n 's/^host: //p')"
# Sanitizers are not stable; the switch that allows them applies to this one build.
export RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address"
exec cargo test --package roommates --lib --locked --target "$target" --target-dir target/sanitizer -- "$@" interp::
