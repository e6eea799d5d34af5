//! The corpus: sentences of a small grammar whose point is the verb. An adverb decides the tense, the subject
//! decides person and number, and a phrase between subject and verb distracts from it: "right now the dogs near
//! the house are chasing the ball". A model sees characters, so it can inflect verbs it has never met.

use std::collections::{BTreeSet, HashSet};

use crate::chance::Chance;

/// What each character is to the model: its position here. A line break begins and ends a sentence.
const CHARACTERS: &str = "\n abcdefghijklmnopqrstuvwxyz";
/// How many characters there are.
pub const VOCABULARY: usize = CHARACTERS.len();
/// The line break.
pub const BOUNDARY: u8 = 0;
/// The longest sentence, with both of its line breaks.
pub const LONGEST: usize = 96;

/// A text as the model reads it. Panics at a character that the corpus does not have.
pub fn tokens(text: &str) -> Vec<u8> {
    text.chars().map(|c| CHARACTERS.find(c).expect("a character of the corpus") as u8).collect()
}

/// Verbs with irregular forms, most frequent first: base, past, participle.
const IRREGULAR: &str = "get got got, make made made, know knew known, take took taken, see saw seen, \
    find found found, give gave given, tell told told, leave left left, feel felt felt, bring brought brought, \
    keep kept kept, hold held held, write wrote written, hear heard heard, meet met met, pay paid paid, \
    read read read, lose lost lost, send sent sent, build built built, draw drew drawn, break broke broken, \
    spend spent spent, cut cut cut, catch caught caught, choose chose chosen, buy bought bought, wear wore worn, \
    throw threw thrown, sell sold sold, teach taught taught, eat ate eaten, sing sang sung, drive drove driven, \
    forget forgot forgotten, hide hid hidden, shake shook shaken, ride rode ridden, steal stole stolen, \
    drink drank drunk, feed fed fed, hit hit hit, put put put, win won won, bite bit bitten, blow blew blown, \
    freeze froze frozen, tear tore torn, sweep swept swept, lend lent lent, hurt hurt hurt, bend bent bent, \
    shut shut shut, split split split, weave wove woven, swing swung swung, dig dug dug, seek sought sought, \
    grow grew grown";

/// Regular verbs that training sees, most frequent first.
const REGULAR: &str = "use want ask call need help show play move like watch follow open visit love carry \
    count clean cook paint wash touch push pull lift fill pick drop climb cross hunt chase kick save share trade \
    taste smell study copy hurry worry marry dry try fry bury enjoy destroy stop plan grab drag hug rob trap \
    wrap mix fix miss kiss pass press guess dress reach search stretch scratch fetch match punish polish \
    finish crush wish admire arrange bake blame borrow change close collect compare cover cure damage \
    decorate defend describe doubt earn examine explore fear film fold gather greet guard handle hate \
    ignore improve invite join judge label land lock mark measure mend notice obey offer order pack pardon place \
    plant praise prepare protect prove raise record remember remove rent repair rescue respect scare serve";

/// Regular verbs that no training sentence contains.
const HELD_OUT: &str = "sort admit carve deny empty hammer inspect juggle knit lick milk nudge obtain patch \
    print ruin smash tickle unpack varnish";

const NOUNS: &str = "dog cat bird horse child girl boy farmer doctor sailor baker king queen friend \
    guest clown";
const OBJECTS: &str = "ball book letter apple box lamp coat stone boat map cup rope drum cake song garden \
    window door wall road tree flower fish shirt clock chair basket bottle hat kite coin ring plate sword \
    wheel ladder mirror candle piano";
const ADJECTIVES: &str = "old young tall small quiet clever tired happy strange kind";
const PLACES: &str = "house river garden bridge market tower forest school";
const NEAR: [&str; 4] = ["near", "behind", "beside", "above"];
const PREPOSITIONS: [&str; 4] = ["in", "at", "by", "under"];

/// When something happens. Each has adverbs of its own, so an adverb decides the tense.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    /// "walked"
    Past,
    /// "walks"
    Present,
    /// "will walk"
    Future,
    /// "is walking"
    Progressive,
    /// "has walked"
    Perfect,
}

const TENSES: [(Tense, [&str; 3]); 5] = [
    (Tense::Past, ["yesterday", "last week", "long ago"]),
    (Tense::Present, ["every day", "often", "as a rule"]),
    (Tense::Future, ["tomorrow", "next year", "soon"]),
    (Tense::Progressive, ["right now", "at the moment", "currently"]),
    (Tense::Perfect, ["already", "so far", "since monday"]),
];

