//! The operations of a lab as a graph, before they are put in order.
//!
//! Equal operations are made once, constants are folded, and an operation belongs to the innermost loop
//! whose variable it depends on: what a loop does not change is computed outside of it without anybody
//! having to move it. Nodes are made after what they read, so their order is an evaluation order.

mod derive;
mod required;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use lab_core::machine::arithmetic;
use lab_core::program::{Binary, Fold, Op, Program, Reg, UNDEFINED, Unary};

use crate::sources::Span;

/// A node: its index.
pub type Node = u32;
/// A loop: its index.
pub type Loop = u32;

/// How many nodes a lab may need.
pub const MOST_NODES: usize = 400_000;

/// How many intervals a search for a root looks at.
const SAMPLES: u32 = 64;

/// What a node computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// A constant, by its bits.
    Const(u64),
    Input(u32),
    Unary(Unary, Node),
    Binary(Binary, Node, Node),
    Select(Node, Node, Node),
    Cell(u32, Node),
    /// A value where a condition holds, and the reason why there is none otherwise.
    Guard(Node, Node, u32),
    /// A value as a node of its own.
    Handle(Node, u32),
    /// A value that is held, whatever it depends on.
    Fixed(Node),
    /// The index of a loop's round.
    Round(Loop),
    /// A loop, once it is closed.
    Closed(Loop),
    /// The `n`th accumulator or list of a loop.
    Head(Loop, u32),
    /// An item of a list.
    Item(Node, Node),
    Settle(Node),
}

/// Where a loop gathers: an accumulator with its initial value, or a list.
#[derive(Clone, Copy, Debug)]
pub enum Head {
    /// An accumulator.
    Acc(f64),
    /// A list with its greatest length.
    List(u32),
}

/// What a loop's rounds put into a head.
#[derive(Clone, Copy, Debug)]
pub enum Gather {
    /// Folds a value, keeping an item, where a condition holds.
    Fold(Fold, u32, Node, Node, Node),
    /// Appends a value where a condition holds.
    Push(u32, Node, Node),
}

/// What a node is, for whoever looks for a bound on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A constant.
    Const(f64),
    /// A control.
    Input(u32),
    /// The smaller of two.
    Min(Node, Node),
    /// One of two: at most the greater.
    Max(Node, Node),
    /// A sum.
    Add(Node, Node),
    /// A node less a constant.
    Less(Node, f64),
    /// A node rounded one way or the other.
    Rounded(Node),
    /// A node times a constant above zero.
    Times(Node, f64),
    /// Another node's value.
    Same(Node),
    /// Anything else.
    Other,
}

#[derive(Clone, Debug)]
struct LoopData {
    count: Node,
    most: u32,
    /// The loop it stands in by the author's word.
    within: Option<Loop>,
    /// The loops whose rounds happen in its rounds.
    inner: Vec<Loop>,
    /// The loop whose heads it fills: itself, or an outer one.
    fills: Loop,
    heads: Vec<Head>,
    gathers: Vec<Gather>,
    /// Of a search for a root instead: its upper end, and what is to be zero.
    solve: Option<(Node, Option<Node>)>,
    closed: Option<Node>,
    /// What the author wrote that goes round here.
    span: Option<Span>,
}

#[derive(Clone, Debug)]
struct NodeData {
    kind: Kind,
    /// The loops whose rounds it depends on, rising.
    loops: Box<[Loop]>,
    /// It may have no value, for some setting of the controls.
    fallible: bool,
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<NodeData>,
    known: HashMap<Kind, Node>,
    loops: Vec<LoopData>,
    columns: Vec<Vec<f64>>,
    known_columns: HashMap<Vec<u64>, u32>,
    texts: Vec<String>,
    known_texts: HashMap<String, u32>,
    /// Why guarded values are undefined.
    reasons: Vec<String>,
    /// How many handles there are.
    handles: u32,
    /// What each input holds at the start.
    pub inputs: Vec<f64>,
    /// Whether each input's range leaves zero out.
    pub never_zero: Vec<bool>,
    /// Where each node went.
    placed: Vec<Reg>,
    /// What is known of nodes: whether no control can move them.
    still: HashMap<Node, bool>,
}

