//! The values that editors show.

use std::fs;

use labc::now;
use labc::record::protocol::Course;
use labc::sources::{FileId, NoFiles};
use labc_tests::place::root;

#[test]
fn the_value_of_one_name_is_its_value_among_all() {
    let file = FileId(0);
    let mut compared = 0;
    for folder in fs::read_dir(root().join("labs-src")).unwrap() {
        let path = folder.unwrap().path().join("lab.lab");
        let source = fs::read_to_string(&path).unwrap();
        // Without the labs and files around it, for which an editor does not wait either.
        let analysis = labc::analyse_names(file, &source, &NoFiles, &Course::default());
        let model = &analysis.checker.model;
        for (id, value) in now::at_start(model, file).into_iter().enumerate() {
            let alone = now::one_at_start(model, file, id);
            assert_eq!(alone, value, "`{}` of {}", model.defines[id].tree.name.text, path.display());
            compared += usize::from(value.is_some());
        }
    }
    assert!(compared > 200, "{compared} values");
}
