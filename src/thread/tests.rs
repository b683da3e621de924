use super::IdleThreads;

#[test]
fn all_threads_are_there_until_they_are_dropped() {
    let count = || std::fs::read_dir("/proc/self/task").map(Iterator::count).unwrap_or(0);
    let idle = IdleThreads::start(50, 64).expect("50 threads can be started");
    assert_eq!(idle.len(), 50);
    if cfg!(target_os = "linux") {
        assert!(count() > 50, "50 idle threads and this one are tasks of the process");
    }
    drop(idle);
}

#[test]
fn a_refused_thread_is_an_error_and_leaves_none_behind() {
    // No system has the address space for a stack of 2^52 bytes.
    assert!(IdleThreads::start(2, 1 << 42).is_err());
}
