//! `#[derive(Render)]`: from what is planned to what a theme gets, field by field.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, GenericArgument, GenericParam, PathArguments, Type};

/// The method `render` of a type with one parameter, its stage.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let mut parameters = input.generics.params.iter();
    let (Some(GenericParam::Type(stage)), None) = (parameters.next(), parameters.next()) else {
        return Err(Error::new_spanned(name, "`Render` is derived for types with one parameter: the stage"));
    };
    let stage = &stage.ident;
    let body = match &input.data {
        Data::Struct(data) => {
            let (pattern, values) = fields(&data.fields, stage)?;
            quote! { let Self #pattern = self; #name #values }
        }
        Data::Enum(data) => {
            let mut arms = Vec::new();
            for variant in &data.variants {
                let (pattern, values) = fields(&variant.fields, stage)?;
                let variant = &variant.ident;
                arms.push(quote! { Self::#variant #pattern => #name::#variant #values });
            }
            quote! { match self { #(#arms,)* } }
        }
        Data::Union(_) => return Err(Error::new_spanned(name, "`Render` renders structures and choices")),
    };
    let docs = "This with the values of one setting.";
    Ok(quote! {
        #[automatically_derived]
        impl #name<crate::page::plan::planned::Planned> {
            #[doc = #docs]
            pub(in crate::page) fn render(&self, render_by: &crate::page::render::renderer::Renderer<'_>) -> #name<Ready> {
                #body
            }
        }
    })
}

/// The pattern that takes some fields apart, and the same fields rendered.
fn fields(fields: &Fields, stage: &Ident) -> syn::Result<(TokenStream, TokenStream)> {
    let mut places = Vec::new();
    let mut values = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let place = field.ident.clone().unwrap_or_else(|| format_ident!("part{index}"));
        let value = rendered(&quote! { #place }, &field.ty, stage)?;
        values.push(match &field.ident {
            Some(name) => quote! { #name: #value },
            None => value,
        });
        places.push(place);
    }
    Ok(match fields {
        Fields::Named(_) => (quote! { { #(#places),* } }, quote! { { #(#values),* } }),
        Fields::Unnamed(_) => (quote! { (#(#places),*) }, quote! { (#(#values),*) }),
        Fields::Unit => (TokenStream::new(), TokenStream::new()),
    })
}

/// What a reference to a value of a type becomes.
fn rendered(value: &TokenStream, of: &Type, stage: &Ident) -> syn::Result<TokenStream> {
    let Type::Path(path) = of else { return Ok(quote! { #value.clone() }) };
    let segments: Vec<_> = path.path.segments.iter().collect();
    if let [first, last] = segments.as_slice()
        && first.ident == *stage
    {
        let method = Ident::new(&last.ident.to_string().to_lowercase(), last.ident.span());
        return Ok(quote! { render_by.#method(#value) });
    }
    let Some(last) = segments.last() else { return Ok(quote! { #value.clone() }) };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return Ok(quote! { #value.clone() });
    };
    let Some(GenericArgument::Type(inner)) = arguments.args.first() else {
        return Ok(quote! { #value.clone() });
    };
    if matches!(inner, Type::Path(path) if path.path.is_ident(stage)) {
        if last.ident == "Block" {
            return Ok(quote! { render_by.block(#value) });
        }
        return Ok(quote! { #value.render(render_by) });
    }
    let one = rendered(&quote! { one }, inner, stage)?;
    match last.ident.to_string().as_str() {
        "Vec" => Ok(quote! { #value.iter().map(|one| #one).collect() }),
        "Option" => Ok(quote! { #value.as_ref().map(|one| #one) }),
        _ => Ok(quote! { #value.clone() }),
    }
}
