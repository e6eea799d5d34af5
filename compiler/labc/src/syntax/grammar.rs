//! The one file that knows pest: text in, a plain tree of rules out. The grammar is `grammar/lab.pest`.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;

use super::mark::MARKS;
use super::quick;
use crate::sources::Span;

mod generated {
    #![allow(missing_docs, unreachable_pub, clippy::all)]
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/lab.pest"]
    pub struct Grammar;
}
pub(super) use generated::Rule;

/// A piece of text that a rule matched. Keywords and brackets are left out of the children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) rule: Rule,
    pub(super) span: Span,
    pub(super) kids: Vec<Tree>,
}

/// Where a text stops fitting its rule, and what would have fitted there.
#[derive(Clone, Debug)]
pub(super) struct Misfit {
    pub(super) at: usize,
    pub(super) expected: Vec<Rule>,
    /// The parser gave up because the text nests too deep.
    pub(super) too_deep: bool,
}

/// How many rules may be tried for one statement. A text of 50 kB stays below. What follows a condition may
/// belong to its last arm or to the whole of it; where it does not fit, both are tried, at every level.
const MOST_RULES: NonZeroUsize = NonZeroUsize::new(5_000_000).unwrap();

/// Matches a whole text that starts at `offset` of its file: by hand where that can be done, else by the grammar.
pub(super) fn parse(rule: Rule, text: &str, offset: usize) -> Result<Tree, Misfit> {
    let Some(tree) = quick::parse(rule, text, offset) else { return match_all(rule, text, offset) };
    if cfg!(debug_assertions) {
        match match_all(rule, text, offset) {
            Ok(same) => assert_eq!(tree, same, "{text:?} is matched by hand as the grammar does not"),
            // It gives up on what takes it long.
            Err(misfit) => assert!(misfit.too_deep, "{text:?} is matched by hand, and not by the grammar"),
        }
    }
    Ok(tree)
}

/// Matches a whole text by the grammar.
fn match_all(rule: Rule, text: &str, offset: usize) -> Result<Tree, Misfit> {
    pest::set_call_limit(Some(MOST_RULES));
    match generated::Grammar::parse(rule, text) {
        Ok(mut pairs) => match pairs.next() {
            Some(pair) => Ok(tree(pair, offset)),
            None => Err(Misfit { at: offset, expected: Vec::new(), too_deep: false }),
        },
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) => at,
                InputLocation::Span((start, _)) => start,
            };
            let (expected, too_deep) = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => (positives, false),
                ErrorVariant::CustomError { .. } => (Vec::new(), true),
            };
            Err(Misfit { at: offset + at, expected, too_deep })
        }
    }
}

fn tree(pair: Pair<'_, Rule>, offset: usize) -> Tree {
    let (rule, range) = (pair.as_rule(), pair.as_span());
    let kids =
        pair.into_inner().filter(|kid| !is_silent(kid.as_rule())).map(|kid| tree(kid, offset)).collect();
    Tree { rule, span: Span::new(offset + range.start(), offset + range.end()), kids }
}

/// Rules that only hold a word or a bracket in place: keywords, which are called `k_…`, and a few others.
fn is_silent(rule: Rule) -> bool {
    static SILENT: LazyLock<Vec<bool>> = LazyLock::new(|| {
        use Rule::*;
        const OTHERS: [Rule; 6] = [EOI, open_paren, close_paren, unit_gap, unit_times, digit_word];
        let mut silent = vec![false; Rule::all_rules().len() + OTHERS.len()];
        for rule in Rule::all_rules().iter().chain(&OTHERS) {
            silent[*rule as usize] = OTHERS.contains(rule) || format!("{rule:?}").starts_with("k_");
        }
        silent
    });
    SILENT[rule as usize]
}

/// The words that begin statements, their parts and their clauses.
pub(super) fn keywords() -> &'static [String] {
    static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let named = |rule: &Rule| format!("{rule:?}").strip_prefix("k_").map(str::to_owned);
        Rule::all_rules().iter().filter_map(named).collect()
    });
    &WORDS
}

/// What an author would call a rule, for "expected …"; nothing for rules that would not help.
pub(super) fn words(rule: Rule) -> Option<&'static str> {
    use Rule::*;
    Some(match rule {
        EOI => "the end of the statement",
        name => "a name",
        path | call => "a name",
        section => "a reference such as `@sec-name`",
        number | quantity | pin => "a number",
        unit | unit_name | unit_factor => "a unit",
        text_line | text => "a text in quotes",
        text_block => "a block of text in triple quotes",
        tex => "a formula between dollar signs",
        expr | arm | end | group | list | condition | hole | shown | yes | no | negate | not => {
            "an expression"
        }
        power | times | divide | plus | minus | equal | unequal | at_most | at_least | below | above
        | approx | within | and | or | otherwise => "an operator",
        close_paren => "`)`",
        open_paren => "`(`",
        type_expr | type_factor => "a dimension or a table",
        generator | k_for => "`for`",
        k_from | table_from | chart_range => "`from`",
        k_to => "`to`",
        k_by | slider_step => "`by`",
        k_log | slider_log => "`log`",
        k_frames | axis_frames => "`frames`",
        k_start => "`start`",
        k_of | metric_of => "`of`",
        k_in | show_in => "`in`",
        k_then => "`then`",
        k_else => "`else`",
        k_source | source_clause => "`source`",
        k_symbol | symbol_clause => "`symbol`",
        k_when | when_clause => "`when`",
        k_where => "`where`",
        k_truth | predict_truth => "`truth`",
        claim | k_is => "`is`",
        k_because | decide_because => "`because`",
        k_alt | figure_alt => "`alt`",
        k_caption | figure_caption => "`caption`",
        k_dark | figure_dark => "`dark`",
        k_was | was_clause => "`was`",
        k_about | about_clause => "`about`",
        choice_as => "`as`",
        confidence => "`confidence`",
        k_sketch | sketch => "`sketch`",
        k_along => "`along`",
        k_order | ordered => "`order`",
        k_bars | barred => "`bars`",
        k_near | k_low | k_high | off_by | estimate_arm => "`near`, `low` or `high`",
        k_note | metric_note => "`note`",
        k_tone | tone_of => "`tone`",
        k_sortable | sortable => "`sortable`",
        level => "`fail`, `warn`, `note` or `pass`",
        tone => "`insight`, `warning`, `note` or `takeaways`",
        axis => "`x` or `y`",
        k_once => "`once`",
        k_between | between => "`between`",
        k_equals | same => "`equals`",
        k_crosses => "`crosses`",
        on | off => "`on` or `off`",
        of_type => "`:`",
        k_now | mark_now => "`now`",
        k_on => "`on`",
        k_like => "`like`",
        k_up | upload_most => "`up to`",
        k_rows => "`rows`",
        k_lasting | span_lasting => "`lasting`",
        k_spread | interval => "`spread`",
        interval_from => "`from`",
        stacked | horizontal | waterfall => "`stacked`, `horizontal` or `waterfall`",
        goal_word => "`min` or `max`",
        k_steps | k_formula | k_metrics | k_table | k_badges => "`steps`, `metrics`, `table` or `badges`",
        cell | signed | missing => "a cell",
        _ if matches!(rule, chart_x | chart_y) || MARKS.iter().any(|(mark, _)| *mark == rule) => {
            "an axis or a mark of a chart, such as `x`, `line` or `bar`"
        }
        _ => return None,
    })
}
