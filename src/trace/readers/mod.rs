//! What single answers say about signing in. The engine decides by it, the checks explain by it.

pub mod challenge;
pub mod document;
pub mod resource;
pub mod token;
