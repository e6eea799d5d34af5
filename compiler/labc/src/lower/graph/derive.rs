//! Derivatives: the exact slope of one node along another, as nodes of the same graph. Start at
//! [`Graph::derivative`].
//!
//! Every operation has its rule. A choice takes the slope of what is chosen, a sum over rounds is the sum of
//! the rounds' slopes, in a loop of its own; what is rounded, counted or looked up does not slope at all. The
//! root of a search slopes as the theorem of implicit functions says.

use std::collections::{BTreeSet, HashMap};

use lab_core::functions::Derivative;
use lab_core::program::{Binary, Fold, UNDEFINED, Unary};

use super::{Gather, Graph, Head, Kind, Loop, Node};

/// Why there is no slope where two branches meet.
const KINK: &str = "it has a kink at this setting, and no slope";
/// How deep loops may stand in one another for a slope through them.
const DEEPEST_LOOP: u32 = 6;

/// The slopes along one node that are known.
struct Slopes {
    along: Node,
    known: HashMap<Node, Node>,
    depth: u32,
}

impl Derivative for Graph {
    type Node = Node;

    fn constant(&mut self, value: f64) -> Node {
        self.constant(value)
    }

    fn unary(&mut self, function: Unary, x: Node) -> Node {
        self.unary(function, x)
    }

    fn binary(&mut self, function: Binary, a: Node, b: Node) -> Node {
        self.binary(function, a, b)
    }

    fn times(&mut self, a: Node, b: Node) -> Node {
        match (self.value(a), self.value(b)) {
            (Some(0.0), _) | (_, Some(1.0)) => a,
            (_, Some(0.0)) | (Some(1.0), _) => b,
            _ => self.binary(Binary::Mul, a, b),
        }
    }

    fn over(&mut self, a: Node, b: Node) -> Node {
        if self.value(a) == Some(0.0) { a } else { self.binary(Binary::Div, a, b) }
    }

    fn kink(&mut self, x: Node, below: Node, above: Node) -> Node {
        let zero = self.constant(0.0);
        let negative = self.binary(Binary::Lt, x, zero);
        let slope = self.select(negative, below, above);
        self.unless_kinked(x, zero, above, below, slope)
    }

    fn none(&mut self, why: &'static str) -> Node {
        let (no, nothing) = (self.constant(0.0), self.constant(UNDEFINED));
        self.guard(no, nothing, why)
    }
}

impl Graph {
    /// The slope of a node along another one.
    pub fn derivative(&mut self, of: Node, along: Node) -> Node {
        let mut slopes = Slopes { along, known: HashMap::new(), depth: 0 };
        self.slope(of, &mut slopes)
    }

    /// The same value as a node of its own, whatever it is made of: something to slope along.
    pub fn handle(&mut self, value: Node) -> Node {
        self.handles += 1;
        self.node(Kind::Handle(value, self.handles), &[value])
    }

    fn slope(&mut self, node: Node, slopes: &mut Slopes) -> Node {
        for next in self.below(node, &|graph, node| graph.operands(node)) {
            if !slopes.known.contains_key(&next) {
                let slope = self.slope_of(next, slopes);
                slopes.known.insert(next, slope);
            }
        }
        slopes.known.get(&node).copied().unwrap_or_else(|| self.constant(0.0))
    }

