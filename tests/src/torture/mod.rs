//! Faults on purpose: programs killed in the middle of their work, and what must still be true afterwards.

pub mod faults;
pub mod kill;
pub mod model;
pub mod power;
pub mod power_trace;
pub mod programs;
pub mod random;
pub mod worker;