impl Graph {
    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    fn node(&mut self, kind: Kind, reads: &[Node]) -> Node {
        if let Some(&node) = self.known.get(&kind) {
            return node;
        }
        let mut loops: Vec<Loop> =
            reads.iter().flat_map(|&node| self.nodes[node as usize].loops.iter().copied()).collect();
        match kind {
            Kind::Round(own) => {
                loops.push(own);
                let mut outer = self.loops[own as usize].within;
                while let Some(within) = outer {
                    loops.push(within);
                    outer = self.loops[within as usize].within;
                }
            }
            Kind::Closed(own) | Kind::Head(own, _) => loops.retain(|inner| *inner != own),
            _ => {}
        }
        loops.sort_unstable();
        loops.dedup();
        let node = self.nodes.len() as Node;
        let fallible = self.fallible(kind, reads);
        self.nodes.push(NodeData { kind, loops: loops.into(), fallible });
        self.known.insert(kind, node);
        node
    }

    /// A constant.
    pub fn constant(&mut self, value: f64) -> Node {
        let bits = if value.is_nan() { UNDEFINED.to_bits() } else { value.to_bits() };
        self.node(Kind::Const(bits), &[])
    }

    /// The value of a node that is a constant.
    pub fn value(&self, node: Node) -> Option<f64> {
        match self.nodes[node as usize].kind {
            Kind::Const(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// Whether a node is computed, and neither a constant nor an input.
    pub fn is_computed(&self, node: Node) -> bool {
        !matches!(self.nodes[node as usize].kind, Kind::Const(_) | Kind::Input(_))
    }

    /// A control's value.
    pub fn input(&mut self, input: u32) -> Node {
        self.node(Kind::Input(input), &[])
    }

    /// A function of one value.
    pub fn unary(&mut self, function: Unary, x: Node) -> Node {
        match self.value(x) {
            Some(value) => self.constant(arithmetic::unary(function, value)),
            None => self.node(Kind::Unary(function, x), &[x]),
        }
    }

    /// A function of two values.
    pub fn binary(&mut self, function: Binary, a: Node, b: Node) -> Node {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.constant(arithmetic::binary(function, x, y)),
            // Nothing is left of a condition that is decided already.
            (Some(known), _) if function == Binary::And && known == 0.0 => a,
            (Some(known), _) if function == Binary::And && known == 1.0 => b,
            (_, Some(known)) if function == Binary::And && known == 0.0 => b,
            (_, Some(known)) if function == Binary::And && known == 1.0 => a,
            (Some(known), _) if function == Binary::Else && !known.is_nan() => a,
            _ => self.node(Kind::Binary(function, a, b), &[a, b]),
        }
    }

    /// `if cond then a else b`
    pub fn select(&mut self, cond: Node, then: Node, other: Node) -> Node {
        match self.value(cond) {
            Some(value) if value.is_nan() => self.constant(UNDEFINED),
            Some(value) => {
                if value != 0.0 {
                    then
                } else {
                    other
                }
            }
            None => self.node(Kind::Select(cond, then, other), &[cond, then, other]),
        }
    }

    /// The value of a column of constants at a row.
    pub fn cell(&mut self, column: &[f64], row: Node) -> Node {
        if let Some(row) = self.value(row) {
            let found = if row >= 0.0 { column.get(row as usize).copied() } else { None };
            return self.constant(found.unwrap_or(UNDEFINED));
        }
        let bits: Vec<u64> = column.iter().map(|value| value.to_bits()).collect();
        let next = self.columns.len() as u32;
        let index = *self.known_columns.entry(bits).or_insert(next);
        if index == next {
            self.columns.push(column.to_vec());
        }
        self.node(Kind::Cell(index, row), &[row])
    }

    /// A value where a condition holds; elsewhere undefined, because of a reason.
    pub fn guard(&mut self, cond: Node, value: Node, reason: &str) -> Node {
        if self.value(cond) == Some(1.0) {
            return value;
        }
        let known = self.reasons.iter().position(|known| known == reason);
        let index = known.unwrap_or_else(|| {
            self.reasons.push(reason.to_owned());
            self.reasons.len() - 1
        });
        self.node(Kind::Guard(cond, value, index as u32), &[cond, value])
    }

    /// A text, as a value.
    pub fn text(&mut self, text: &str) -> Node {
        let next = self.texts.len() as u32;
        let index = *self.known_texts.entry(text.to_owned()).or_insert(next);
        if index == next {
            self.texts.push(text.to_owned());
        }
        self.constant(f64::from(index))
    }

    /// The words of a text value that is known.
    pub fn words(&self, node: Node) -> Option<&str> {
        self.text_at(self.value(node)?)
    }

    /// The words of a text value, by the number that stands for it.
    pub fn text_at(&self, number: f64) -> Option<&str> {
        self.texts.get(number as usize).map(String::as_str)
    }

    /// Begins a loop, in another one if its rounds happen in that one's.
    pub fn open(&mut self, count: Node, most: u32, within: Option<Loop>) -> Loop {
        let index = self.loops.len() as Loop;
        let (inner, heads, gathers) = (Vec::new(), Vec::new(), Vec::new());
        self.loops.push(LoopData {
            count,
            most,
            within,
            inner,
            fills: index,
            heads,
            gathers,
            solve: None,
            closed: None,
            span: None,
        });
        if let Some(within) = within {
            self.loops[within as usize].inner.push(index);
        }
        // Heads are found by the place of the round, so every loop has one.
        self.round(index);
        index
    }

    /// Says what the author wrote that goes round in a loop.
    pub fn written_at(&mut self, of: Loop, span: Span) {
        self.loops[of as usize].span = Some(span);
    }

    /// The loops that were put in order, by their first operation, with what the author wrote.
    pub fn places(&self) -> HashMap<Reg, Span> {
        let places = self.loops.iter().filter_map(|data| {
            let register = *self.placed.get(data.closed? as usize)?;
            Some((register, data.span?))
        });
        places.collect()
    }

    /// Begins a search for a root between two ends; its round is where it looks.
    pub fn open_solve(&mut self, from: Node, to: Node) -> Loop {
        let of = self.open(from, SAMPLES, None);
        self.loops[of as usize].solve = Some((to, None));
        of
    }

    /// Ends a search: the root of what is to be zero.
    pub fn close_solve(&mut self, of: Loop, residual: Node) -> Node {
        // The residual is the last thing its body computes, whatever else it is.
        let zero = self.constant(0.0);
        let round = self.round(of);
        let nothing = self.node(Kind::Binary(Binary::Mul, round, zero), &[round, zero]);
        let residual = self.node(Kind::Binary(Binary::Add, residual, nothing), &[residual, nothing]);
        if let Some((_, last)) = &mut self.loops[of as usize].solve {
            *last = Some(residual);
        }
        self.close(of);
        self.gathered(of, 0)
    }

    /// The index of the current round.
    pub fn round(&mut self, of: Loop) -> Node {
        self.node(Kind::Round(of), &[])
    }

    /// Gives a loop somewhere to gather; its number.
    pub fn head(&mut self, of: Loop, head: Head) -> u32 {
        self.loops[of as usize].heads.push(head);
        self.loops[of as usize].heads.len() as u32 - 1
    }

    /// Has the rounds of `inner` gather into the heads of `outer` (which may be `inner` itself).
    pub fn gather(&mut self, inner: Loop, outer: Loop, gather: Gather) {
        self.loops[inner as usize].fills = outer;
        self.loops[inner as usize].gathers.push(gather);
    }

    /// Ends a loop; inner ones are ended first.
    pub fn close(&mut self, of: Loop) {
        let reads = self.loop_reads(of);
        let within = self.loops[of as usize].within;
        let node = self.node(Kind::Closed(of), &reads);
        if let Some(within) = within {
            let mut loops = self.nodes[node as usize].loops.to_vec();
            loops.push(within);
            loops.sort_unstable();
            loops.dedup();
            self.nodes[node as usize].loops = loops.into();
        }
        self.loops[of as usize].closed = Some(node);
    }

    /// What a closed loop gathered.
    pub fn gathered(&mut self, of: Loop, head: u32) -> Node {
        let closed = self.loops[of as usize].closed.unwrap_or(0);
        self.node(Kind::Head(of, head), &[closed])
    }

    /// An accumulator that may have taken in nothing.
    pub fn settle(&mut self, acc: Node) -> Node {
        self.node(Kind::Settle(acc), &[acc])
    }

    /// An item of a list.
    pub fn item(&mut self, list: Node, index: Node) -> Node {
        self.node(Kind::Item(list, index), &[list, index])
    }

    /// Whether a node may have no value for some setting of the controls. Overflow is left out.
    pub fn may_be_undefined(&self, node: Node) -> bool {
        self.nodes[node as usize].fallible
    }

    /// The same of a node that is being made.
    fn fallible(&self, kind: Kind, reads: &[Node]) -> bool {
        let nonzero = |by: Node| match self.nodes[by as usize].kind {
            Kind::Const(bits) => f64::from_bits(bits).abs() > 0.0,
            Kind::Input(input) => self.never_zero.get(input as usize).copied().unwrap_or(false),
            _ => false,
        };
        let reads = || reads.iter().any(|read| self.may_be_undefined(*read));
        match kind {
            Kind::Const(bits) => f64::from_bits(bits).is_nan(),
            // What a student's record may lack is missing at first.
            Kind::Input(input) => self.inputs.get(input as usize).is_some_and(|held| held.is_nan()),
            // Where the first is undefined, the second stands in for it.
            Kind::Binary(Binary::Else, _, other) => self.may_be_undefined(other),
            Kind::Unary(Unary::Defined, _) => false,
            Kind::Binary(Binary::Div | Binary::Mod, _, by) => !nonzero(by) || reads(),
            Kind::Binary(Binary::Pow, base, power) => {
                let whole = self.value(power).is_some_and(|power| power >= 0.0 && power.fract() == 0.0);
                !(whole || nonzero(base)) || reads()
            }
            Kind::Unary(function, _) if function.domain().is_some() => true,
            Kind::Guard(..) | Kind::Item(..) | Kind::Settle(_) => true,
            Kind::Cell(column, _) => {
                self.columns[column as usize].iter().any(|cell| cell.is_nan()) || reads()
            }
            Kind::Closed(of) => self.loops[of as usize].solve.is_some() || reads(),
            _ => reads(),
        }
    }

    /// What a node is, as far as a bound on it can be told from that.
    pub fn shape(&self, node: Node) -> Shape {
        match self.nodes[node as usize].kind {
            Kind::Const(bits) => Shape::Const(f64::from_bits(bits)),
            Kind::Input(input) => Shape::Input(input),
            Kind::Binary(Binary::Min, a, b) => Shape::Min(a, b),
            Kind::Binary(Binary::Max, a, b) | Kind::Select(_, a, b) => Shape::Max(a, b),
            Kind::Binary(Binary::Add, a, b) => Shape::Add(a, b),
            Kind::Binary(Binary::Sub, a, b) => {
                self.value(b).map_or(Shape::Other, |known| Shape::Less(a, known))
            }
            Kind::Binary(Binary::Mul, a, b) => match (self.value(a), self.value(b)) {
                (_, Some(known)) if known > 0.0 => Shape::Times(a, known),
                (Some(known), _) if known > 0.0 => Shape::Times(b, known),
                _ => Shape::Other,
            },
            Kind::Unary(Unary::Floor | Unary::Ceil | Unary::Round, x) => Shape::Rounded(x),
            Kind::Guard(_, x, _) | Kind::Handle(x, _) => Shape::Same(x),
            Kind::Round(of) if self.loops[of as usize].solve.is_none() => {
                Shape::Const(f64::from(self.loops[of as usize].most) - 1.0)
            }
            _ => Shape::Other,
        }
    }

    /// The greatest length of a list.
    pub fn most(&self, list: Node) -> u32 {
        match self.nodes[list as usize].kind {
            Kind::Head(of, head) => match self.loops[of as usize].heads.get(head as usize) {
                Some(Head::List(most)) => *most,
                _ => 0,
            },
            _ => 0,
        }
    }

    fn reads(&self, node: Node) -> Vec<Node> {
        match self.nodes[node as usize].kind {
            Kind::Const(_) | Kind::Input(_) => Vec::new(),
            Kind::Unary(_, x) | Kind::Settle(x) | Kind::Handle(x, _) | Kind::Fixed(x) => vec![x],
            Kind::Binary(_, a, b) | Kind::Guard(a, b, _) => vec![a, b],
            Kind::Select(a, b, c) => vec![a, b, c],
            Kind::Cell(_, row) => vec![row],
            Kind::Item(list, index) => vec![list, index],
            Kind::Round(of) | Kind::Head(of, _) => self.loops[of as usize].closed.into_iter().collect(),
            Kind::Closed(of) => self.loop_reads(of),
        }
    }

    fn loop_reads(&self, of: Loop) -> Vec<Node> {
        let data = &self.loops[of as usize];
        let mut reads = vec![data.count];
        if let Some((to, residual)) = data.solve {
            reads.push(to);
            reads.extend(residual);
        }
        for gather in &data.gathers {
            match *gather {
                Gather::Fold(_, _, value, item, when) => reads.extend([value, item, when]),
                Gather::Push(_, value, when) => reads.extend([value, when]),
            }
        }
        reads.extend(data.inner.iter().filter_map(|inner| self.loops[*inner as usize].closed));
        reads
    }

    /// Whether no control can move a node. What is found out is kept, so that asking for every text of a page
    /// costs little more than asking once.
    pub fn still(&mut self, node: Node) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![node];
        while let Some(next) = open.pop() {
            let moves = matches!(self.nodes[next as usize].kind, Kind::Input(_));
            match self.still.get(&next) {
                Some(true) => continue,
                Some(false) => {}
                None if !moves => {
                    if seen.insert(next) {
                        open.extend(self.reads(next));
                    }
                    continue;
                }
                None => {}
            }
            self.still.insert(node, false);
            return false;
        }
        self.still.extend(seen.into_iter().map(|node| (node, true)));
        true
    }

    /// Whether a node reads one of some inputs.
    pub fn reads_input(&self, node: Node, inputs: Range<u32>) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![node];
        while let Some(next) = open.pop() {
            match self.nodes[next as usize].kind {
                Kind::Input(input) if inputs.contains(&input) => return true,
                _ if seen.insert(next) => open.extend(self.reads(next)),
                _ => {}
            }
        }
        false
    }

