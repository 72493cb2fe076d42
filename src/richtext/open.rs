//! The tree builder's stack of open elements, which it shows only to a garbage collector.

use std::cell::{Cell, RefCell};
use std::ptr;

use html5ever::interface::Tracer;
use html5ever::tree_builder::TreeBuilder;

use super::sink::{Handle, Sink};

/// The open elements, outermost first.
///
/// `trace_handles` shows the document, then the slice of open elements, then everything else it
/// holds: what lies side by side in memory after the document is the stack.
#[derive(Default)]
pub(super) struct OpenElements {
    stack: RefCell<Vec<Handle>>,
    traced: Cell<usize>,
    last: Cell<usize>,
}

impl OpenElements {
    /// The elements that this tree builder has open.
    pub(super) fn of(builder: &TreeBuilder<Handle, Sink>) -> Vec<Handle> {
        let tracer = OpenElements::default();
        builder.trace_handles(&tracer);
        tracer.stack.into_inner()
    }
}

impl Tracer for OpenElements {
    type Handle = Handle;

    fn trace_handle(&self, node: &Handle) {
        let number = self.traced.replace(self.traced.get() + 1);
        let address = ptr::from_ref(node).addr();
        let adjoins = address == self.last.get().wrapping_add(size_of::<Handle>());
        let continues = self.stack.borrow().len() + 1 == number;
        if number == 1 || (number > 1 && continues && adjoins) {
            self.last.set(address);
            self.stack.borrow_mut().push(node.clone());
        }
    }
}