/// Who does something, as far as the verb can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// I
    First,
    /// you, we, they, and nouns in the plural
    Plural,
    /// he, she, it, and nouns in the singular
    Third,
}

const PRONOUNS: [(&str, Agreement); 7] = [
    ("i", Agreement::First),
    ("you", Agreement::Plural),
    ("he", Agreement::Third),
    ("she", Agreement::Third),
    ("it", Agreement::Third),
    ("we", Agreement::Plural),
    ("they", Agreement::Plural),
];

/// What makes a verb easy or hard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Regular, and seen in training.
    Regular,
    /// Irregular, and seen in training.
    Irregular,
    /// Regular, and in no training sentence.
    HeldOut,
}

/// The three kinds, in the order of results.
pub const KINDS: [Kind; 3] = [Kind::Regular, Kind::Irregular, Kind::HeldOut];

/// A verb and the words that go with it.
#[derive(Clone, Debug)]
struct Verb {
    base: String,
    past: String,
    participle: String,
    kind: Kind,
    objects: [usize; 3],
    preposition: usize,
}

impl Verb {
    /// The verb with its auxiliaries: "does not walk".
    fn form(&self, tense: Tense, agreement: Agreement, negated: bool) -> String {
        let third = agreement == Agreement::Third;
        let be = match agreement {
            Agreement::First => "am",
            Agreement::Plural => "are",
            Agreement::Third => "is",
        };
        let not = if negated { " not" } else { "" };
        match tense {
            Tense::Past if negated => format!("did not {}", self.base),
            Tense::Past => self.past.clone(),
            Tense::Present if negated => format!("{} not {}", if third { "does" } else { "do" }, self.base),
            Tense::Present if third => with_s(&self.base),
            Tense::Present => self.base.clone(),
            Tense::Future => format!("will{not} {}", self.base),
            Tense::Progressive => format!("{be}{not} {}", with_ing(&self.base)),
            Tense::Perfect => format!("{}{not} {}", if third { "has" } else { "have" }, self.participle),
        }
    }

    /// Every form there is, and those that a learner who knows only rules would make.
    fn forms(&self, negated: bool) -> Vec<String> {
        let mut forms = BTreeSet::new();
        for (tense, _) in TENSES {
            for agreement in [Agreement::First, Agreement::Plural, Agreement::Third] {
                forms.insert(self.form(tense, agreement, negated));
            }
        }
        if self.kind == Kind::Irregular {
            let ed = with_ed(&self.base);
            for have in ["has", "have"] {
                forms.insert(if negated { format!("{have} not {ed}") } else { format!("{have} {ed}") });
            }
            if !negated {
                forms.insert(ed);
            }
        }
        forms.into_iter().collect()
    }
}

fn vowel(byte: u8) -> bool {
    b"aeiou".contains(&byte)
}

/// Whether the last consonant doubles before an ending: "stop", not "open" or "fix".
fn doubles(base: &str) -> bool {
    let b = base.as_bytes();
    let vowels = b.iter().filter(|b| vowel(**b)).count();
    let stressed_at_the_end = vowels == 1 || ["admit", "forget"].contains(&base);
    match b {
        [.., before, last, end] => {
            stressed_at_the_end && !vowel(*before) && vowel(*last) && !vowel(*end) && !b"wxy".contains(end)
        }
        _ => false,
    }
}

fn consonant_y(base: &str) -> bool {
    matches!(base.as_bytes(), [.., before, b'y'] if !vowel(*before))
}

fn with_s(base: &str) -> String {
    if consonant_y(base) {
        format!("{}ies", &base[..base.len() - 1])
    } else if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end)) {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

fn with_ed(base: &str) -> String {
    if base.ends_with('e') {
        format!("{base}d")
    } else if consonant_y(base) {
        format!("{}ied", &base[..base.len() - 1])
    } else if doubles(base) {
        format!("{base}{}ed", &base[base.len() - 1..])
    } else {
        format!("{base}ed")
    }
}

fn with_ing(base: &str) -> String {
    if base.ends_with('e') && !base.ends_with("ee") {
        format!("{}ing", &base[..base.len() - 1])
    } else if doubles(base) {
        format!("{base}{}ing", &base[base.len() - 1..])
    } else {
        format!("{base}ing")
    }
}

/// A sentence and how improbable the grammar makes it, in nats.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Without its line breaks.
    pub text: String,
    /// Minus the logarithm of its probability.
    pub nats: f64,
    /// Where the verb begins, and how long it is with its auxiliaries.
    verb: (usize, usize),
}

