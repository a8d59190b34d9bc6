use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

use chatdesk_widget_browser::say;
use reactive_graph::owner::Owner;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent, MouseEvent};

use super::value::{Value, Worth};
use super::{Draw, Drawn, append};
use crate::page::document;
use crate::state::Signal;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is being made.
#[derive(Debug)]
pub(crate) struct Element(web_sys::Element);

/// Begins an element: of lines, the first of which is its name, and the others what never changes of it.
pub(crate) fn element(lines: &'static str) -> Element {
    let (name, lines) = lines.split_once('\n').unwrap_or((lines, ""));
    let made = make(name);
    read(&made, lines);
    Element(made)
}

#[expect(
    clippy::expect_used,
    reason = "the names are ours, and none has a character that is refused"
)]
fn make(name: &str) -> web_sys::Element {
    let namespace = matches!(name, "svg" | "path").then_some(SVG);
    let made = match namespace {
        Some(namespace) => document().create_element_ns(Some(namespace), name),
        None => document().create_element(name),
    };
    made.expect("every name of an element in the views can be made")
}

/// Adds to a node what these lines say; `widget/markup` writes them.
pub(super) fn read(into: &web_sys::Node, lines: &str) {
    let mut at = into.clone();
    for line in lines.split('\n') {
        let (sign, rest) = line.split_at(usize::from(!line.is_empty()));
        match sign {
            "" => {}
            "<" => {
                let child = make(rest).into();
                append(&at, &child);
                at = child;
            }
            ">" => at = at.parent_node().unwrap_or(at),
            "\"" => rest.draw_into(&at),
            "@" => say(rest).draw_into(&at),
            _ => set(at.unchecked_ref(), line),
        }
    }
}

/// Sets an attribute as a line has it.
fn set(element: &web_sys::Element, line: &str) {
    // Refused are names that no attribute can have; these are ours.
    drop(match line.split_once(['=', '@']) {
        Some((name, key)) if line[name.len()..].starts_with('@') => {
            element.set_attribute(name, &say(key))
        }
        Some((name, value)) => element.set_attribute(name, value),
        None => Ok(()),
    });
}

impl Element {
    /// Sets an attribute; what is nothing is not there.
    pub(crate) fn attribute(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.bind(name, (value.into(), set_attribute))
    }

    /// Sets what a script would set, as the text of a field.
    pub(crate) fn property(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.bind(name, (value.into(), set_property))
    }

    /// Gives it a class where that is so.
    pub(crate) fn class(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.bind(name, (value.into(), set_class))
    }

    /// Remembers it under a name of the view's.
    pub(crate) fn refer<T: JsCast + Clone + 'static>(self, reference: Reference<T>) -> Self {
        reference.element.set(Some(self.0.clone()));
        self
    }

    pub(crate) fn child(self, child: impl Draw) -> Self {
        child.draw_into(&self.0);
        self
    }

    /// Adds what never changes, as these lines say it.
    pub(crate) fn fixed(self, lines: &'static str) -> Self {
        read(&self.0, lines);
        self
    }

    pub(crate) fn drawn(self) -> Drawn {
        Drawn(self.0.into())
    }

    fn bind(self, name: &'static str, (value, set): (Value, Set)) -> Self {
        let element = self.0.clone();
        value.bind(Box::new(move |worth| set(&element, name, &worth)));
        self
    }

    fn on(self, name: &str, mut act: Box<dyn FnMut(Event)>) -> Self {
        // What an action makes belongs to the part that the element is in.
        let owner = Owner::current().unwrap_or_default();
        let act = Closure::<dyn FnMut(Event)>::new(move |event| owner.with(|| act(event)));
        // Refused are only options, and there are none. The browser frees it with the element.
        drop(self.0.add_event_listener_with_callback(name, act.into_js_value().unchecked_ref()));
        self
    }
}

/// Says for each event what its handlers are told.
macro_rules! events {
    ($($method:ident $name:literal $event:ty;)*) => {
        impl Element {
            $(pub(crate) fn $method(self, mut act: impl FnMut($event) + 'static) -> Self {
                self.on($name, Box::new(move |event| act(event.unchecked_into())))
            })*
        }
    };
}

events! {
    on_change "change" Event;
    on_click "click" MouseEvent;
    on_close "close" Event;
    on_focusout "focusout" web_sys::FocusEvent;
    on_input "input" Event;
    on_keydown "keydown" KeyboardEvent;
    on_mousedown "mousedown" MouseEvent;
    on_pointermove "pointermove" Event;
    on_submit "submit" Event;
    on_wheel "wheel" Event;
}

type Set = fn(&web_sys::Element, &'static str, &Worth);

fn set_attribute(element: &web_sys::Element, name: &'static str, worth: &Worth) {
    // Refused are names that no attribute can have; these are ours.
    drop(match worth {
        Worth::Nothing => element.remove_attribute(name),
        Worth::Flag => element.set_attribute(name, ""),
        Worth::Text(text) if element.get_attribute(name).as_ref() == Some(text) => Ok(()),
        Worth::Text(text) => element.set_attribute(name, text),
    });
}

fn set_property(element: &web_sys::Element, name: &'static str, worth: &Worth) {
    let (name, value) = (
        JsValue::from(name),
        match worth {
            Worth::Nothing => JsValue::FALSE,
            Worth::Flag => JsValue::TRUE,
            Worth::Text(text) => text.as_str().into(),
        },
    );
    // Setting a field's text moves the caret, also where it is the same.
    if js_sys::Reflect::get(element, &name).as_ref() != Ok(&value) {
        // Refused is what cannot be written, and these can.
        drop(js_sys::Reflect::set(element, &name, &value));
    }
}

fn set_class(element: &web_sys::Element, name: &'static str, worth: &Worth) {
    // Refused are names with spaces; these are ours.
    drop(element.class_list().toggle_with_force(name, *worth == Worth::Flag));
}

/// A name for an element of a view, by which the view's code finds it.
pub(crate) struct Reference<T> {
    element: Signal<Option<web_sys::Element>>,
    of: PhantomData<fn() -> T>,
}

impl<T: JsCast + Clone + 'static> Reference<T> {
    pub(crate) fn new() -> Self {
        Self { element: Signal::new(None), of: PhantomData }
    }

    /// The element, once it is made; who follows is told when it is.
    pub(crate) fn get(self) -> Option<T> {
        self.element.get().map(JsCast::unchecked_into)
    }

    /// The element as it is now.
    pub(crate) fn get_untracked(self) -> Option<T> {
        self.element.get_untracked().map(JsCast::unchecked_into)
    }

    /// Does something with the element as soon as it stands in its view.
    pub(crate) fn on_load(self, act: impl FnOnce(T) + 'static) {
        let mut act = Some(act);
        crate::state::effect(move || {
            if let Some(element) = self.get()
                && let Some(act) = act.take()
            {
                act(element);
            }
        });
    }
}

impl<T> Clone for Reference<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reference<T> {}

impl<T> Debug for Reference<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Reference")
    }
}
