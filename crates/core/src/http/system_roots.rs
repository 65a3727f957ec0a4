//! How many certificates the system trusts, for a report about a problem.

/// Returns the number of the system's root certificates; `None` on a system that answers only about one certificate at a time.
#[cfg(target_os = "linux")]
#[must_use]
pub fn system_root_count() -> Option<usize> {
    Some(rustls_native_certs::load_native_certs().certs.len())
}

/// Returns `None`: the system answers only about one certificate at a time.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn system_root_count() -> Option<usize> {
    None
}
