use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use rstml::node::{
    KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeBlock, NodeElement,
};
use syn::spanned::Spanned as _;
use syn::{Error, Expr, Stmt};

use crate::fixed;

type Element = NodeElement<rstml::Infallible>;

/// The calls that make what the markup says.
pub(crate) fn of(markup: TokenStream) -> Result<TokenStream, Error> {
    let nodes = rstml::parse2(markup)?;
    together(&nodes)
}

fn together(nodes: &[Node]) -> Result<TokenStream, Error> {
    if let [Node::Element(only)] = nodes {
        return element(only);
    }
    let children = children(nodes)?;
    Ok(quote! { crate::draw::several() #children .drawn() })
}

/// The calls that add what stands between two tags; what is fixed and stands beside each other is one call.
fn children(nodes: &[Node]) -> Result<TokenStream, Error> {
    let mut calls = TokenStream::new();
    let mut fixed = Vec::new();
    for node in nodes {
        if fixed::node(node, &mut fixed) {
            continue;
        }
        calls.extend(fixed_call(&mut fixed));
        let child = match node {
            Node::Element(inner) => element(inner)?,
            Node::Text(text) => text.value.to_token_stream(),
            Node::Block(block) => inner(block),
            other => {
                return Err(Error::new(other.span(), "a text stands in quotes, a value in braces"));
            }
        };
        calls.extend(quote! { .child(#child) });
    }
    calls.extend(fixed_call(&mut fixed));
    Ok(calls)
}

fn fixed_call(fixed: &mut Vec<String>) -> Option<TokenStream> {
    let lines = std::mem::take(fixed).join("\n");
    (!lines.is_empty()).then(|| quote! { .fixed(#lines) })
}

/// What stands in the braces; they themselves are the markup's.
fn inner(block: &NodeBlock) -> TokenStream {
    match block.try_block().map(|block| block.stmts.as_slice()) {
        Some([Stmt::Expr(value, None)]) => value.to_token_stream(),
        _ => block.to_token_stream(),
    }
}

fn element(element: &Element) -> Result<TokenStream, Error> {
    let name = element.name().to_string();
    if name == "For" {
        return list(element);
    }
    let mut lines = vec![name];
    let mut calls = TokenStream::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            return Err(Error::new(attribute.span(), "an attribute has a name"));
        };
        match fixed::attribute(attribute) {
            Some(line) => lines.push(line),
            None => calls.extend(call(attribute)?),
        }
    }
    // What is fixed before anything changes belongs to the element's own lines.
    let n_fixed = element.children.iter().take_while(|node| fixed::node(node, &mut lines)).count();
    let children = children(&element.children[n_fixed..])?;
    let lines = lines.join("\n");
    Ok(quote! { crate::draw::element(#lines) #calls #children .drawn() })
}

fn call(attribute: &KeyedAttribute) -> Result<TokenStream, Error> {
    let key = attribute.key.to_string();
    let span = attribute.key.span();
    let value = match &attribute.possible_value {
        KeyedAttributeValue::None if key.contains(':') => {
            return Err(Error::new(span, "this one needs a value"));
        }
        _ => value(attribute)?.to_token_stream(),
    };
    Ok(match key.split_once(':') {
        Some(("on", event)) => {
            let method = format_ident!("on_{event}", span = span);
            quote_spanned! { span => .#method(#value) }
        }
        Some(("prop", property)) => quote_spanned! { span => .property(#property, #value) },
        Some(("class", class)) => quote_spanned! { span => .class(#class, #value) },
        Some(_) => return Err(Error::new(span, "`on:`, `prop:` and `class:` are known")),
        None if key == "node_ref" => quote_spanned! { span => .refer(#value) },
        None => quote_spanned! { span => .attribute(#key, #value) },
    })
}

fn list(element: &Element) -> Result<TokenStream, Error> {
    let (mut each, mut key, mut item) = (None, None, None);
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else { continue };
        match (attribute.key.to_string().as_str(), &attribute.possible_value) {
            ("each", _) => each = Some(value(attribute)?),
            ("key", _) => key = Some(value(attribute)?),
            ("let", KeyedAttributeValue::Binding(binding)) => item = Some(&binding.inputs),
            (_, _) => {
                return Err(Error::new(
                    attribute.key.span(),
                    "`each`, `key` and `let(…)` are known",
                ));
            }
        }
    }
    let (Some(each), Some(key), Some(item)) = (each, key, item) else {
        return Err(Error::new(element.span(), "a list says `each`, `key` and `let(…)`"));
    };
    let drawn = together(&element.children)?;
    Ok(quote! { crate::draw::list(#each, #key, move |#item| #drawn) })
}

pub(crate) fn value(attribute: &KeyedAttribute) -> Result<&Expr, Error> {
    attribute.value().ok_or_else(|| Error::new(attribute.key.span(), "this one needs a value"))
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    /// Each line: markup, and the calls that the table of this crate's page promises.
    fn said() -> Vec<(TokenStream, TokenStream)> {
        vec![
            (
                quote! { <p class="about">"Hello " {name}</p> },
                quote! {
                    crate::draw::element("p\nclass=about\n\"Hello ").child(name).drawn()
                },
            ),
            (
                quote! { <input required aria-label=say("name") prop:value=text class:wrong=is_wrong /> },
                quote! {
                    crate::draw::element("input\nrequired=\naria-label@name").property("value", text)
                        .class("wrong", is_wrong).drawn()
                },
            ),
            (
                quote! { <button node_ref=button on:click=move |_| close()></button> },
                quote! { crate::draw::element("button").refer(button).on_click(move |_| close()).drawn() },
            ),
            (
                quote! { <b>"a"</b> {other} },
                quote! {
                    crate::draw::several().fixed("<b\n\"a\n>").child(other).drawn()
                },
            ),
            (
                quote! { <p title=title>{name} <b class="x">{say("key")}</b> "a" {say(key)}</p> },
                quote! {
                    crate::draw::element("p").attribute("title", title).child(name)
                        .fixed("<b\nclass=x\n@key\n>\n\"a").child(say(key)).drawn()
                },
            ),
            (
                quote! { <ul><li><b>{say("key")}</b></li> <li>{name}</li></ul> },
                quote! {
                    crate::draw::element("ul\n<li\n<b\n@key\n>\n>")
                        .child(crate::draw::element("li").child(name).drawn()).drawn()
                },
            ),
            (
                quote! { <For each=ids key=String::clone let(id)>{row(id)}</For> },
                quote! {
                    crate::draw::list(ids, String::clone,
                        move |id| crate::draw::several().child(row(id)).drawn())
                },
            ),
        ]
    }

    #[test]
    fn markup_makes_the_calls_that_the_table_says() {
        for (markup, calls) in said() {
            let made = super::of(markup.clone()).map(|made| made.to_string());
            assert_eq!(made.ok(), Some(calls.to_string()), "{markup}");
        }
    }

    #[test]
    fn what_the_markup_does_not_know_is_refused() {
        for (markup, why) in [
            (quote! { <p>bare</p> }, "a text stands in quotes"),
            (quote! { <p style:top=1></p> }, "`on:`, `prop:` and `class:` are known"),
            (quote! { <p on:click></p> }, "needs a value"),
            (quote! { <p {spread}></p> }, "an attribute has a name"),
            (quote! { <For each=ids let(id)></For> }, "a list says"),
            (quote! { <For each=ids key=f let(id) class="x"></For> }, "are known"),
        ] {
            let said = super::of(markup.clone()).map_err(|error| error.to_string());
            assert!(said.as_ref().is_err_and(|said| said.contains(why)), "{markup}: {said:?}");
        }
    }
}