    /// Another input after all others, with what it holds at the start.
    pub fn another_input(&mut self, start: f64) -> Node {
        self.inputs.push(start);
        self.input(self.inputs.len() as u32 - 1)
    }

    /// Which of some nodes another one reads, itself included.
    pub fn read_by(&self, node: Node, of: &[Node]) -> Vec<bool> {
        let mut seen = HashSet::new();
        let mut open = vec![node];
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(self.reads(next));
            }
        }
        of.iter().map(|node| seen.contains(node)).collect()
    }

    /// Whether a node reads a constant without a value: where there are errors, that stands for what has one.
    pub fn has_undefined(&self, node: Node) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![node];
        while let Some(next) = open.pop() {
            if self.value(next).is_some_and(f64::is_nan) {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.reads(next));
            }
        }
        false
    }

    /// Whether a node can be looked at from outside all loops.
    pub fn is_outer(&self, node: Node) -> bool {
        self.nodes[node as usize].loops.is_empty()
    }

    /// Puts everything that some outputs need in order.
    pub fn program(&mut self, outputs: &[Node]) -> Program {
        Program { texts: self.texts.clone(), ..self.wordless(outputs, &[]) }
    }

    /// The same without the texts that values stand for: enough to compute, and small. What `cuts` are made of is left
    /// out: each is an input.
    fn wordless(&mut self, outputs: &[Node], cuts: &[Node]) -> Program {
        let cuts: HashMap<Node, u32> =
            cuts.iter().zip(self.inputs.len() as u32..).map(|(node, input)| (*node, input)).collect();
        let mut is_needed = vec![false; self.nodes.len()];
        let mut needed: Vec<Node> = Vec::new();
        let mut open: Vec<Node> = outputs.to_vec();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut is_needed[node as usize], true) {
                needed.push(node);
                if !cuts.contains_key(&node) {
                    open.extend(self.reads(node));
                }
            }
        }
        needed.sort_unstable();
        // An operation stands in the innermost loop it depends on: the one opened last.
        let mut homes: HashMap<usize, Vec<Node>> = HashMap::new();
        for node in needed {
            let data = &self.nodes[node as usize];
            if !matches!(data.kind, Kind::Round(_) | Kind::Head(..)) || cuts.contains_key(&node) {
                let home = data.loops.last().map_or(0, |of| *of as usize + 1);
                homes.entry(home).or_default().push(node);
            }
        }
        let placed = vec![Reg::MAX; self.nodes.len()];
        let (columns, reasons) = (NewNumbers::default(), NewNumbers::default());
        let inputs = self.inputs.iter().copied().chain(cuts.values().map(|_| UNDEFINED)).collect();
        let mut order = Order { homes, cuts, ops: Vec::new(), placed, columns, reasons };
        order.place(self, 0);
        self.placed = order.placed;
        let column = |column: &u32| self.columns[*column as usize].clone();
        let reason = |reason: &u32| self.reasons[*reason as usize].clone();
        Program {
            ops: order.ops,
            inputs,
            columns: order.columns.used.iter().map(column).collect(),
            texts: Vec::new(),
            reasons: order.reasons.used.iter().map(reason).collect(),
        }
    }

    /// What some outputs need in order, without texts, and the register of each output.
    pub fn compiled(&mut self, outputs: &[Node]) -> (Program, Vec<Reg>) {
        self.cut(outputs, &[])
    }

    /// The same with some nodes outside all loops as inputs of their own, after all others: whatever they are made of.
    pub fn cut(&mut self, outputs: &[Node], cuts: &[Node]) -> (Program, Vec<Reg>) {
        let program = self.wordless(outputs, cuts);
        let registers = outputs.iter().map(|node| self.register(*node)).collect();
        (program, registers)
    }

    /// The first of some nodes that are met on the way down from another one, those left out that are `open`, which are
    /// looked into.
    pub fn met(&self, node: Node, of: &BTreeSet<Node>, open: &BTreeSet<Node>) -> Vec<Node> {
        let mut seen = HashSet::new();
        let (mut met, mut left) = (Vec::new(), vec![node]);
        while let Some(next) = left.pop() {
            if !seen.insert(next) {
                continue;
            }
            match of.contains(&next) && !open.contains(&next) {
                true => met.push(next),
                false => left.extend(self.reads(next)),
            }
        }
        met.sort_unstable();
        met
    }

    /// The register of a node, after [`Graph::program`].
    pub fn register(&self, node: Node) -> Reg {
        self.placed.get(node as usize).copied().unwrap_or(Reg::MAX)
    }
}

