//! The tables of sheets; the lines that count stand beside the signatures that were given online.

pub mod sheet;
pub mod sheet_entry;
pub mod sheet_print;

pub use sheet::SheetId;
pub use sheet_print::SheetPrintId;
