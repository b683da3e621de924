//! Memory of this process, as the kernel counts it.

use std::io;

/// Sizes in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Pages in main memory (`VmRSS`).
    pub resident: u64,
    /// Address space, most of it never touched (`VmSize`).
    pub reserved: u64,
}

/// Memory of this process now.
///
/// # Errors
/// `Unsupported` where there is no `/proc/self/status`, and whatever reading it gives.
pub fn of_this_process() -> io::Result<Memory> {
    #[cfg(target_os = "linux")]
    {
        let status = procfs::process::Process::myself().and_then(|p| p.status()).map_err(io::Error::other)?;
        let bytes = |kib: Option<u64>| kib.map(|k| k * 1024).ok_or(io::ErrorKind::InvalidData);
        Ok(Memory { resident: bytes(status.vmrss)?, reserved: bytes(status.vmsize)? })
    }
    #[cfg(not(target_os = "linux"))]
    Err(io::ErrorKind::Unsupported.into())
}
