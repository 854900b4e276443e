//! What single answers say, about signing in above all. The engine decides by it, the checks explain by it.

pub mod challenge;
pub mod document;
pub mod resource;
pub mod token;
pub mod unread_stream;