/// New numbers for what is used, in the order of its use.
#[derive(Default)]
struct NewNumbers {
    used: Vec<u32>,
    known: HashMap<u32, u32>,
}

impl NewNumbers {
    fn of(&mut self, old: u32) -> u32 {
        let next = self.used.len() as u32;
        let new = *self.known.entry(old).or_insert(next);
        if new == next {
            self.used.push(old);
        }
        new
    }
}

/// Operations being put in order.
struct Order {
    homes: HashMap<usize, Vec<Node>>,
    /// Nodes that are inputs, whatever they are made of.
    cuts: HashMap<Node, u32>,
    ops: Vec<Op>,
    placed: Vec<Reg>,
    columns: NewNumbers,
    reasons: NewNumbers,
}

impl Order {
    fn place(&mut self, graph: &Graph, home: usize) {
        for node in self.homes.remove(&home).unwrap_or_default() {
            let at = |node: Node| self.placed[node as usize];
            let op = match graph.nodes[node as usize].kind {
                _ if self.cuts.contains_key(&node) => Op::Input(self.cuts[&node]),
                Kind::Const(bits) => Op::Const(f64::from_bits(bits)),
                Kind::Input(input) => Op::Input(input),
                Kind::Unary(function, x) => Op::Unary(function, at(x)),
                Kind::Binary(function, a, b) => Op::Binary(function, at(a), at(b)),
                Kind::Select(cond, then, other) => {
                    Op::Select { cond: at(cond), then: at(then), other: at(other) }
                }
                Kind::Cell(column, row) => Op::Cell { row: at(row), column: self.columns.of(column) },
                Kind::Guard(cond, value, reason) => {
                    let (cond, value) = (at(cond), at(value));
                    Op::Guard { cond, value, reason: self.reasons.of(reason) }
                }
                Kind::Item(list, index) => Op::Item { list: at(list), index: at(index) },
                Kind::Settle(acc) => Op::Settle(at(acc)),
                Kind::Closed(of) => {
                    self.repeat(graph, of, node);
                    continue;
                }
                Kind::Handle(value, _) | Kind::Fixed(value) => {
                    self.placed[node as usize] = at(value);
                    continue;
                }
                // Placed with their loop.
                Kind::Round(_) | Kind::Head(..) => continue,
            };
            self.placed[node as usize] = self.ops.len() as Reg;
            self.ops.push(op);
        }
    }

