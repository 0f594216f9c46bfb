//! What a type says about its owner, and what is wrong with it.

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, Fields};

use crate::facade::Facade;
use crate::fields::{self, Named};
use crate::mistakes::Mistakes;

/// The most fields that are one identity.
const MAX_OWNERS: usize = 4;

pub(super) struct Model<'a> {
    pub(super) facade: Facade,
    pub(super) shapes: Vec<Shape<'a>>,
}

/// A struct, or a variant.
pub(super) struct Shape<'a> {
    /// `None`: the struct itself.
    pub(super) variant: Option<&'a Ident>,
    pub(super) owners: Vec<Named<'a>>,
    pub(super) owned: Vec<Named<'a>>,
}

/// What is written about the whole type or variant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Unchecked,
    /// Refused already; what follows from it is not refused again.
    SomethingWrong,
}

impl<'a> Model<'a> {
    pub(super) fn of(input: &'a DeriveInput, mistakes: &mut Mistakes) -> Self {
        let mut said = Said::Nothing;
        let mut about_type = Mistakes::default();
        let facade = fields::facade(&input.attrs, "owned", &mut about_type, |path| {
            let known = path.is_ident("unchecked");
            if known {
                said = Said::Unchecked;
            }
            known
        });
        for misplaced in fields::attributes(&input.attrs, "owner") {
            about_type.at(
                misplaced,
                "`#[owner]` on the whole type names nobody. Write it on the field that holds the owner's id, or \
                 `#[owned(unchecked)]` here",
            );
        }
        if let Err(about_type) = about_type.or(()) {
            mistakes.add(about_type);
            said = Said::SomethingWrong;
        }
        let shapes = match &input.data {
            Data::Struct(data) => vec![shape(None, &data.fields, said, &input.ident, mistakes)],
            Data::Enum(data) if data.variants.is_empty() && said == Said::Nothing => {
                mistakes.at(&input.ident, without_owner(&input.ident));
                Vec::new()
            }
            Data::Enum(data) => {
                let variants = data.variants.iter().map(|variant| {
                    let said = if said == Said::Nothing { said_of_variant(&variant.attrs, mistakes) } else { said };
                    shape(Some(&variant.ident), &variant.fields, said, &variant.ident, mistakes)
                });
                variants.collect()
            }
            Data::Union(_) => {
                mistakes.at(
                    &input.ident,
                    format!("a union does not know which of its fields it holds, so nobody can ask `{}` whose it is. Use an enum", input.ident),
                );
                Vec::new()
            }
        };
        Self { facade, shapes }
    }
}

fn shape<'a>(
    variant: Option<&'a Ident>,
    of: &'a Fields,
    said: Said,
    name: &Ident,
    mistakes: &mut Mistakes,
) -> Shape<'a> {
    let (mut owners, mut owned) = (Vec::new(), Vec::new());
    for named in fields::named(of) {
        let holds_id = fields::is_marked(&named.field.attrs, "owner", mistakes);
        let holds_value = fields::is_marked(&named.field.attrs, "owned", mistakes);
        match (holds_id, holds_value) {
            (true, true) => {
                mistakes.at(
                named.field,
                "`#[owner]` is an id and `#[owned]` a value that has an owner, and this field is called both. Keep the one that it is",
                );
                owners.push(named);
            }
            (true, false) => owners.push(named),
            (false, true) => owned.push(named),
            (false, false) => {}
        }
    }
    if let Some(beyond) = owners.get(MAX_OWNERS) {
        mistakes.at(
            beyond.field,
            format!("an identity has at most {MAX_OWNERS} parts, of which this is one more. Mark only what tells users apart"),
        );
    }
    match (owners.first().or_else(|| owned.first()), said) {
        (Some(marked), Said::Unchecked) => mistakes.at(
            marked.field,
            format!("`{name}` names its owner here and says `#[owned(unchecked)]`, which would leave the owner unchecked. Remove one of the two"),
        ),
        (None, Said::Nothing) => mistakes.at(name, without_owner(name)),
        _ => {}
    }
    Shape { variant, owners, owned }
}

fn without_owner(name: &Ident) -> String {
    format!(
        "`{name}` does not say whose it is, so a row of somebody else could not be told. Write `#[owner]` on the field that holds the \
         user's id, `#[owned]` on a field whose own value has an owner, or `#[owned(unchecked)]` if it belongs to nobody"
    )
}

fn said_of_variant(attrs: &[Attribute], mistakes: &mut Mistakes) -> Said {
    let mut said = Said::Nothing;
    for attr in fields::attributes(attrs, "owned") {
        let read = attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("unchecked") {
                said = Said::Unchecked;
                return Ok(());
            }
            Err(meta.error(
                "a variant says `#[owned(unchecked)]` or nothing. Mark its fields with `#[owner]` or `#[owned]`",
            ))
        });
        if mistakes.keep(read).is_none() {
            said = Said::SomethingWrong;
        }
    }
    said
}
