//! The list of a class: who should have handed in. Start at [`Roster::read`].

use std::collections::HashMap;

use super::names;

/// The list of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    pub rows: Vec<RosterRow>,
    /// The row of each number and login.
    by_id: HashMap<String, usize>,
    /// The rows of each name, as it is compared.
    by_name: HashMap<Vec<String>, Vec<usize>>,
}

/// A row of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterRow {
    /// The numbers and logins a student is known by, the first first.
    pub ids: Vec<String>,
    /// The name.
    pub name: String,
}

const IDS: [&str; 15] = [
    "id",
    "id number",
    "identifier",
    "student id",
    "student number",
    "user id",
    "username",
    "login",
    "sis user id",
    "sis login id",
    "orgdefinedid",
    "email",
    "e-mail",
    "email address",
    "also",
];
const NAMES: [&str; 4] = ["name", "full name", "student", "student name"];
const FIRST: [&str; 4] = ["first name", "firstname", "given name", "first"];
const LAST: [&str; 6] = ["last name", "lastname", "surname", "family name", "last", "name of family"];

impl Roster {
    /// Reads a table, separated by commas, semicolons or tabs, with a row of heads. Columns are known by the names that
    /// learning platforms give them; `also` has further numbers and logins of the same student, with blanks between.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = crate::record::store::text_of(bytes);
        let head = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
        let separator = [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let heads: Vec<String> = match reader.headers() {
            Ok(heads) => heads.iter().map(names::folded).collect(),
            Err(error) => return Err(format!("can't be read: {error}")),
        };
        let find = |known: &[&str]| -> Vec<usize> {
            (0..heads.len()).filter(|at| known.contains(&heads[*at].as_str())).collect()
        };
        let (ids, whole, first, last) = (find(&IDS), find(&NAMES), find(&FIRST), find(&LAST));
        if ids.is_empty() && whole.is_empty() && last.is_empty() {
            return Err(format!(
                "has no column that tells who a student is: `id`, `email`, `username` or `name` (its columns are {})",
                heads.iter().map(|head| format!("`{head}`")).collect::<Vec<_>>().join(", ")
            ));
        }
        let mut roster = Self::default();
        for row in reader.records() {
            let row = row.map_err(|error| format!("can't be read: {error}"))?;
            let cell = |at: &usize| row.get(*at).unwrap_or_default().trim();
            let name = match whole.iter().map(cell).find(|name| !name.is_empty()) {
                Some(name) => name.to_owned(),
                None => [&first, &last].into_iter().flatten().map(cell).collect::<Vec<_>>().join(" "),
            };
            let also = |at: &usize| heads[*at] == "also" || heads[*at] == "identifier";
            let split = |at| cell(at).split(|letter: char| letter.is_whitespace() || letter == ';');
            let ids = ids.iter().flat_map(|at| match also(at) {
                true => split(at).filter(|id| *id != "Participant").collect(),
                false => vec![cell(at)],
            });
            let ids: Vec<String> = ids.filter(|id| !id.is_empty()).map(str::to_owned).collect();
            // Canvas puts the points that are possible under the heads.
            if (ids.is_empty() && name.trim().is_empty()) || name.trim() == "Points Possible" {
                continue;
            }
            roster.add(RosterRow { ids, name: name.trim().to_owned() });
        }
        Ok(roster)
    }

    fn add(&mut self, listed: RosterRow) {
        let row = self.rows.len();
        for id in &listed.ids {
            self.by_id.entry(id.clone()).or_insert(row);
        }
        if !listed.name.is_empty() {
            self.by_name.entry(key(&listed.name)).or_default().push(row);
        }
        self.rows.push(listed);
    }

    /// The row of a number or login.
    pub(super) fn row(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The rows of a name.
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(&key(name)).map_or(&[], Vec::as_slice)
    }
}

/// The words of a name in order.
pub(super) fn key(name: &str) -> Vec<String> {
    names::words(name).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_as_platforms_export_them() {
        for text in [
            "First name,Last name,ID number,Email address\nAda,Lovelace,s1,ada@x.org\nBob,Bee,,bob@x.org\n",
            "\u{feff}Last Name;First Name;ID number;Email address\r\nLovelace;Ada;s1;ada@x.org\r\nBee;Bob;;bob@x.org\r\n",
            "id\temail\tname\ns1\tada@x.org\tLovelace, Ada\n\tbob@x.org\tBob Bee\n\t\t\n",
        ] {
            let roster = Roster::read(text.as_bytes()).unwrap();
            assert_eq!(roster.rows.len(), 2, "{text}");
            assert_eq!(
                (roster.row("s1"), roster.row("bob@x.org"), roster.row("x")),
                (Some(0), Some(1), None)
            );
            assert_eq!((roster.named("ada lovelace"), roster.named("BEE Bob")), (&[0][..], &[1][..]));
        }
        let canvas = "Student,ID,SIS User ID,Section\n    Points Possible,,,\n\"Lovelace, Ada\",12345,s1,A\n";
        let roster = Roster::read(canvas.as_bytes()).unwrap();
        assert_eq!((roster.rows.len(), roster.row("12345"), roster.row("s1")), (1, Some(0), Some(0)));
        let moodle = "Identifier,Full name,also\nParticipant 77,Ada,88 99\n";
        let roster = Roster::read(moodle.as_bytes()).unwrap();
        assert_eq!(roster.rows[0].ids, ["77", "88", "99"]);
        let wide: Vec<u8> = "name\nAda\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Roster::read(&[b"\xff\xfe", wide.as_slice()].concat()).unwrap().rows.len(), 1);
    }

    #[test]
    fn a_table_that_is_no_list_is_said() {
        let error = Roster::read(b"colour,size\nred,3\n").unwrap_err();
        assert!(error.contains("`colour`, `size`"), "{error}");
        assert!(Roster::read(b"").is_err());
    }
}