    /// A node and everything below it, operands first. No recursion: chains may be long.
    fn below(&self, node: Node, operands: &dyn Fn(&Self, Node) -> Vec<Node>) -> BTreeSet<Node> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![node]);
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                open.extend(operands(self, node));
            }
        }
        seen
    }

    /// What a node is computed from, not looking into loops.
    fn operands(&self, node: Node) -> Vec<Node> {
        match self.nodes[node as usize].kind {
            Kind::Round(_) | Kind::Head(..) | Kind::Closed(_) | Kind::Fixed(_) => Vec::new(),
            _ => self.reads(node),
        }
    }

    fn slope_of(&mut self, node: Node, slopes: &mut Slopes) -> Node {
        let zero = self.constant(0.0);
        if node == slopes.along {
            return self.constant(1.0);
        }
        let at = |node: Node, slopes: &Slopes| slopes.known.get(&node).copied().unwrap_or(zero);
        match self.nodes[node as usize].kind {
            Kind::Const(_) | Kind::Input(_) | Kind::Cell(..) | Kind::Round(_) | Kind::Closed(_) => zero,
            Kind::Handle(value, _) => at(value, slopes),
            Kind::Fixed(_) => zero,
            Kind::Guard(_, value, _) | Kind::Settle(value) => at(value, slopes),
            Kind::Unary(function, x) => {
                let dx = at(x, slopes);
                if dx == zero { zero } else { function.slope(self, x, node, dx) }
            }
            Kind::Binary(function, a, b) => {
                let (da, db) = (at(a, slopes), at(b, slopes));
                if da == zero && db == zero {
                    zero
                } else {
                    self.slope_of_binary(function, node, (a, da), (b, db))
                }
            }
            Kind::Select(cond, a, b) => {
                let (da, db) = (at(a, slopes), at(b, slopes));
                if da == db { da } else { self.select(cond, da, db) }
            }
            Kind::Item(list, index) => match self.nodes[list as usize].kind {
                Kind::Head(of, head) => match self.slope_of_head(of, head, slopes) {
                    Some(slopes) => self.item(slopes, index),
                    None => zero,
                },
                _ => zero,
            },
            Kind::Head(of, head) => match self.loops[of as usize].heads.get(head as usize) {
                // A list has a length, which does not slope; its items do.
                Some(Head::List(_)) => zero,
                _ => self.slope_of_head(of, head, slopes).unwrap_or(zero),
            },
        }
    }

    fn slope_of_binary(
        &mut self,
        function: Binary,
        node: Node,
        (a, da): (Node, Node),
        (b, db): (Node, Node),
    ) -> Node {
        let zero = self.constant(0.0);
        match function {
            Binary::Add => self.plus(da, db),
            Binary::Sub => self.minus(da, db),
            Binary::Mul => {
                let (left, right) = (self.times(da, b), self.times(a, db));
                self.plus(left, right)
            }
            Binary::Div => {
                // (a/b)' = (a' - (a/b) b') / b
                let part = self.times(node, db);
                let over = self.minus(da, part);
                self.over(over, b)
            }
            Binary::Pow => {
                let mut slope = zero;
                if da != zero {
                    let one = self.constant(1.0);
                    let power = self.binary(Binary::Sub, b, one);
                    let power = self.binary(Binary::Pow, a, power);
                    let scaled = self.times(b, power);
                    slope = self.times(scaled, da);
                }
                if db != zero {
                    let log = self.unary(Unary::Ln, a);
                    let scaled = self.times(node, log);
                    let other = self.times(scaled, db);
                    slope = self.plus(slope, other);
                }
                slope
            }
            Binary::Min | Binary::Max => {
                let (low, high) = if function == Binary::Min { (a, b) } else { (b, a) };
                let first = self.binary(Binary::Le, low, high);
                let slope = self.select(first, da, db);
                self.unless_kinked(a, b, da, db, slope)
            }
            Binary::Mod => {
                let ratio = self.binary(Binary::Div, a, b);
                let whole = self.unary(Unary::Floor, ratio);
                let part = self.times(whole, db);
                self.minus(da, part)
            }
            Binary::Else => {
                let defined = self.unary(Unary::Defined, a);
                if da == db { da } else { self.select(defined, da, db) }
            }
            Binary::Lt | Binary::Le | Binary::Eq | Binary::And | Binary::Or => zero,
        }
    }

    /// A slope, unless two branches with different slopes meet here.
    fn unless_kinked(&mut self, a: Node, b: Node, da: Node, db: Node, slope: Node) -> Node {
        if da == db {
            return da;
        }
        let apart = self.binary(Binary::Eq, a, b);
        let apart = self.unary(Unary::Not, apart);
        let alike = self.binary(Binary::Eq, da, db);
        let smooth = self.binary(Binary::Or, apart, alike);
        self.guard(smooth, slope, KINK)
    }

    fn plus(&mut self, a: Node, b: Node) -> Node {
        match (self.value(a), self.value(b)) {
            (Some(0.0), _) => b,
            (_, Some(0.0)) => a,
            _ => self.binary(Binary::Add, a, b),
        }
    }

    fn minus(&mut self, a: Node, b: Node) -> Node {
        match (self.value(a), self.value(b)) {
            (Some(0.0), _) => self.unary(Unary::Neg, b),
            (_, Some(0.0)) => a,
            _ => self.binary(Binary::Sub, a, b),
        }
    }

    /// The slope of what a loop gathers (of a list: the list of its items' slopes), or nothing where it does
    /// not depend on what it would slope along.
    fn slope_of_head(&mut self, of: Loop, head: u32, slopes: &mut Slopes) -> Option<Node> {
        let closed = self.loops[of as usize].closed?;
        let inside = self.below(closed, &|graph, node| graph.reads(node));
        if !inside.contains(&slopes.along) {
            return None;
        }
        if slopes.depth == DEEPEST_LOOP {
            let (no, nothing) = (self.constant(0.0), self.constant(UNDEFINED));
            return Some(self.guard(no, nothing, "its loops stand too deep in one another for a slope"));
        }
        slopes.depth += 1;
        let slope = match self.loops[of as usize].solve {
            Some((_, residual)) => self.slope_of_root(of, residual?, slopes),
            None => self.sloping_loop(of, head, closed, slopes),
        };
        slopes.depth -= 1;
        Some(slope)
    }

    /// Of the root x of r(x, p) = 0, dx/dp = -(∂r/∂p) / (∂r/∂x).
    fn slope_of_root(&mut self, of: Loop, residual: Node, slopes: &mut Slopes) -> Node {
        let root = self.gathered(of, 0);
        let held = self.node(Kind::Fixed(root), &[root]);
        let round = self.round(of);
        let mut copy = Replacements { nodes: HashMap::from([(round, held)]), ..Replacements::default() };
        let residual = self.copied(residual, of, &mut copy, &mut |_, gather| Some((Vec::new(), gather)));
        let along = self.slope(residual, slopes);
        let mut inside = Slopes { along: held, known: HashMap::new(), depth: slopes.depth };
        let steep = self.slope(residual, &mut inside);
        let slope = self.over(along, steep);
        self.unary(Unary::Neg, slope)
    }

    /// A loop that gathers slopes where another one gathers values.
    fn sloping_loop(&mut self, of: Loop, head: u32, closed: Node, slopes: &mut Slopes) -> Node {
        let most = self.most_of_head(of, head);
        let mut settled = false;
        let mut copy = Replacements { target: Some(of), ..Replacements::default() };
        let closed = self.copied(closed, of, &mut copy, &mut |graph, gather| match gather {
            Gather::Push(list, value, when) if list == head => {
                let slope = graph.slope(value, slopes);
                Some((vec![Head::List(most)], Gather::Push(0, slope, when)))
            }
            Gather::Fold(how, into, value, item, when) if into == head => {
                let (inf, least) = (Head::Acc(f64::INFINITY), Head::Acc(f64::NEG_INFINITY));
                let kept = if matches!(how, Fold::ArgMin | Fold::ArgMax) { item } else { value };
                let slope = graph.slope(kept, slopes);
                settled = how != Fold::Sum;
                match how {
                    Fold::Sum => Some((vec![Head::Acc(0.0)], Gather::Fold(how, 0, slope, slope, when))),
                    Fold::Min | Fold::ArgMin => {
                        Some((vec![inf, inf], Gather::Fold(Fold::ArgMin, 0, value, slope, when)))
                    }
                    Fold::Max | Fold::ArgMax => {
                        Some((vec![inf, least], Gather::Fold(Fold::ArgMax, 0, value, slope, when)))
                    }
                    Fold::First => Some((vec![inf], Gather::Fold(how, 0, slope, slope, when))),
                    // They jump, and slope nowhere else.
                    Fold::Count | Fold::All | Fold::Any => None,
                }
            }
            _ => None,
        });
        if copy.heads.is_empty() {
            return self.constant(0.0);
        }
        let slope = match self.nodes[closed as usize].kind {
            Kind::Closed(new) => self.gathered(new, 0),
            _ => self.constant(UNDEFINED),
        };
        if settled { self.settle(slope) } else { slope }
    }

    fn most_of_head(&self, of: Loop, head: u32) -> u32 {
        match self.loops[of as usize].heads.get(head as usize) {
            Some(Head::List(most)) => *most,
            _ => 0,
        }
    }

    /// A node again, with a loop of its own or with something in the place of the loop's round: what depends
    /// on the round is made anew, loops in it included. Of the copy's target, `instead` says what is
    /// gathered, and into what.
    fn copied(&mut self, node: Node, of: Loop, copy: &mut Replacements, instead: &mut Instead<'_>) -> Node {
        let mut anew: BTreeSet<Loop> = BTreeSet::from([of]);
        let (mut inside, mut open) = (BTreeSet::new(), vec![node]);
        while let Some(next) = open.pop() {
            let data = &self.nodes[next as usize];
            let depends = next == node || data.loops.iter().any(|of| anew.contains(of));
            if !depends || !inside.insert(next) {
                continue;
            }
            match data.kind {
                Kind::Round(_) => {}
                Kind::Closed(of) => {
                    anew.insert(of);
                    open.extend(self.reads(next));
                    open.extend(self.known.get(&Kind::Round(of)));
                }
                _ => open.extend(self.reads(next)),
            }
        }
        for next in inside {
            if !copy.nodes.contains_key(&next) {
                let new = self.copied_one(next, copy, instead);
                copy.nodes.insert(next, new);
            }
        }
        copy.at(node)
    }

    fn copied_one(&mut self, node: Node, copy: &mut Replacements, instead: &mut Instead<'_>) -> Node {
        match self.nodes[node as usize].kind {
            Kind::Const(_) | Kind::Input(_) => node,
            Kind::Handle(value, index) => {
                let value = copy.at(value);
                self.node(Kind::Handle(value, index), &[value])
            }
            Kind::Fixed(value) => {
                let value = copy.at(value);
                self.node(Kind::Fixed(value), &[value])
            }
            Kind::Unary(function, x) => self.unary(function, copy.at(x)),
            Kind::Binary(function, a, b) => self.binary(function, copy.at(a), copy.at(b)),
            Kind::Select(cond, a, b) => self.select(copy.at(cond), copy.at(a), copy.at(b)),
            Kind::Cell(column, row) => {
                let row = copy.at(row);
                self.node(Kind::Cell(column, row), &[row])
            }
            Kind::Guard(cond, value, reason) => {
                let (cond, value) = (copy.at(cond), copy.at(value));
                self.node(Kind::Guard(cond, value, reason), &[cond, value])
            }
            Kind::Item(list, index) => self.item(copy.at(list), copy.at(index)),
            Kind::Settle(acc) => self.settle(copy.at(acc)),
            Kind::Round(of) => {
                let data = self.loops[of as usize].clone();
                let within = data.within.map(|within| copy.loops.get(&within).copied().unwrap_or(within));
                let new = match data.solve {
                    Some((to, _)) => self.open_solve(copy.at(data.count), copy.at(to)),
                    None => self.open(copy.at(data.count), data.most, within),
                };
                copy.loops.insert(of, new);
                self.round(new)
            }
            Kind::Closed(of) => {
                let Some(&new) = copy.loops.get(&of) else { return node };
                self.end_copy(of, new, copy, instead);
                self.close(new);
                self.loops[new as usize].closed.unwrap_or(node)
            }
            Kind::Head(of, head) => match copy.loops.get(&of) {
                Some(new) => self.gathered(*new, head),
                None => node,
            },
        }
    }

    /// What a copied loop gathers: what the old one does, or something else into the target.
    fn end_copy(&mut self, of: Loop, new: Loop, copy: &mut Replacements, instead: &mut Instead<'_>) {
        let data = self.loops[of as usize].clone();
        if let (Some((_, residual)), Some((_, last))) = (data.solve, &mut self.loops[new as usize].solve) {
            *last = residual.map(|residual| copy.at(residual));
            return;
        }
        let fills = copy.loops.get(&data.fills).copied().unwrap_or(data.fills);
        for gather in data.gathers {
            let gather = match gather {
                Gather::Fold(how, into, value, item, when) => {
                    Gather::Fold(how, into, copy.at(value), copy.at(item), copy.at(when))
                }
                Gather::Push(list, value, when) => Gather::Push(list, copy.at(value), copy.at(when)),
            };
            if Some(data.fills) != copy.target {
                self.gather(new, fills, gather);
            } else if let Some((heads, gather)) = instead(self, gather) {
                copy.heads = heads;
                self.gather(new, fills, gather);
            }
        }
        let heads = if Some(of) == copy.target { copy.heads.clone() } else { data.heads };
        self.loops[new as usize].heads = heads;
    }
}

/// What the target of a copy gathers in the place of something, and its heads; perhaps nothing.
type Instead<'a> = dyn FnMut(&mut Graph, Gather) -> Option<(Vec<Head>, Gather)> + 'a;

/// What takes the place of what in a copy.
#[derive(Default)]
struct Replacements {
    nodes: HashMap<Node, Node>,
    loops: HashMap<Loop, Loop>,
    /// The loop that gathers something else.
    target: Option<Loop>,
    heads: Vec<Head>,
}

impl Replacements {
    fn at(&self, node: Node) -> Node {
        self.nodes.get(&node).copied().unwrap_or(node)
    }
}
