//! Expansions as a person would write them; `UPDATE_EXPECT=1` writes the files anew.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use quote::quote;

use crate::cached_scoped::cached_scoped;

fn expands_to(expected: &ExpectFile, attr: TokenStream, item: TokenStream) {
    let expanded = cached_scoped(attr, item);
    let file = syn::parse2(expanded).unwrap_or_else(|error| panic!("no items: {error}"));
    expected.assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn a_read() {
    expands_to(
        &expect_file!["snapshots/read.rs"],
        quote!(posts),
        quote! {
            /// Gets one.
            pub async fn get(posts: &Region<i64, Post>, scope: &CurrentUser, id: i64) -> Result<Option<Arc<Post>>, Error> {
                let row = fetch(id).await?;
                Ok(row.map(Arc::new))
            }
        },
    );
}

#[test]
fn a_write_through() {
    expands_to(
        &expect_file!["snapshots/write_through.rs"],
        quote!(posts, put_new = |post| post.id, invalidate_tags = ["posts"]),
        quote! {
            async fn create(posts: &Region<i64, Post>, scope: &CurrentUser, new: NewPost) -> Result<Post, Error> {
                insert(new).await
            }
        },
    );
}

#[test]
fn a_put_of_a_known_key() {
    expands_to(
        &expect_file!["snapshots/put.rs"],
        quote!(posts, put = id),
        quote! {
            async fn update(posts: Region<i64, Post>, scope: Arc<CurrentUser>, id: i64, change: PostChange) -> Result<Option<Post>, Error> {
                apply(id, change).await
            }
        },
    );
}

#[test]
fn an_evict() {
    expands_to(
        &expect_file!["snapshots/evict.rs"],
        quote!(posts, evict = id, evict(summaries, (id, 1)), settled = db::is_final),
        quote! {
            async fn delete(posts: &Posts, summaries: &Summaries, scope: &CurrentUser, id: i64) -> Result<bool, Error> {
                remove(id).await
            }
        },
    );
}

#[test]
fn a_clear_of_the_scope() {
    expands_to(
        &expect_file!["snapshots/clear_scope.rs"],
        quote!(posts, clear_scope),
        quote! {
            async fn import(posts: &Posts, scope: &CurrentUser, rows: Vec<NewPost>) {
                insert_all(rows).await;
            }
        },
    );
}

#[test]
fn every_option_of_a_read() {
    expands_to(
        &expect_file!["snapshots/every_option_of_a_read.rs"],
        quote!(
            ctx.posts,
            scope = ctx.user,
            key = (slug, page.number),
            ignore(ctx = "its user is the scope", trace = "only logged"),
            same_as = get,
            read_mode = mode,
            negative_ttl = "5s",
            ttl_from = |post| post.lifetime(),
            load_timeout("2s", |elapsed| Err(Late(elapsed))),
            crate = pc,
        ),
        quote! {
            async fn find<'a, T: Trace>(ctx: Arc<Ctx>, slug: &'a str, page: Page, mode: ReadMode, trace: T) -> Result<Post, Late> {
                trace.enter();
                query(slug, page).await
            }
        },
    );
}

#[test]
fn every_option_of_a_mutation() {
    expands_to(
        &expect_file!["snapshots/every_option_of_a_mutation.rs"],
        quote!(
            posts,
            scope = OnBehalfOf::new(user_id, "handlers authorise"),
            put = (id, lang),
            ttl = "30s",
            evict = (old, lang),
            invalidate_tags = ["posts", tag],
            clear_scope,
            fence = "required",
            settled = |error| error.is_final(),
            ignore(tx = "commits inside"),
        ),
        quote! {
            async fn rename(posts: &Posts, user_id: i64, id: i64, old: i64, lang: &str, tag: String, tx: &mut Tx) -> Result<Post, Error> {
                apply(tx, id).await
            }
        },
    );
}

#[test]
fn patterns_and_configured_arguments() {
    expands_to(
        &expect_file!["snapshots/patterns.rs"],
        quote!(posts),
        quote! {
            async fn list(posts: &Posts, scope: &CurrentUser, Page { number, .. }: Page, #[cfg(feature = "lang")] lang: &str, _: u8, mut _unused: i64) -> Vec<Post> {
                query(number).await
            }
        },
    );
}

#[test]
fn under_async_trait() {
    expands_to(
        &expect_file!["snapshots/async_trait.rs"],
        quote!(posts),
        quote! {
            fn read<'life0, 'life1, 'async_trait>(posts: &'life0 Posts, scope: &'life1 CurrentUser, id: i64)
                -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<Post, Error>> + ::core::marker::Send + 'async_trait>>
            where
                'life0: 'async_trait,
                'life1: 'async_trait,
            {
                Box::pin(async move {
                    let id = id;
                    let __ret: Result<Post, Error> = { query(id).await };
                    __ret
                })
            }
        },
    );
}

#[test]
fn a_method_names_its_type() {
    let expanded = cached_scoped(
        quote!(self.posts),
        quote!(
            async fn r#get(&self, scope: &User) -> Post {
                todo!()
            }
        ),
    );
    let expanded = expanded.to_string();
    assert!(
        expanded.contains(&quote!(Site::new(::core::module_path!(), "get").of::<Self>()).to_string()),
        "{expanded}"
    );
}

#[test]
fn after_a_mistake_the_function_is_as_it_was() {
    let item = quote! {
        #[inline]
        pub async fn get(&self, id: i64) -> Post { self.db. }
    };
    let expanded = cached_scoped(quote!(self.posts, nonsense = 5), item.clone()).to_string();
    assert!(expanded.ends_with(&item.to_string()), "{expanded}");
    assert_eq!(expanded.matches("compile_error").count(), 2, "{expanded}");
}

/// The page of the guide that shows it: as it is, but for the paths and prefixes that keep the user's names apart.
#[test]
fn the_guide_shows_what_methods_become() {
    let get = cached_scoped(
        quote!(self.posts),
        quote! {
            async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Arc<Post>>, DbError> {
                let row = self.db.find(scope.id, id).await?;
                Ok(row.map(Arc::new))
            }
        },
    );
    let update = cached_scoped(
        quote!(self.posts, put = id, invalidate_tags = ["posts"]),
        quote! {
            async fn update(&self, scope: &CurrentUser, id: i64, title: String) -> Result<Option<Post>, DbError> {
                self.db.rename(scope.id, id, title).await
            }
        },
    );
    let file = syn::parse2(quote!(impl Posts { #get #update })).unwrap_or_else(|error| panic!("no items: {error}"));
    let mut shown = prettyplease::unparse(&file).replace("__postcache_return", "early");
    for hidden in ["::postcache::__private::", "::postcache::", "::core::option::", "::core::result::", "__postcache_"]
    {
        shown = shown.replace(hidden, "");
    }
    let file = syn::parse_file(&shown).unwrap_or_else(|error| panic!("no items: {error}"));
    expect_file!["../../../../postcache/src/guide/cached_scoped/expansion.rs"].assert_eq(&prettyplease::unparse(&file));
}
