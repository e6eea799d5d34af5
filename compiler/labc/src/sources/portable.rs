//! Names that every file system can hold.

/// Whether a name is one that Windows keeps for devices, whatever its case and ending: `con`, `AUX.txt`.
pub fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |stem: &str| {
        let mut letters = stem.chars();
        letters.next().is_some_and(|letter| "0123456789¹²³".contains(letter)) && letters.next().is_none()
    };
    ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&stem.as_str())
        || ["com", "lpt"].iter().any(|port| stem.strip_prefix(port).is_some_and(numbered))
}

#[cfg(test)]
mod tests {
    use super::is_reserved;

    #[test]
    fn devices_of_windows() {
        for name in
            ["con", "CON", "Aux", "nul.txt", "prn.tar.gz", "com1", "LPT9", "com¹", "con .txt", "conin$"]
        {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["", "cons", "icon", "com", "com10", "lpt", "aux1", "console", "null", "vol1.con"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
