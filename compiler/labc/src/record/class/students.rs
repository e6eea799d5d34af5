//! Whose a copy is. Platforms tell who has handed a file in; where none does, a number or address that the student
//! typed tells; else every file is a student of its own. Copies are never put together because of a name: names
//! give hints. Start at [`Gathering::settle`].

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek, Write};

use super::gather::{Gathering, NotTaken};
use super::names;
use super::roster::{self, Roster};
use super::stray::Stray;
use super::{Class, Remark};

/// So many are named in one remark.
const NAMED: usize = 5;

/// A student.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Student {
    /// The number or login, or the path of the file where nothing else is known. No other student has it.
    pub id: String,
    /// The name, as the list, the platform or the student tells it.
    pub name: String,
    /// The platform that has told who it is, if one has.
    pub platform: &'static str,
    /// Whether one of the copies came late, as the platform says.
    pub late: bool,
    /// The copies, as indices into what was gathered.
    pub(super) copies: Vec<usize>,
    /// The row of the list.
    pub(super) row: Option<usize>,
}

/// Somebody on the list without any work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The first number or login.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether some work may be theirs: that of a student with their name.
    pub unclear: bool,
}

impl<S: Read + Write + Seek> Gathering<S> {
    /// Decides whose every copy is. What `same` names, by ids or paths, and what the list has in one row, is one student's.
    ///
    /// # Errors
    /// A name in `same` that nobody has.
    pub fn settle(mut self, roster: Option<Roster>, same: &[(String, String)]) -> Result<Class<S>, String> {
        self.doubt();
        let mut remarks = Vec::new();
        let mut students = self.students(roster.as_ref(), &mut remarks);
        self.work += (students.len() + self.copies.len()) as u64;
        distinguish(&mut students);
        let mut joined = Joined((0..students.len()).collect());
        let mut rows: HashMap<usize, usize> = HashMap::new();
        for (at, student) in students.iter_mut().enumerate() {
            student.row = roster.as_ref().and_then(|roster| roster.row(&student.id));
            if let Some(row) = student.row {
                joined.join(*rows.entry(row).or_insert(at), at);
            }
        }
        let mut known: HashMap<&str, usize> =
            self.copies.iter().map(|copy| &*copy.path).zip(owners(&students, self.copies.len())).collect();
        known.extend(students.iter().enumerate().map(|(at, student)| (student.id.as_str(), at)));
        for (a, b) in same {
            let find = |id: &String| known.get(id.as_str()).copied().ok_or_else(|| unknown(id, &students));
            joined.join(find(a)?, find(b)?);
        }
        let mut students = joined.students(students);
        for student in &mut students {
            if let (Some(row), Some(roster)) = (student.row, &roster)
                && !roster.rows[row].name.is_empty()
            {
                student.name.clone_from(&roster.rows[row].name);
            }
        }
        students.sort_by_cached_key(|student| (names::folded(&student.name), student.id.clone()));
        self.hints(&students, &mut remarks);
        let missing = roster.as_ref().map(|roster| missing(roster, &mut students));
        if let Some(roster) = &roster {
            self.unlisted(roster, &students, &mut remarks);
        }
        self.empty_handed(&students, &mut remarks);
        Ok(Class { gathered: self, students, remarks, missing })
    }

    /// One for each submitter, number or file; a copy that speaks of somebody else stands apart.
    fn students(&self, roster: Option<&Roster>, remarks: &mut Vec<Remark>) -> Vec<Student> {
        let mut groups: HashMap<String, usize> = HashMap::new();
        let mut found: Vec<Student> = Vec::new();
        for (at, copy) in self.copies.iter().enumerate() {
            let typed =
                names::is_id(&copy.typed) && roster.is_none_or(|roster| roster.row(&copy.typed).is_some());
            let (key, id, platform) = match &copy.submitter {
                Some(one) => (format!("{}\0{}\0{}", one.platform, one.id, one.name), &one.id, one.platform),
                None if typed => (format!("\0{}", copy.typed), &copy.typed.to_string(), ""),
                None => (format!("{}\0", copy.path), &copy.path.to_string(), ""),
            };
            let group = *groups.entry(key).or_insert(found.len());
            if group == found.len() {
                found.push(Student { id: id.clone(), platform, ..Student::default() });
            }
            found[group].copies.push(at);
        }
        let mut students = Vec::with_capacity(found.len());
        for student in found {
            self.part(student, &mut students, remarks);
        }
        students
    }

