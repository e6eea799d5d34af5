//! The texts of a block: a method that visits the fields which are texts of its stage.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Fields, GenericArgument, GenericParam, PathArguments, Type};

/// The method `texts` of a type whose first parameter is its stage.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let Some(GenericParam::Type(stage)) = input.generics.params.first() else { return TokenStream::new() };
    let stage = &stage.ident;
    let body = match &input.data {
        Data::Struct(data) => {
            let (pattern, visits) = visited(&data.fields, stage);
            quote! { let Self #pattern = self; #visits }
        }
        Data::Enum(data) => {
            let arms = data.variants.iter().map(|variant| {
                let (pattern, visits) = visited(&variant.fields, stage);
                let variant = &variant.ident;
                quote! { Self::#variant #pattern => { #visits } }
            });
            quote! { match self { #(#arms)* } }
        }
        Data::Union(_) => TokenStream::new(),
    };
    let docs = "Visits its texts, in the order of its fields.";
    quote! {
        #[automatically_derived]
        impl<#stage: crate::page::block::Stage> #name<#stage> {
            #[doc = #docs]
            #[allow(unused_variables, dead_code)]
            pub(in crate::page) fn texts<'s>(&'s self, visit_text: &mut dyn FnMut(crate::page::block::Said<'s, #stage>)) {
                #body
            }
        }
    }
}

/// The pattern that takes some fields apart, and the visits to the texts in them.
fn visited(fields: &Fields, stage: &Ident) -> (TokenStream, TokenStream) {
    let place = |(index, field): (usize, &syn::Field)| {
        field.ident.clone().unwrap_or_else(|| format_ident!("part{index}"))
    };
    let places = fields.iter().enumerate().map(place);
    let pattern = match fields {
        Fields::Named(_) => quote! { { #(#places),* } },
        Fields::Unnamed(_) => quote! { (#(#places),*) },
        Fields::Unit => TokenStream::new(),
    };
    let visits = fields.iter().enumerate().filter_map(|(index, field)| {
        let place = place((index, field));
        said(&quote! { #place }, &field.ty, stage)
    });
    (pattern, quote! { #(#visits)* })
}

/// Visits the texts in a reference to a value of a type; nothing where there are none.
fn said(value: &TokenStream, of: &Type, stage: &Ident) -> Option<TokenStream> {
    let Type::Path(path) = of else { return None };
    let segments: Vec<_> = path.path.segments.iter().collect();
    if let [first, last] = segments.as_slice()
        && first.ident == *stage
    {
        let form = &last.ident;
        let is_text = matches!(form.to_string().as_str(), "Line" | "Text");
        return is_text.then(|| quote! { visit_text(crate::page::block::Said::#form(#value)); });
    }
    let last = segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let Some(GenericArgument::Type(inner)) = arguments.args.first() else { return None };
    if matches!(inner, Type::Path(path) if path.path.is_ident(stage)) {
        return Some(quote! { #value.texts(visit_text); });
    }
    let one = said(&quote! { one }, inner, stage)?;
    let is_many = last.ident == "Vec" || last.ident == "Option";
    is_many.then(|| quote! { for one in #value.iter() { #one } })
}
