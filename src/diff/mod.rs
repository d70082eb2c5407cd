//! Differences between two texts of prose.
