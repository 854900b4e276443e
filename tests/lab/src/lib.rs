//! The fault lab: one endpoint per way an MCP connection breaks.