/// A question of the task: which form goes on?
#[derive(Clone, Debug)]
pub struct Item {
    /// What stands before the verb, with the line break and the last space.
    pub prompt: String,
    /// The forms to choose from.
    pub forms: Vec<String>,
    /// Which of them is right.
    pub right: usize,
    /// What makes the verb easy or hard.
    pub kind: Kind,
}

/// The grammar with its word lists.
pub struct Grammar {
    verbs: Vec<Verb>,
    /// How often training chooses each verb: the n-th in proportion to 1/(n + 3).
    weights: Vec<f64>,
    nouns: Vec<&'static str>,
    objects: Vec<&'static str>,
    adjectives: Vec<&'static str>,
    places: Vec<&'static str>,
}

fn words(list: &'static str) -> Vec<&'static str> {
    list.split_whitespace().collect()
}

/// Three different ones of `count`.
fn three_of(count: usize, chance: &mut Chance) -> [usize; 3] {
    loop {
        let [a, b, c] = std::array::from_fn(|_| chance.one_of(count));
        if a != b && b != c && a != c {
            return [a, b, c];
        }
    }
}

impl Grammar {
    /// The grammar; `seed` decides which objects go with which verb.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed, 0);
        let objects = words(OBJECTS);
        let mut verb = |base: &str, past: String, participle: String, kind| Verb {
            base: base.into(),
            past,
            participle,
            kind,
            objects: three_of(objects.len(), &mut chance),
            preposition: chance.one_of(PREPOSITIONS.len()),
        };
        let regular = |base: &str| (with_ed(base), with_ed(base));
        let irregular: Vec<Verb> = IRREGULAR
            .split(',')
            .map(|forms| match words(forms)[..] {
                [base, past, participle] => verb(base, past.into(), participle.into(), Kind::Irregular),
                _ => unreachable!("three forms"),
            })
            .collect();
        let mut seen: Vec<Verb> = Vec::new();
        for base in words(REGULAR) {
            let (past, participle) = regular(base);
            seen.push(verb(base, past, participle, Kind::Regular));
        }
        // Frequent verbs are often irregular: two of them to three regular ones while they last.
        let (mut irregular, mut seen) = (irregular.into_iter(), seen.into_iter());
        let mut verbs = Vec::new();
        loop {
            let before = verbs.len();
            verbs.extend(irregular.by_ref().take(2));
            verbs.extend(seen.by_ref().take(3));
            if verbs.len() == before {
                break;
            }
        }
        let weights = (0..verbs.len()).map(|rank| 1.0 / (rank + 3) as f64).collect();
        for base in words(HELD_OUT) {
            let (past, participle) = regular(base);
            verbs.push(verb(base, past, participle, Kind::HeldOut));
        }
        Grammar {
            verbs,
            weights,
            nouns: words(NOUNS),
            objects,
            adjectives: words(ADJECTIVES),
            places: words(PLACES),
        }
    }

    /// A sentence with a verb that training may use.
    pub fn sentence(&self, chance: &mut Chance) -> Sentence {
        chance.nats = 0.0;
        let verb = chance.weighted(&self.weights);
        let first = chance.happens(0.7);
        self.sentence_with(verb, first, chance).0
    }

    /// A sentence with this verb, its adverb in front or at the end; and whether its verb is negated.
    fn sentence_with(&self, verb: usize, first: bool, chance: &mut Chance) -> (Sentence, bool) {
        let verb = &self.verbs[verb];
        let (tense, adverbs) = TENSES[chance.one_of(TENSES.len())];
        let adverb = adverbs[chance.one_of(adverbs.len())];
        let mut distracted = false;
        let (subject, agreement) = if chance.happens(0.5) {
            let (pronoun, agreement) = PRONOUNS[chance.one_of(PRONOUNS.len())];
            (pronoun.to_owned(), agreement)
        } else {
            let plural = chance.happens(0.5);
            let adjective = if chance.happens(0.4) {
                format!("{} ", self.adjectives[chance.one_of(self.adjectives.len())])
            } else {
                String::new()
            };
            let mut subject =
                format!("the {adjective}{}", noun(self.nouns[chance.one_of(self.nouns.len())], plural));
            distracted = chance.happens(0.4);
            if distracted {
                let near = NEAR[chance.one_of(NEAR.len())];
                let place = self.places[chance.one_of(self.places.len())];
                subject += &format!(" {near} the {}", noun(place, chance.happens(0.5)));
            }
            (subject, if plural { Agreement::Plural } else { Agreement::Third })
        };
        let negated = chance.happens(0.25);
        let form = verb.form(tense, agreement, negated);
        let mut text = if first { format!("{adverb} {subject} ") } else { format!("{subject} ") };
        let at = (text.len(), form.len());
        text += &form;
        text += &format!(" the {}", self.objects[verb.objects[chance.weighted(&[4.0, 2.0, 1.0])]]);
        if !distracted && chance.happens(0.3) {
            let place = self.places[chance.one_of(self.places.len())];
            text += &format!(" {} the {place}", PREPOSITIONS[verb.preposition]);
        }
        if !first {
            text += &format!(" {adverb}");
        }
        (Sentence { text, nats: chance.nats, verb: at }, negated)
    }

    /// A question about a verb of this kind, all of them equally often. The adverb stands in front, so the tense
    /// is known before the verb.
    fn item(&self, kind: Kind, chance: &mut Chance) -> Item {
        let verbs: Vec<usize> = (0..self.verbs.len()).filter(|verb| self.verbs[*verb].kind == kind).collect();
        let verb = verbs[chance.one_of(verbs.len())];
        let (sentence, negated) = self.sentence_with(verb, true, chance);
        let (at, length) = sentence.verb;
        let forms = self.verbs[verb].forms(negated);
        let right = forms.iter().position(|form| *form == sentence.text[at..at + length]);
        Item {
            prompt: format!("\n{}", &sentence.text[..at]),
            right: right.expect("one of the forms"),
            forms,
            kind,
        }
    }
}

