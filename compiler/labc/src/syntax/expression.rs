//! Expressions: operator precedence, calls, folds, quantities, types.

use super::grammar::{Rule, Tree};
use super::reader::Reader;
use super::tree::*;
use crate::codes::Code;
use crate::exponent::Exponent;
use crate::sources::Span;

/// How many levels an expression may have.
const DEEPEST: u32 = 120;

/// An expression with the number of its levels.
type Leveled = (Expr, u32);

impl Reader<'_> {
    /// An expression that is a whole stretch of source.
    pub(super) fn whole_expression(&mut self, span: Span) -> Option<Shown> {
        let tree = self.matched(Rule::eval_expr, span)?;
        tree.child(Rule::shown).and_then(|shown| self.shown(shown))
    }

    pub(super) fn shown(&mut self, tree: &Tree) -> Option<Shown> {
        let expr = self.expr(tree.child(Rule::expr)?)?;
        let unit = tree.child(Rule::show_in).map(|show| self.unit(&show.kids[0]));
        let digits = tree.child(Rule::show_digits).and_then(|show| {
            let count = show.child(Rule::digit_count)?;
            Some((self.slice(count.span).parse().unwrap_or(0), count.span))
        });
        Some(Shown { expr, unit, digits, pinned: None, span: tree.span })
    }

    /// A value in a text.
    pub(super) fn filled(&mut self, span: Span) -> Option<Shown> {
        let tree = self.matched(Rule::value_in_text, span)?;
        let shown = tree.child(Rule::shown).and_then(|shown| self.shown(shown))?;
        let pinned = match tree.child(Rule::pinned) {
            Some(pinned) => Some(Box::new(self.expr(pinned.child(Rule::pin)?)?)),
            None => None,
        };
        Some(Shown { pinned, ..shown })
    }

    /// An expression, or nothing (with a diagnostic) where it is nested too deep.
    pub(super) fn expr(&mut self, tree: &Tree) -> Option<Expr> {
        self.leveled(tree).map(|(expr, _)| expr)
    }

    fn leveled(&mut self, tree: &Tree) -> Option<Leveled> {
        let mut at = 0;
        self.climb(&tree.kids, &mut at, 0)
    }

    fn level(&mut self, expr: Expr, below: u32) -> Option<Leveled> {
        if below >= DEEPEST {
            let diagnostic = self.too_deep(expr.span);
            self.report(diagnostic);
            return None;
        }
        Some((expr, below + 1))
    }

    fn climb(&mut self, tokens: &[Tree], at: &mut usize, least: u8) -> Option<Leveled> {
        // Every other step down is a level; this one is for those that never come back up to be counted.
        if self.depth > 2 * DEEPEST {
            let diagnostic = self.too_deep(tokens.get(*at).map_or(Span::default(), |token| token.span));
            self.report(diagnostic);
            return None;
        }
        self.depth += 1;
        let read = self.climbed(tokens, at, least);
        self.depth -= 1;
        read
    }

    /// Precedence climbing over `prefix* primary postfix* (infix …)*`.
    fn climbed(&mut self, tokens: &[Tree], at: &mut usize, least: u8) -> Option<Leveled> {
        let mut left = self.prefixed(tokens, at)?;
        while let Some(token) = tokens.get(*at) {
            let (strength, right_to_left) = strength(token.rule);
            if strength < least || strength == 0 {
                break;
            }
            *at += 1;
            let right = self.climb(tokens, at, if right_to_left { strength } else { strength + 1 })?;
            left = self.joined(token, left, right)?;
        }
        Some(left)
    }

    fn joined(&mut self, operator: &Tree, (left, a): Leveled, (right, b): Leveled) -> Option<Leveled> {
        use Operator as O;
        let span = left.span.to(right.span);
        let mark = operator.span;
        let (left, right) = (Box::new(left), Box::new(right));
        let binary = |op, left, right| ExprKind::Binary(op, mark, left, right);
        let kind = match operator.rule {
            Rule::plus => binary(O::Add, left, right),
            Rule::minus => binary(O::Sub, left, right),
            Rule::times => binary(O::Mul, left, right),
            Rule::divide => binary(O::Div, left, right),
            Rule::power => match self.unit_after_power(&right) {
                Some((exponent, unit)) => {
                    // `2^20 B`: the unit is the power's, not the exponent's.
                    let power = Expr {
                        span: left.span.to(exponent.span),
                        kind: binary(O::Pow, left, Box::new(exponent)),
                    };
                    binary(O::Mul, Box::new(power), Box::new(unit))
                }
                None => binary(O::Pow, left, right),
            },
            Rule::equal => binary(O::Eq, left, right),
            Rule::unequal => binary(O::Ne, left, right),
            Rule::below => binary(O::Lt, left, right),
            Rule::at_most => binary(O::Le, left, right),
            Rule::above => binary(O::Gt, left, right),
            Rule::at_least => binary(O::Ge, left, right),
            Rule::and => binary(O::And, left, right),
            Rule::or => binary(O::Or, left, right),
            Rule::approx => ExprKind::Approx(left, right, None),
            Rule::within => match left.kind {
                ExprKind::Approx(a, b, None) => ExprKind::Approx(a, b, Some(right)),
                _ => {
                    self.report(
                        crate::diagnostic::Diagnostic::error(
                            Code::Syntax,
                            "`within` only works after `~`.",
                            self.file,
                            mark,
                            "there is no `~` before it",
                        )
                        .help("write `a ~ b within 5 %`"),
                    );
                    return None;
                }
            },
            _ => binary(O::Else, left, right),
        };
        self.level(Expr { kind, span }, a.max(b))
    }

    /// The parts of an exponent with a unit behind it, where no bracket holds them together: `20` and `1 B`.
    fn unit_after_power(&self, exponent: &Expr) -> Option<(Expr, Expr)> {
        if self.slice(exponent.span).starts_with('(') {
            return None;
        }
        // `2^3^2 B`: no other product binds as tightly as an exponent.
        if let ExprKind::Binary(Operator::Mul, _, power, unit) = &exponent.kind {
            return Some(((**power).clone(), (**unit).clone()));
        }
        let (sign, number) = match &exponent.kind {
            ExprKind::Negate(inner) => (Some(exponent.span), &**inner),
            _ => (None, exponent),
        };
        let ExprKind::Number(value, Some(unit)) = &number.kind else { return None };
        if self.slice(number.span).starts_with('(') {
            return None;
        }
        let end = number.span.start as usize
            + self.slice(Span { end: unit.span.start, ..number.span }).trim_end().len();
        let mut power =
            Expr { kind: ExprKind::Number(*value, None), span: Span::new(number.span.start as usize, end) };
        if let Some(span) = sign {
            let span = Span { end: power.span.end, ..span };
            power = Expr { kind: ExprKind::Negate(Box::new(power)), span };
        }
        Some((power, Expr { kind: ExprKind::Number(1.0, Some(unit.clone())), span: unit.span }))
    }

    fn prefixed(&mut self, tokens: &[Tree], at: &mut usize) -> Option<Leveled> {
        let token = tokens.get(*at)?;
        *at += 1;
        match token.rule {
            Rule::negate => {
                let (inner, below) = self.climb(tokens, at, strength(Rule::power).0)?;
                let span = token.span.to(inner.span);
                self.level(Expr { kind: ExprKind::Negate(Box::new(inner)), span }, below)
            }
            Rule::not => {
                let (inner, below) = self.climb(tokens, at, strength(Rule::within).0)?;
                let span = token.span.to(inner.span);
                self.level(Expr { kind: ExprKind::Not(Box::new(inner)), span }, below)
            }
            _ => {
                let mut value = self.primary(token)?;
                while let Some(next) = tokens.get(*at) {
                    let (inner, below) = value;
                    let span = inner.span.to(next.span);
                    let (kind, below) = match next.rule {
                        Rule::field => (ExprKind::Field(Box::new(inner), self.name(&next.kids[0])), below),
                        Rule::is_recorded => (ExprKind::IsRecorded(Box::new(inner)), below),
                        Rule::at_start | Rule::at_settings => {
                            let (at, deepest) = self.at(next)?;
                            (ExprKind::At(Box::new(inner), at), below.max(deepest))
                        }
                        _ => {
                            value = (inner, below);
                            break;
                        }
                    };
                    *at += 1;
                    value = self.level(Expr { kind, span }, below)?;
                }
                Some(value)
            }
        }
    }

    /// The settings after `at`.
    pub(super) fn at(&mut self, tree: &Tree) -> Option<(At, u32)> {
        if tree.rule == Rule::at_start {
            return Some((At { settings: None, span: tree.span }, 0));
        }
        let mut settings = Vec::new();
        let mut deepest = 0;
        for setting in tree.children(Rule::setting) {
            let (value, levels) = self.leveled(&setting.kids[1])?;
            deepest = deepest.max(levels);
            settings.push((self.path(&setting.kids[0]), value));
        }
        Some((At { settings: Some(settings), span: tree.span }, deepest))
    }

    pub(super) fn path(&self, tree: &Tree) -> Vec<Name> {
        tree.children(Rule::name).map(|name| self.name(name)).collect()
    }

    fn primary(&mut self, tree: &Tree) -> Option<Leveled> {
        let span = tree.span;
        let (kind, below) = match tree.rule {
            Rule::quantity => (self.quantity(tree), 0),
            Rule::text_line | Rule::text_block => (ExprKind::Text(self.text(tree)), 0),
            Rule::yes => (ExprKind::Bool(true), 0),
            Rule::no => (ExprKind::Bool(false), 0),
            Rule::hole => (ExprKind::Hole, 0),
            Rule::solve => {
                let (condition, below) = self.leveled(&tree.kids[1])?;
                (ExprKind::Solve(self.name(&tree.kids[0]), Box::new(condition)), below)
            }
            Rule::group => {
                let (inner, below) = self.leveled(&tree.kids[0])?;
                // Brackets belong to the place: "`(1 < 2)` is no number".
                return self.level(Expr { kind: inner.kind, span }, below);
            }
            Rule::condition => {
                let mut arms = Vec::new();
                let mut deepest = 0;
                for kid in &tree.kids {
                    let (arm, below) = self.leveled(kid)?;
                    deepest = deepest.max(below);
                    arms.push(Box::new(arm));
                }
                let mut arms = arms.into_iter();
                (ExprKind::If(arms.next()?, arms.next()?, arms.next()?), deepest)
            }
            Rule::call => {
                let mut args = Vec::new();
                let mut deepest = 0;
                for argument in tree.children(Rule::argument) {
                    let name = argument.child(Rule::label).map(|name| self.name(name));
                    let (value, below) = self.leveled(argument.child(Rule::expr)?)?;
                    deepest = deepest.max(below);
                    args.push((name, value));
                }
                let (generator, below) = self.generators(tree)?;
                let call = Call { path: self.path(&tree.kids[0]), args, generator };
                (ExprKind::Call(call), deepest.max(below))
            }
            Rule::list => {
                let mut items = Vec::new();
                let mut deepest = 0;
                for item in tree.children(Rule::expr) {
                    let (item, below) = self.leveled(item)?;
                    deepest = deepest.max(below);
                    items.push(item);
                }
                let (generator, below) = self.generators(tree)?;
                (ExprKind::List(items, generator), deepest.max(below))
            }
            _ => (ExprKind::Name(self.slice(span).to_owned()), 0),
        };
        self.level(Expr { kind, span }, below)
    }

    fn quantity(&mut self, tree: &Tree) -> ExprKind {
        let value = self.number(&tree.kids[0]);
        let unit = tree.child(Rule::unit).map(|unit| self.unit(unit));
        ExprKind::Number(value, unit)
    }

    /// The value of a numeral; one that is too large for any number is infinite and reported later.
    pub(super) fn number(&self, tree: &Tree) -> f64 {
        numeral(self.slice(tree.span)).parse().unwrap_or(f64::INFINITY)
    }

    /// The generator of a fold or a list, if it has one, with its levels.
    fn generators(&mut self, tree: &Tree) -> Option<(Option<Generator>, u32)> {
        if let Some(second) = tree.children(Rule::generator).nth(1) {
            self.report(
                crate::diagnostic::Diagnostic::error(
                    Code::Syntax,
                    "There can be only one `for` here.",
                    self.file,
                    second.span,
                    "the second",
                )
                .help("several variables share one `for`: `for a in 1 to 3, b in 1 to 3`"),
            );
            return None;
        }
        match tree.child(Rule::generator) {
            Some(generator) => self.generator_leveled(generator).map(|(found, levels)| (Some(found), levels)),
            None => Some((None, 0)),
        }
    }

    pub(super) fn generator(&mut self, tree: &Tree) -> Option<Generator> {
        self.generator_leveled(tree).map(|(generator, _)| generator)
    }

    fn generator_leveled(&mut self, tree: &Tree) -> Option<(Generator, u32)> {
        let mut clauses = Vec::new();
        let mut filter = None;
        let mut deepest = 0;
        let mut variable = None;
        for kid in &tree.kids {
            match kid.rule {
                Rule::name => variable = Some(self.name(kid)),
                Rule::domain => {
                    let mut bounds = Vec::new();
                    for bound in &kid.kids {
                        let (bound, below) = self.leveled(bound)?;
                        deepest = deepest.max(below);
                        bounds.push(Box::new(bound));
                    }
                    let mut bounds = bounds.into_iter();
                    let first = bounds.next()?;
                    let domain = match bounds.next() {
                        Some(last) => Domain::Range(first, last, bounds.next()),
                        None => Domain::Of(first),
                    };
                    clauses.push((variable.take()?, domain));
                }
                _ => {
                    let (condition, below) = self.leveled(kid)?;
                    deepest = deepest.max(below);
                    filter = Some(Box::new(condition));
                }
            }
        }
        Some((Generator { clauses, filter, span: tree.span }, deepest))
    }

    pub(super) fn unit(&self, tree: &Tree) -> UnitExpr {
        let text = self.slice(tree.span).to_owned();
        let unit = UnitExpr { factors: self.factors(tree), span: tree.span, text };
        self.units.borrow_mut().push(unit.clone());
        unit
    }

    pub(super) fn type_expr(&self, tree: &Tree) -> TypeExpr {
        TypeExpr {
            maybe: tree.child(Rule::maybe_of).is_some(),
            list: tree.child(Rule::list_of).is_some(),
            like: tree.child(Rule::like).is_some(),
            factors: self.factors(tree),
            span: tree.span,
        }
    }

    /// Factors of a unit or a type; what stands behind a slash counts negative.
    fn factors(&self, tree: &Tree) -> Vec<(Name, (i32, i32))> {
        let mut factors = Vec::new();
        let mut sign = 1;
        for kid in &tree.kids {
            match kid.rule {
                Rule::unit_over => sign = -1,
                Rule::unit_factor | Rule::type_factor => {
                    self.factor(kid, sign, &mut factors);
                    sign = 1;
                }
                Rule::unit_group | Rule::type_group => {
                    let first = factors.len();
                    for inner in &kid.kids {
                        self.factor(inner, sign, &mut factors);
                    }
                    // `(m*K)^2`
                    let (over, under) = self.power(kid);
                    for (_, power) in &mut factors[first..] {
                        let times = |a: i32, b: i32| a.saturating_mul(b).clamp(-BEYOND, BEYOND);
                        *power = (times(power.0, over), times(power.1, under));
                    }
                    sign = 1;
                }
                _ => {}
            }
        }
        factors
    }

    fn factor(&self, tree: &Tree, sign: i32, factors: &mut Vec<(Name, (i32, i32))>) {
        let Some(name) = tree.kids.iter().find(|kid| matches!(kid.rule, Rule::unit_name | Rule::type_name))
        else {
            return;
        };
        let (over, under) = self.power(tree);
        factors.push((self.name(name), (sign * over, under)));
    }

    /// The power of a factor or of a group of them: one over the other.
    fn power(&self, tree: &Tree) -> (i32, i32) {
        let (mut over, mut under) = (1, 1);
        if let Some(power) = tree.child(Rule::unit_power) {
            let written = lowered(self.slice(power.span)).replace('−', "-");
            let written = written.trim_start_matches('^').trim_matches(['(', ')']);
            let (numerator, denominator) = written.split_once('/').unwrap_or((written, "1"));
            // What is out of bounds, or over zero, is refused where the unit is looked up.
            under = denominator.parse().unwrap_or(BEYOND).clamp(0, BEYOND);
            match numerator.split_once('.') {
                // `B^0.5` is `B^(1/2)`.
                Some((whole, tenths)) if tenths.len() <= 4 && denominator == "1" => {
                    let digits: i64 = format!("{whole}{tenths}").parse().unwrap_or(0);
                    let power = Exponent::fraction(digits, 10_i64.pow(tenths.len() as u32));
                    (over, under) = power.map_or((BEYOND, 1), |power| (power.over, power.under));
                }
                _ => over = numerator.parse().unwrap_or(BEYOND).clamp(-BEYOND, BEYOND),
            }
        }
        (over, under)
    }
}

