//! The tree builder's stack of open elements, which it shows only to a garbage collector.

use std::cell::{Cell, RefCell};
use std::ptr;

use html5ever::interface::Tracer;
use html5ever::tree_builder::TreeBuilder;

use super::sink::{Handle, Sink};

type Builder = TreeBuilder<Handle, Sink>;

/// How many elements are open, the fragment's root included.
pub(super) fn count(builder: &Builder) -> usize {
    from(builder, usize::MAX).0
}

/// The innermost open element.
pub(super) fn innermost(builder: &Builder) -> Option<Handle> {
    let count = count(builder);
    from(builder, count.saturating_sub(1)).1.pop()
}

/// The open elements, outermost first.
pub(super) fn all(builder: &Builder) -> Vec<Handle> {
    from(builder, 0).1
}

/// How many elements are open, and those of them from the given position.
///
/// `trace_handles` shows the document, then the slice of open elements, then everything else it
/// holds: what lies side by side in memory after the document is the stack.
fn from(builder: &Builder, position: usize) -> (usize, Vec<Handle>) {
    let stack = Stack {
        position,
        traced: Cell::new(0),
        count: Cell::new(0),
        expected: Cell::new(None),
        kept: RefCell::default(),
    };
    builder.trace_handles(&stack);
    (stack.count.get(), stack.kept.into_inner())
}

struct Stack {
    position: usize,
    traced: Cell<usize>,
    count: Cell<usize>,
    /// Where the next open element would lie.
    expected: Cell<Option<usize>>,
    kept: RefCell<Vec<Handle>>,
}

impl Tracer for Stack {
    type Handle = Handle;

    fn trace_handle(&self, node: &Handle) {
        let traced = self.traced.replace(self.traced.get() + 1);
        let address = ptr::from_ref(node).addr();
        let is_open = match traced {
            0 => return,
            1 => true,
            _ => self.expected.get() == Some(address),
        };
        if !is_open {
            self.expected.set(None);
            return;
        }
        let count = self.count.replace(self.count.get() + 1);
        self.expected.set(address.checked_add(size_of::<Handle>()));
        if count >= self.position {
            self.kept.borrow_mut().push(node.clone());
        }
    }
}
