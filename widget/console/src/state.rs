//! What views follow, with one code for all kinds of values: the library's is compiled once for each.

use std::any::Any;
use std::cell::RefCell;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use reactive_graph::computed::Memo as Computed;
use reactive_graph::effect::Effect;
use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::signal::ArcTrigger;
use reactive_graph::traits::{
    Notify as _, Track as _, With as _, WithUntracked as _, WithValue as _,
};

use crate::draw::{Live, Worth, live};

/// A value that views follow: a handle that is copied freely, and lives as long as what made it.
pub(crate) struct Signal<T> {
    slot: StoredValue<Slot, LocalStorage>,
    of: PhantomData<fn() -> T>,
}

/// Where a value is, and who is told when it changes.
struct Place<T: ?Sized> {
    told: ArcTrigger,
    value: T,
}

type Slot = Rc<Place<dyn Any>>;

impl<T: 'static> Signal<T> {
    pub(crate) fn new(value: T) -> Self {
        let slot = Place { told: ArcTrigger::new(), value: RefCell::new(value) };
        Self { slot: keep(Rc::new(slot)), of: PhantomData }
    }

    /// Reads the value; who follows is told when it changes.
    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        let slot = followed(self.slot);
        read(&cell(&slot).borrow())
    }

    /// Reads the value as it is now.
    pub(crate) fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(&cell(&slot(self.slot)).borrow())
    }

    /// Changes the value and tells whoever follows. What is gone already stays so.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(slot) = slot_if_there(self.slot) {
            change(&mut cell(&slot).borrow_mut());
            tell(&slot);
        }
    }

    pub(crate) fn set(self, value: T) {
        self.update(|now| *now = value);
    }
}

impl<T: Clone + 'static> Signal<T> {
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// It as an attribute's value or a text.
    pub(crate) fn live(self) -> Live
    where
        T: Into<Worth>,
    {
        live(move || self.get())
    }
}

impl<T: PartialEq + 'static> Signal<T> {
    /// Sets the value where it is another one, so that nothing is drawn in vain.
    pub(crate) fn put(self, value: T) {
        if self.with_untracked(|now| *now != value) {
            self.set(value);
        }
    }
}

impl<T: Default + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T> Debug for Signal<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Signal")
    }
}

fn keep(slot: Slot) -> StoredValue<Slot, LocalStorage> {
    StoredValue::new_local(slot)
}

fn slot(slot: StoredValue<Slot, LocalStorage>) -> Slot {
    slot.with_value(Slot::clone)
}

fn followed(kept: StoredValue<Slot, LocalStorage>) -> Slot {
    let slot = slot(kept);
    slot.told.track();
    slot
}

fn slot_if_there(slot: StoredValue<Slot, LocalStorage>) -> Option<Slot> {
    slot.try_with_value(Slot::clone)
}

fn tell(slot: &Slot) {
    slot.told.notify();
}

#[expect(clippy::expect_used, reason = "a signal of this type made the slot, and nobody else can")]
fn cell<T: 'static>(slot: &Slot) -> &RefCell<T> {
    slot.value.downcast_ref().expect("the slot is this signal's")
}

/// A value that follows from others, and is told of only where it became another one.
pub(crate) struct Memo<T> {
    computed: Computed<Held>,
    of: PhantomData<fn() -> T>,
}

/// A value whose type whoever made it knows.
#[derive(Clone)]
struct Held(Arc<dyn Same + Send + Sync>);

trait Same: Any {
    fn is_same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Same for T {
    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        let other: &dyn Any = &*other.0;
        self.0.is_same(other)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    pub(crate) fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { computed: computed(Box::new(move || Held(Arc::new(compute())))), of: PhantomData }
    }

    /// Reads the value; who follows is told when it changes.
    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(held(&self.computed.with(Held::clone)))
    }

    pub(crate) fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(held(&self.computed.with_untracked(Held::clone)))
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Memo<T> {
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// It as an attribute's value or a text.
    pub(crate) fn live(self) -> Live
    where
        T: Into<Worth>,
    {
        live(move || self.get())
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T> Debug for Memo<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

fn computed(compute: Box<dyn Fn() -> Held + Send + Sync>) -> Computed<Held> {
    Computed::new(move |_| compute())
}

#[expect(clippy::expect_used, reason = "the memo of this type computed it")]
fn held<T: 'static>(held: &Held) -> &T {
    let value: &dyn Any = &*held.0;
    value.downcast_ref().expect("the memo computed its own type")
}

/// Does it now, and again whenever something that it reads changes.
pub(crate) fn effect(what: impl FnMut() + 'static) {
    run(Box::new(what));
}

fn run(mut what: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| what());
}