    /// Takes copies out in which another name was entered than in the rest.
    fn part(&self, mut student: Student, students: &mut Vec<Student>, remarks: &mut Vec<Remark>) {
        let copy = |at: &usize| &self.copies[*at];
        let told = student.copies.first().and_then(|at| copy(at).submitter.as_ref());
        let told = told.map_or(String::new(), |one| one.name.clone());
        // Which name is theirs: the platform's; else the one entered most often, and last.
        let mut entered: BTreeMap<String, (usize, &str, usize)> = BTreeMap::new();
        for at in student.copies.iter().filter(|at| is_name(&copy(at).typed)) {
            let one = entered.entry(names::folded(&copy(at).typed)).or_insert((0, "", *at));
            one.0 += 1;
            one.1 = one.1.max(&copy(at).saved);
        }
        let own = entered.values().max_by_key(|(count, saved, at)| {
            let typed = &copy(at).typed;
            (!told.is_empty() && names::agree(typed, &told), *count, *saved)
        });
        let own = own.map_or(String::new(), |(_, _, at)| copy(at).typed.to_string());
        let fits: BTreeMap<&String, bool> =
            entered.keys().map(|name| (name, names::agree(name, &own))).collect();
        let apart = |at: &usize| {
            let typed = &copy(at).typed;
            is_name(typed) && fits.get(&names::folded(typed)) == Some(&false)
        };
        let (others, copies): (Vec<usize>, Vec<usize>) = student.copies.iter().partition(|at| apart(at));
        student.copies = copies;
        let squeezed = student.platform == "Canvas" || told.is_empty();
        student.name = match (squeezed, own.is_empty()) {
            (false, _) => told,
            (true, false) => own,
            (true, true) if !told.is_empty() => told,
            (true, true) if student.platform.is_empty() => stem(&student.id),
            (true, true) => student.id.clone(),
        };
        let late = |copies: &[usize]| {
            copies.iter().any(|at| copy(at).submitter.as_ref().is_some_and(|one| one.late))
        };
        student.late = late(&student.copies);
        let mut by_name: BTreeMap<String, Student> = BTreeMap::new();
        for at in others {
            let typed = &copy(&at).typed;
            remarks.push(Remark::new(
                &copy(&at).path,
                format!(
                    "handed in by {} with the name `{typed}` in it: kept apart. If it is theirs, collect with --same '{}' '{}'",
                    student.told(),
                    student.id,
                    copy(&at).path
                ),
            ));
            let one = by_name.entry(names::folded(typed)).or_insert_with(|| Student {
                id: format!("{} as {typed}", student.id),
                name: typed.to_string(),
                platform: student.platform,
                ..Student::default()
            });
            one.copies.push(at);
            one.late = late(&one.copies);
        }
        students.push(student);
        students.extend(by_name.into_values());
    }

    /// What names and answers suggest, and nothing follows from.
    fn hints(&self, students: &[Student], remarks: &mut Vec<Remark>) {
        let mut called: HashMap<String, Vec<usize>> = HashMap::new();
        let mut answers: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, student) in students.iter().enumerate() {
            let typed = student.copies.iter().map(|copy| &*self.copies[*copy].typed);
            for name in std::iter::once(student.name.as_str()).chain(typed).filter(|name| !name.is_empty()) {
                let of = called.entry(names::folded(name)).or_default();
                if of.last() != Some(&at) {
                    of.push(at);
                }
            }
            for digest in
                student.copies.iter().map(|copy| self.copies[*copy].digest).filter(|digest| *digest != 0)
            {
                let of = answers.entry(digest).or_default();
                if of.last() != Some(&at) {
                    of.push(at);
                }
            }
        }
        let mut found: Vec<(usize, String)> = Vec::new();
        for of in called.into_values().filter(|of| of.len() > 1) {
            let who = listed(students, &of);
            let (a, b) = (&students[of[0]].id, &students[of[1]].id);
            found.push((of[0], format!(
                "{who} have one name. They count as {} students; if two are one, collect with --same '{a}' '{b}'",
                of.len()
            )));
        }
        for of in answers.into_values().filter(|of| of.len() > 1) {
            found.push((
                of[0],
                format!("{} have exactly the same answers, given at the same times", listed(students, &of)),
            ));
        }
        found.sort();
        remarks.extend(found.into_iter().map(|(at, remark)| Remark::new(&students[at].id, remark)));
    }

    /// Who isn't on the list.
    fn unlisted(&self, roster: &Roster, students: &[Student], remarks: &mut Vec<Remark>) {
        for student in students.iter().filter(|student| student.row.is_none()) {
            if roster.named(&student.name).is_empty() {
                remarks.push(Remark::new(
                    &student.id,
                    format!("{} is not on the list of the class", student.told()),
                ));
            }
        }
    }

    /// Who has handed in files, and none of them with work.
    fn empty_handed(&self, students: &[Student], remarks: &mut Vec<Remark>) {
        let of = |path: &str| super::submitter::of(path, self.courses.first().map_or("", String::as_str));
        let key = |one: &super::submitter::Submitter| (one.platform, one.id.clone(), one.name.clone());
        let copies = students.iter().flat_map(|student| &student.copies);
        let working: std::collections::HashSet<_> =
            copies.filter_map(|copy| self.copies[*copy].submitter.as_ref()).map(key).collect();
        let mut others: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for other in self.others.iter().filter(|other| !matches!(other.why, NotTaken::Stray(Stray::System))) {
            let Some(one) = of(&other.path).filter(|one| !working.contains(&key(one))) else { continue };
            others.entry(key(&one)).or_default().push(&other.path);
        }
        for ((_, id, name), files) in others {
            let files = files.iter().map(|path| &path[path.rfind('/').map_or(0, |slash| slash + 1)..]);
            let files = files.take(NAMED).collect::<Vec<_>>().join(", ");
            let remark = format!("{name} has handed in files without work ({files})");
            remarks.push(Remark::new(&id, remark.trim_start().to_owned()));
        }
    }
}

