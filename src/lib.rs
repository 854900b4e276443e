//! Faultfinder: finds the step at which an MCP connection breaks.
