//! The tables of audit.

pub mod audit_entry;
pub mod audit_head;

pub use audit_entry::AuditEntryId;
