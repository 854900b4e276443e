//! The pure modules, tested natively.