impl Student {
    /// Name and id, in a remark.
    pub(super) fn told(&self) -> String {
        if self.name == self.id { self.id.clone() } else { format!("{} ({})", self.name, self.id) }
    }
}

fn is_name(typed: &str) -> bool {
    !typed.is_empty() && !names::is_id(typed)
}

/// Students in a remark.
fn listed(students: &[Student], of: &[usize]) -> String {
    let mut told: Vec<String> = of.iter().take(NAMED).map(|at| students[*at].told()).collect();
    if of.len() > NAMED {
        told.push(format!("{} more", of.len() - NAMED));
    }
    let last = told.pop().unwrap_or_default();
    format!("{} and {last}", told.join(", "))
}

/// The student of each copy.
fn owners(students: &[Student], copies: usize) -> Vec<usize> {
    let mut owners = vec![0; copies];
    for (at, student) in students.iter().enumerate() {
        student.copies.iter().for_each(|copy| owners[*copy] = at);
    }
    owners
}

/// Gives every student an id that no other has.
fn distinguish(students: &mut [Student]) {
    for round in 0..3 {
        let mut count: HashMap<String, usize> = HashMap::new();
        students.iter().for_each(|student| *count.entry(student.id.clone()).or_default() += 1);
        let mut number: HashMap<String, usize> = HashMap::new();
        for student in students.iter_mut().filter(|student| count[&student.id] > 1) {
            student.id = match round {
                0 => format!("{} {}", student.id, student.name),
                1 => format!("{} {}", student.platform, student.id).trim_start().to_owned(),
                _ => {
                    let number = number.entry(student.id.clone()).or_default();
                    *number += 1;
                    format!("{} {number}", student.id)
                }
            };
        }
    }
}

/// Students that are one: for each, an earlier one.
struct Joined(Vec<usize>);

impl Joined {
    fn first(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn students(mut self, mut students: Vec<Student>) -> Vec<Student> {
        for at in 0..students.len() {
            let first = self.first(at);
            if first != at {
                let other = std::mem::take(&mut students[at]);
                let student = &mut students[first];
                student.copies.extend(other.copies);
                student.late |= other.late;
                student.row = student.row.or(other.row);
            }
        }
        students.retain(|student| !student.copies.is_empty());
        students.iter_mut().for_each(|student| student.copies.sort_unstable());
        students
    }
}

/// Who on the list has handed in nothing. A student whom no number leads to the list is found by the name, if
/// it is one student's and one row's.
fn missing(roster: &Roster, students: &mut [Student]) -> Vec<Missing> {
    let mut found = vec![false; roster.rows.len()];
    students.iter().filter_map(|student| student.row).for_each(|row| found[row] = true);
    let mut called: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    for (at, student) in students.iter().enumerate().filter(|(_, student)| student.row.is_none()) {
        called.entry(roster::key(&student.name)).or_default().push(at);
    }
    let mut missing = Vec::new();
    for (row, listed) in roster.rows.iter().enumerate() {
        if found[row] {
            continue;
        }
        let of = called.get(&roster::key(&listed.name)).filter(|_| !listed.name.is_empty());
        match of.map(Vec::as_slice) {
            Some([at]) if roster.named(&listed.name).len() == 1 => students[*at].row = Some(row),
            of => missing.push(Missing {
                id: listed.ids.first().cloned().unwrap_or_default(),
                name: listed.name.clone(),
                unclear: of.is_some(),
            }),
        }
    }
    missing
}

fn unknown(id: &str, students: &[Student]) -> String {
    let ids = students.iter().map(|student| student.id.as_str());
    match crate::similar::nearest(id, ids) {
        Some(near) => format!("--same: no student or file is called `{id}`; did you mean `{near}`?"),
        None => format!("--same: no student or file is called `{id}`; the ids are in the table of students"),
    }
}

/// The path of a file without the ending of its name.
fn stem(path: &str) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => path[..name + dot].to_owned(),
        None => path.to_owned(),
    }
}
