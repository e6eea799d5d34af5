//! `#[derive(Decode)]` for `lab-core`: how the browser reads a type from the postcard that the build wrote with serde.
//! `#[derive(Render)]` for `labc`: how a planned block becomes one with values.
//!
//! The fields and variants of a type are read in the order they are declared in, which is serde's. A derive and not a
//! macro around each type, so that types stay plain Rust to rustfmt and editors; it needs no package that serde's own
//! derive does not need.

mod render;
mod texts;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, parse_macro_input};

/// Derives `lab_core::decode::Decode` for a type without parameters. With `#[decode(alone)]` reading it is a function
/// of its own, never part of another one, so that an evaluator can be cut there.
#[proc_macro_derive(Decode, attributes(decode))]
pub fn decode(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives the method `render` for a type of `labc::page::block`: a field of a type of the stage, `S::Line`, is what the
/// renderer's method `line` makes of it; lists, options and other blocks are rendered part by part; the rest is cloned.
/// The method `texts` visits the fields that are texts of the stage.
#[proc_macro_derive(Render)]
pub fn render(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut derived = render::expand(&input).unwrap_or_else(|error| error.to_compile_error());
    derived.extend(texts::expand(&input));
    derived.into()
}

fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new_spanned(parameter, "`Decode` is derived for types without parameters only"));
    }
    let mut alone = false;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("decode")) {
        attribute.parse_nested_meta(|meta| {
            alone = meta.path.is_ident("alone");
            if alone { Ok(()) } else { Err(meta.error("`decode` knows `alone` only")) }
        })?;
    }
    let (body, simple) = match &input.data {
        Data::Struct(data) => (fields(&data.fields)?, false),
        Data::Enum(data) if data.variants.iter().all(|variant| variant.fields.is_empty()) => {
            let variants = data.variants.iter().map(|variant| &variant.ident);
            (quote! { place.write(from.name(&[#(#name::#variants),*])); }, true)
        }
        Data::Enum(data) => {
            let count = u8::try_from(data.variants.len())
                .map_err(|_| Error::new_spanned(name, "`Decode` reads up to 255 variants"))?;
            let numbers = 0..count;
            let variants = data.variants.iter().map(variant);
            let body = quote! {
                place.write(match from.one_of(#count) {
                    #(#numbers => #variants,)*
                    // SAFETY: it is one of so many.
                    _ => unsafe { ::core::hint::unreachable_unchecked() },
                });
            };
            (body, false)
        }
        Data::Union(_) => return Err(Error::new_spanned(name, "`Decode` reads structures and choices")),
    };
    let inline = match (alone, simple) {
        (true, _) => quote! { #[inline(never)] },
        (_, true) => quote! { #[inline(always)] },
        _ => TokenStream::new(),
    };
    Ok(quote! {
        // SAFETY: all of it is read.
        unsafe impl crate::decode::Decode for #name {
            #inline
            fn read(place: &mut ::core::mem::MaybeUninit<Self>, from: &mut crate::decode::Reader<'_>) {
                #body
            }
        }
    })
}

/// Reads each field of a structure into its place.
fn fields(fields: &Fields) -> syn::Result<TokenStream> {
    let Fields::Named(fields) = fields else {
        return Err(Error::new_spanned(fields, "`Decode` reads structures whose fields have names"));
    };
    let names = fields.named.iter().map(|field| &field.ident);
    Ok(quote! {
        let place = place.as_mut_ptr();
        // SAFETY: these are the places of its fields.
        #(unsafe { crate::decode::field(&raw mut (*place).#names, from) };)*
    })
}

/// A variant with what is read for it.
fn variant(variant: &syn::Variant) -> TokenStream {
    let name = &variant.ident;
    match &variant.fields {
        Fields::Unit => quote! { Self::#name },
        Fields::Named(fields) => {
            let fields = fields.named.iter().map(|field| &field.ident);
            quote! { Self::#name { #(#fields: from.get()),* } }
        }
        Fields::Unnamed(fields) => {
            let places: Vec<_> =
                (0..fields.unnamed.len()).map(|place| format_ident!("part{place}")).collect();
            quote! {{
                #(let #places = from.get();)*
                Self::#name(#(#places),*)
            }}
        }
    }
}
