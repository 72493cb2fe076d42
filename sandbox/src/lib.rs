//! The embedded fediverse for the demo and the tests.