fn noun(noun: &str, plural: bool) -> String {
    match (noun, plural) {
        (_, false) => noun.into(),
        ("child", true) => "children".into(),
        _ => with_s(noun),
    }
}

/// How much of everything there is.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Sentences to train on.
    pub train: usize,
    /// Sentences to measure perplexity on, before those of training are removed.
    pub test: usize,
    /// Sentences to calibrate with, before those of training and test are removed.
    pub calibration: usize,
    /// Questions of each kind of verb.
    pub items: usize,
}

/// The data of the experiment: the same for all of its seeds.
pub struct Corpus {
    /// Sentences to train on.
    pub train: Vec<Sentence>,
    /// Sentences to measure perplexity on; none of them is among those of training.
    pub test: Vec<Sentence>,
    /// Sentences to calibrate with; none of them is among those of training or test.
    pub calibration: Vec<Sentence>,
    /// The questions of the task.
    pub items: Vec<Item>,
}

impl Corpus {
    /// Draws everything, each part from a random stream of its own.
    pub fn new(seed: u64, sizes: Sizes) -> Self {
        let grammar = Grammar::new(seed);
        let mut used = HashSet::new();
        let mut draw = |stream, count, keep_known: bool| -> Vec<Sentence> {
            let mut chance = Chance::new(seed, stream);
            let sentences = (0..count).map(|_| grammar.sentence(&mut chance));
            sentences.filter(|sentence| used.insert(sentence.text.clone()) || keep_known).collect()
        };
        let (train, test) = (draw(1, sizes.train, true), draw(2, sizes.test, false));
        let calibration = draw(3, sizes.calibration, false);
        let mut chance = Chance::new(seed, 4);
        let items =
            (0..sizes.items).flat_map(|_| KINDS).map(|kind| grammar.item(kind, &mut chance)).collect();
        Corpus { train, test, calibration, items }
    }