/// A numeral as Rust reads it: no marks between groups of digits, the power of ten behind an `e`.
pub(super) fn numeral(text: &str) -> String {
    let bare: String =
        text.chars().filter(|c| !matches!(c, '_' | '\u{A0}' | '\u{202F}' | '\u{2009}')).collect();
    match bare.split_once("×10") {
        Some((digits, power)) => format!("{digits}e{}", lowered(power)),
        None => match bare.strip_prefix("10").filter(|rest| rest.starts_with(is_raised)) {
            Some(power) => format!("1e{}", lowered(power)),
            None => bare,
        },
    }
}

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

fn is_raised(c: char) -> bool {
    c == '⁻' || RAISED.contains(c)
}

/// Raised digits and a raised sign on the line: `⁻²` is `-2`.
fn lowered(text: &str) -> String {
    text.chars()
        .map(|c| match RAISED.chars().position(|raised| raised == c) {
            Some(digit) => char::from(b'0' + digit as u8),
            None if c == '⁻' => '-',
            None => c,
        })
        .collect()
}

/// More than any exponent may be.
const BEYOND: i32 = 10_000;

/// How strongly an infix operator binds, and whether it groups from the right; 0 where it is none.
fn strength(rule: Rule) -> (u8, bool) {
    match rule {
        Rule::otherwise => (1, true),
        Rule::or => (2, false),
        Rule::and => (3, false),
        Rule::within => (5, false),
        Rule::equal
        | Rule::unequal
        | Rule::at_most
        | Rule::at_least
        | Rule::below
        | Rule::above
        | Rule::approx => (6, false),
        Rule::plus | Rule::minus => (7, false),
        Rule::times | Rule::divide => (8, false),
        Rule::power => (10, true),
        _ => (0, false),
    }
}
