//! Freshet's core: what home has stored beside what a remote profile says now.

pub mod actor;
pub mod address;
pub mod cached;
pub mod compare;
pub mod handle;
mod intake;
pub mod oddity;
pub mod profile;
pub mod richtext;
pub mod software;
