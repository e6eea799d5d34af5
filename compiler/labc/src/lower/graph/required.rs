//! What must hold for a node to be defined. Start at [`Graph::required`].

use std::collections::BTreeSet;

use lab_core::program::{Binary, Unary};

use super::{Graph, Kind, Node};

impl Graph {
    /// Conditions outside all loops that hold wherever a node is defined: those of the guards that it reads in any
    /// case. There may be others.
    pub fn required(&self, node: Node) -> Vec<Node> {
        let mut required = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if !self.is_outer(node) || !seen.insert(node) {
                continue;
            }
            match self.nodes[node as usize].kind {
                Kind::Unary(Unary::Defined, _)
                | Kind::Binary(Binary::And | Binary::Or | Binary::Else, ..) => {}
                Kind::Unary(_, a) | Kind::Cell(_, a) | Kind::Select(a, ..) | Kind::Handle(a, _) => {
                    open.push(a)
                }
                Kind::Binary(_, a, b) => open.extend([a, b]),
                Kind::Guard(condition, value, _) => {
                    if self.is_outer(condition) {
                        required.insert(condition);
                    }
                    open.push(value);
                }
                _ => {}
            }
        }
        required.into_iter().collect()
    }
}
