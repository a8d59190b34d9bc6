//! What never changes is written down in lines that `draw` reads: a call for each would weigh more.
//!
//! `<p` begins an element in the one before, `>` ends it, `class=about` is an attribute, `title@key` one that a language
//! says, `"text` a text and `@key` one that a language says. The element that `element` makes is named by the first line.

use rstml::node::{KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute};
use syn::{Expr, ExprCall, ExprLit, Lit, Stmt};

use crate::calls::value;

/// Adds the lines of a node in which nothing changes; says whether it is one.
pub(crate) fn node(node: &Node, lines: &mut Vec<String>) -> bool {
    let mut found = Vec::new();
    let is_fixed = add(node, &mut found).is_some();
    if is_fixed {
        lines.extend(found);
    }
    is_fixed
}

/// The line of an attribute whose value never changes.
pub(crate) fn attribute(attribute: &KeyedAttribute) -> Option<String> {
    let key = attribute.key.to_string();
    if key.contains(':') || key == "node_ref" {
        return None;
    }
    if matches!(attribute.possible_value, KeyedAttributeValue::None) {
        return Some(key + "=");
    }
    let value = value(attribute).ok()?;
    let (sign, text) =
        text(value).map(|it| ('=', it)).or_else(|| said(value).map(|it| ('@', it)))?;
    Some(format!("{key}{sign}{text}"))
}

fn add(node: &Node, lines: &mut Vec<String>) -> Option<()> {
    match node {
        Node::Text(text) => lines.push(format!("\"{}", one_line(text.value_string())?)),
        Node::Block(block) => match block.try_block()?.stmts.as_slice() {
            [Stmt::Expr(value, None)] => lines.push(format!("@{}", said(value)?)),
            _ => return None,
        },
        Node::Element(element) if element.name().to_string() != "For" => {
            lines.push(format!("<{}", element.name()));
            for each in element.attributes() {
                let NodeAttribute::Attribute(each) = each else { return None };
                lines.push(attribute(each)?);
            }
            for child in &element.children {
                add(child, lines)?;
            }
            lines.push(">".to_owned());
        }
        _ => return None,
    }
    Some(())
}

/// The key of `say("key")`.
fn said(value: &Expr) -> Option<String> {
    let Expr::Call(ExprCall { func, args, .. }) = value else { return None };
    let Expr::Path(path) = &**func else { return None };
    let is_say = path.path.is_ident("say") && args.len() == 1;
    text(args.first().filter(|_| is_say)?)
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => one_line(text.value()),
        _ => None,
    }
}

fn one_line(text: String) -> Option<String> {
    Some(text).filter(|text| !text.contains('\n'))
}