    fn repeat(&mut self, graph: &Graph, of: Loop, node: Node) {
        let data = &graph.loops[of as usize];
        if let Some((to, residual)) = data.solve {
            return self.search(graph, of, node, to, residual.unwrap_or(to));
        }
        let start = self.ops.len();
        self.placed[node as usize] = start as Reg;
        self.set(graph, Kind::Round(of), start as Reg);
        self.ops.push(Op::Const(0.0));
        for (index, head) in data.heads.iter().enumerate() {
            self.set(graph, Kind::Head(of, index as u32), self.ops.len() as Reg);
            self.ops.push(match *head {
                Head::Acc(value) => Op::Acc(value),
                Head::List(most) => Op::List { most },
            });
        }
        self.place(graph, of as usize + 1);
        let heads = self.heads_of(graph, data.fills);
        for gather in &data.gathers {
            let at = |node: Node| self.placed[node as usize];
            self.ops.push(match *gather {
                Gather::Fold(how, into, value, item, when) => {
                    Op::Fold { how, into: heads + into, value: at(value), item: at(item), when: at(when) }
                }
                Gather::Push(list, value, when) => {
                    Op::Push { list: heads + list, value: at(value), when: at(when) }
                }
            });
        }
        let body = self.ops.len() - start - 1 - data.heads.len();
        self.ops[start] = Op::Loop {
            count: self.placed[data.count as usize],
            most: data.most,
            heads: data.heads.len() as u32,
            body: body as u32,
        };
    }

    fn search(&mut self, graph: &Graph, of: Loop, node: Node, to: Node, residual: Node) {
        let start = self.ops.len();
        self.placed[node as usize] = start as Reg;
        self.set(graph, Kind::Round(of), start as Reg);
        self.set(graph, Kind::Head(of, 0), start as Reg);
        self.ops.push(Op::Const(0.0));
        self.place(graph, of as usize + 1);
        self.ops[start] = Op::Solve {
            from: self.placed[graph.loops[of as usize].count as usize],
            to: self.placed[to as usize],
            residual: self.placed[residual as usize],
            samples: SAMPLES,
            body: (self.ops.len() - start - 1) as u32,
        };
    }

    /// The register of a loop's first head: right after the loop.
    fn heads_of(&self, graph: &Graph, of: Loop) -> Reg {
        // While a loop is being placed, only its round is known to stand at its start.
        graph.known.get(&Kind::Round(of)).map_or(0, |round| self.placed[*round as usize]) + 1
    }

    fn set(&mut self, graph: &Graph, kind: Kind, register: Reg) {
        if let Some(node) = graph.known.get(&kind) {
            self.placed[*node as usize] = register;
        }
    }
}
