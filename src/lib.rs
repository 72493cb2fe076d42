//! Freshet's core: what home has stored beside what a remote profile says now.

pub mod richtext;
pub mod software;
