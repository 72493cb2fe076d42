//! Drives the packaged extension in real browsers.
