//! x
use crate::runs::Run;
pub fn hold(_run: &Run, _name: &str) {}
