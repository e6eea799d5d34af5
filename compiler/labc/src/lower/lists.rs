//! Lists made from other lists. The register of a list is its length, and its items lie in a loop's head, so that
//! no operation takes a list as a value: a list that depends on a condition is made anew, item by item.

use super::Lowering;
use super::graph::{Gather, Head, Loop, Node};

impl Lowering<'_> {
    /// One of two lists, as a condition has it. Where the condition is undefined, so is every item.
    pub(super) fn list_if(&mut self, condition: Node, then: Node, other: Node) -> Node {
        if then == other {
            return then;
        }
        let most = self.graph.most(then).max(self.graph.most(other));
        let chosen = self.graph.select(condition, then, other);
        // An undefined length would be none, and a sum over no items zero.
        let longer = self.graph.binary(lab_core::program::Binary::Max, then, other);
        let count = self.graph.binary(lab_core::program::Binary::Else, chosen, longer);
        self.copied(count, most, |lowering, of| {
            let round = lowering.graph.round(of);
            let (a, b) = (lowering.graph.item(then, round), lowering.graph.item(other, round));
            lowering.graph.select(condition, a, b)
        })
    }

    /// A list whose items have no value unless a condition holds.
    pub(super) fn list_where(&mut self, holds: Node, list: Node, reason: &str) -> Node {
        if self.graph.value(holds) == Some(1.0) {
            return list;
        }
        let most = self.graph.most(list);
        self.copied(list, most, |lowering, of| {
            let round = lowering.graph.round(of);
            let item = lowering.graph.item(list, round);
            lowering.graph.guard(holds, item, reason)
        })
    }

    /// A list of so many items.
    pub(super) fn copied(
        &mut self,
        count: Node,
        most: u32,
        item: impl FnOnce(&mut Self, Loop) -> Node,
    ) -> Node {
        let of = self.graph.open(count, most, None);
        let value = item(self, of);
        let always = self.graph.constant(1.0);
        self.graph.head(of, Head::List(most));
        self.graph.gather(of, of, Gather::Push(0, value, always));
        self.graph.close(of);
        self.graph.gathered(of, 0)
    }
}
