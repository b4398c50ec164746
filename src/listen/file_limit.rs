//! Makes room for as many open files as connections are allowed.

use std::io;

use super::accept::Limits;

/// Kept free for the database, logs and packets.
const FILES_FOR_THE_HOUSE: u64 = 256;

/// Raises the soft limit on open files as far as the system allows, and lowers `limits.connections` to what fits.
pub fn make_room(limits: &mut Limits) -> io::Result<()> {
    let files = rlimit::increase_nofile_limit(limits.connections as u64 + FILES_FOR_THE_HOUSE)?;
    limits.connections = connections_within(files, limits.connections);
    Ok(())
}

fn connections_within(files: u64, wanted: usize) -> usize {
    let room = files
        .saturating_sub(FILES_FOR_THE_HOUSE)
        .max(files / 2)
        .max(1);
    wanted.min(usize::try_from(room).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::connections_within;

    #[test]
    fn connections_leave_files_for_the_house() {
        assert_eq!(connections_within(1_000_000, 4096), 4096);
        assert_eq!(connections_within(1024, 4096), 768);
        assert_eq!(connections_within(200, 4096), 100);
    }
}
