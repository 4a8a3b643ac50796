//! How much of the disk stays free.

/// What is asked of the disk. With zeros nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpaceRules {
    /// New mail is taken while at least so many octets are free.
    pub free_octets_min: u64,
    /// New mail is taken while at least so much of the disk is free.
    pub free_percent_min: u8,
    /// What is kept in reserve, so that mail can be removed from a disk that is full to the last block.
    pub ballast_octets: u64,
}

impl SpaceRules {
    /// So many octets must be free on a disk of `total_octets`.
    pub fn watermark(&self, total_octets: u64) -> u64 {
        let percent = u128::from(total_octets) * u128::from(self.free_percent_min) / 100;
        self.free_octets_min.max(u64::try_from(percent).unwrap_or(u64::MAX))
    }
}

/// Whether there is room for new mail: told each time that this turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceEvent {
    /// There is none any more.
    Low {
        /// What an ordinary user may still write.
        free_octets: u64,
    },
    /// There is some again.
    Room,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_of_two_watermarks_holds() {
        for (free_octets_min, free_percent_min, total, expected) in [
            (0, 0, 1_000, 0),
            (100, 0, 1_000, 100),
            (0, 5, 1_000, 50),
            (100, 5, 1_000, 100),
            (10, 5, 1_000, 50),
            (0, 100, u64::MAX, u64::MAX),
            (0, 255, u64::MAX, u64::MAX),
        ] {
            let rules = SpaceRules {
                free_octets_min,
                free_percent_min,
                ballast_octets: 7,
            };
            assert_eq!(rules.watermark(total), expected, "{rules:?} of {total}");
        }
    }
}