    /// The hash of what models are trained on.
    pub fn train_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for sentence in &self.train {
            hasher.update(format!("{}\n", sentence.text).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The hash of all of it.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (part, sentences) in
            [("train", &self.train), ("test", &self.test), ("calibration", &self.calibration)]
        {
            hasher.update(format!("{part} {}\n", sentences.len()).as_bytes());
            for sentence in sentences {
                hasher.update(sentence.text.as_bytes());
                hasher.update(b"\n");
            }
        }
        for item in &self.items {
            hasher.update(
                format!("{}|{}|{}|{:?}\n", item.prompt, item.forms.join("/"), item.right, item.kind)
                    .as_bytes(),
            );
        }
        hasher.finalize().to_hex().to_string()
    }

    /// How many words the test sentences have, and how many characters with the line break that ends each.
    pub fn test_size(&self) -> (usize, usize) {
        let words = self.test.iter().map(|sentence| sentence.text.split(' ').count()).sum();
        (words, self.test.iter().map(|sentence| sentence.text.len() + 1).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Sizes = Sizes { train: 4000, test: 400, calibration: 100, items: 200 };

    fn verb(base: &str) -> Verb {
        let grammar = Grammar::new(1);
        grammar.verbs.into_iter().find(|verb| verb.base == base).expect("a verb of the list")
    }

    #[test]
    fn verbs_are_spelled_as_in_english() {
        for (base, s, ed, ing) in [
            ("stop", "stops", "stopped", "stopping"),
            ("open", "opens", "opened", "opening"),
            ("fix", "fixes", "fixed", "fixing"),
            ("carry", "carries", "carried", "carrying"),
            ("enjoy", "enjoys", "enjoyed", "enjoying"),
            ("bake", "bakes", "baked", "baking"),
            ("admit", "admits", "admitted", "admitting"),
            ("visit", "visits", "visited", "visiting"),
            ("clean", "cleans", "cleaned", "cleaning"),
            ("punish", "punishes", "punished", "punishing"),
            ("show", "shows", "showed", "showing"),
        ] {
            assert_eq!((with_s(base), with_ed(base), with_ing(base)), (s.into(), ed.into(), ing.into()));
        }
        let write = verb("write");
        assert_eq!(write.form(Tense::Perfect, Agreement::Third, true), "has not written");
        assert_eq!(write.form(Tense::Progressive, Agreement::First, false), "am writing");
        assert!(write.forms(false).contains(&"has writed".to_owned()));
        assert_eq!(verb("put").form(Tense::Past, Agreement::Third, false), "put");
        assert_eq!(with_ing("forget"), "forgetting");
    }

    #[test]
    fn words_are_distinct_and_known_to_the_model() {
        let grammar = Grammar::new(1);
        let mut bases = HashSet::new();
        for verb in &grammar.verbs {
            assert!(bases.insert(verb.base.clone()), "{} twice", verb.base);
        }
        assert!(grammar.verbs.len() >= 190, "{}", grammar.verbs.len());
        assert_eq!(grammar.verbs.iter().filter(|verb| verb.kind == Kind::HeldOut).count(), 20);
    }

    #[test]
    fn held_out_verbs_are_in_no_sentence() {
        let corpus = Corpus::new(7, SMALL);
        let held_out: HashSet<String> = Grammar::new(7)
            .verbs
            .iter()
            .filter(|verb| verb.kind == Kind::HeldOut)
            .flat_map(|verb| [with_s(&verb.base), with_ing(&verb.base), verb.past.clone(), verb.base.clone()])
            .collect();
        for sentence in corpus.train.iter().chain(&corpus.test).chain(&corpus.calibration) {
            assert!(sentence.text.split(' ').all(|word| !held_out.contains(word)), "{}", sentence.text);
            assert!(sentence.text.len() + 2 <= LONGEST, "{}", sentence.text);
        }
    }

    #[test]
    fn splits_share_no_sentence() {
        let corpus = Corpus::new(7, SMALL);
        let train: HashSet<&str> = corpus.train.iter().map(|sentence| sentence.text.as_str()).collect();
        let test: HashSet<&str> = corpus.test.iter().map(|sentence| sentence.text.as_str()).collect();
        assert!(test.iter().all(|text| !train.contains(text)));
        assert!(
            corpus
                .calibration
                .iter()
                .all(|s| !train.contains(s.text.as_str()) && !test.contains(s.text.as_str()))
        );
        assert_ne!(corpus.hash(), Corpus::new(8, SMALL).hash());
        assert_eq!(corpus.hash(), Corpus::new(7, SMALL).hash());
    }

    /// A sentence's probability is the product of its choices, so sentences that the grammar can make add up to
    /// no more than 1, and the average of `nats` is the entropy.
    #[test]
    fn nats_are_those_of_the_choices() {
        let grammar = Grammar::new(7);
        let mut chance = Chance::new(7, 9);
        let mut seen = std::collections::HashMap::new();
        for _ in 0..20_000 {
            let sentence = grammar.sentence(&mut chance);
            assert!(sentence.nats > 0.0);
            let known = seen.entry(sentence.text).or_insert(sentence.nats);
            assert!((*known - sentence.nats).abs() < 1e-9, "one sentence, two probabilities");
        }
        assert!(seen.values().map(|nats| libm::exp(-nats)).sum::<f64>() < 1.0);
    }

    #[test]
    fn items_have_one_right_form_among_wrong_ones() {
        let corpus = Corpus::new(7, SMALL);
        assert_eq!(corpus.items.len(), 3 * SMALL.items);
        for item in &corpus.items {
            assert!(item.forms.len() >= 7, "{item:?}");
            assert!(item.right < item.forms.len());
            assert_eq!(item.forms.iter().collect::<HashSet<_>>().len(), item.forms.len());
            let longest = item.forms.iter().map(String::len).max().unwrap_or(0);
            assert!(item.prompt.len() + longest < LONGEST);
        }
    }
}
