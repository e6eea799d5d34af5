use postcard::{from_bytes, to_allocvec};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::chart::{Amount, BarForm, Bars, Body, Chart, Heat, IntervalOf, Plane, Radar, Stretch, Style};
use crate::mark::Sheet;
use crate::number::{Digits, Format};
use crate::page::{Content, Control, ControlKind, Page, Piece, Slot};
use crate::program::{Binary, Fold, Op, Program, Unary};
use crate::recall::{Ledger, RecordQuery};

/// Whether both can read it; they have to agree on that, and on what it is.
fn both<T: Decode + Serialize + DeserializeOwned>(bytes: &[u8]) -> bool {
    let written = |value: T| to_allocvec(&value).expect("it is writable");
    let (mine, theirs) = (decode::<T>(bytes).map(written), from_bytes::<T>(bytes).ok().map(written));
    assert_eq!(mine, theirs, "{bytes:?}");
    mine.is_some()
}

/// Each choice, followed by zeros; how many there are.
fn choices<T: Decode + Serialize + DeserializeOwned>() -> usize {
    let bytes = |number: u8| {
        let mut bytes = vec![0; 64];
        bytes[0] = number;
        bytes
    };
    (0..128).filter(|number| both::<T>(&bytes(*number))).count()
}

#[test]
fn every_choice_is_read_as_serde_reads_it() {
    let counts = [
        choices::<Op>(),
        choices::<Unary>(),
        choices::<Binary>(),
        choices::<Fold>(),
        choices::<ControlKind>(),
        choices::<Content>(),
        choices::<Piece>(),
        choices::<Digits>(),
        choices::<RecordQuery>(),
        choices::<Style>(),
        choices::<BarForm>(),
        choices::<IntervalOf>(),
    ];
    assert_eq!(counts, [15, Unary::ALL.len(), 14, 9, 3, 8, 5, 5, 10, 8, 3, 3]);
    assert_eq!(choices::<Body>(), 6);
}

/// Bytes that are often a value: small, and followed by as many zeros as anything needs.
fn likely() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![6 => 0u8..2, 3 => 0u8..6, 1 => any::<u8>()];
    let zeros = |mut bytes: Vec<u8>| {
        bytes.resize(bytes.len() + 400, 0);
        bytes
    };
    proptest::collection::vec(byte, 0..120).prop_map(zeros)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_read_as_serde_reads_them(bytes in likely()) {
        both::<Page>(&bytes);
        both::<Program>(&bytes);
        both::<Control>(&bytes);
        both::<Vec<Slot>>(&bytes);
        both::<Vec<Format>>(&bytes);
        both::<Ledger>(&bytes);
        both::<Vec<Sheet>>(&bytes);
    }

    #[test]
    fn charts_are_read_as_serde_reads_them(bytes in likely()) {
        both::<Vec<Chart>>(&bytes);
        both::<Plane>(&bytes);
        both::<Bars>(&bytes);
        both::<Vec<Stretch>>(&bytes);
        both::<Radar>(&bytes);
        both::<Heat>(&bytes);
        both::<Vec<Amount>>(&bytes);
    }

    #[test]
    fn what_is_cut_off_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        both::<Page>(&bytes);
        both::<Vec<Op>>(&bytes);
        both::<Vec<String>>(&bytes);
        both::<Vec<f64>>(&bytes);
        both::<u32>(&bytes);
    }

    #[test]
    fn damage_is_found(
        bytes in proptest::collection::vec(any::<u8>(), 0..40), at in any::<proptest::sample::Index>(), to in any::<u8>()
    ) {
        let mut sound = with_checksum(bytes.clone());
        prop_assert_eq!(undamaged(&sound), Some(&bytes[..]));
        prop_assert_eq!(undamaged(&sound[1..]), None);
        let at = at.index(sound.len());
        if sound[at] != to {
            sound[at] = to;
            prop_assert_eq!(undamaged(&sound), None);
        }
    }
}
