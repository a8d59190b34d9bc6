#![doc = include_str!("../README.md")]

use proc_macro::TokenStream;

mod calls;
mod fixed;

/// Makes elements of markup; see this crate's page for what it may say.
#[proc_macro]
pub fn view(markup: TokenStream) -> TokenStream {
    calls::of(markup.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}
