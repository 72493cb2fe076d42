//! Futures that go on by themselves. Each is put into a box first: the code that carries
//! futures out then stands in the module once, not once for each of them.

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Has a future carried out, whoever waits for it.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    spawn_task(Box::pin(future));
}

/// Has a future carried out, and tells by a promise when it is done.
pub fn promise(future: impl Future<Output = ()> + 'static) -> Promise {
    promise_task(Box::pin(future))
}

#[inline(never)]
fn spawn_task(task: Task) {
    spawn_local(task);
}

#[inline(never)]
fn promise_task(task: Task) -> Promise {
    future_to_promise(async {
        task.await;
        Ok(JsValue::UNDEFINED)
    })
}
