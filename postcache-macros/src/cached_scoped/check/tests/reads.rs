use quote::quote;

use super::{accepted, get, key, refusal, refusals};

#[test]
fn the_key_is_every_argument_but_self_and_scope() {
    assert_eq!(key(&accepted(quote!(self.posts), get(&quote!()))), Vec::<String>::new());
    assert_eq!(key(&accepted(quote!(self.posts), get(&quote!(id: i64)))), ["id"]);
    assert_eq!(key(&accepted(quote!(self.posts), get(&quote!(mut id: i64, page: Page<'_>)))), ["id", "page"]);
}

#[test]
fn a_pattern_is_part_of_the_key_as_a_whole() {
    let model = accepted(quote!(self.posts), get(&quote!((a, b): (u64, u64), _: Page, ref id: i64)));
    assert_eq!(key(&model), ["__postcache_argument2", "__postcache_argument3", "__postcache_argument4"]);
}

#[test]
fn a_pattern_cannot_be_named_in_a_written_key() {
    assert!(
        refusal(quote!(self.posts, key = a), get(&quote!((a, b): (u64, u64)))).contains("this argument has no name")
    );
}

#[test]
fn what_the_scope_is_need_not_be_in_the_key() {
    let arguments = quote!(user_id: i64, id: i64);
    let of = |scope| {
        accepted(quote!(self.posts, scope = #scope), quote!(async fn get(&self, #arguments) -> Post { todo!() }))
    };
    for scope in
        [quote!(OnBehalfOf::new(user_id, "why")), quote!(&postcache::OnBehalfOf::new(&user_id, "why")), quote!(user_id)]
    {
        assert_eq!(key(&of(scope)), ["id"]);
    }
    assert_eq!(key(&of(quote!(users.of(user_id)))), ["user_id", "id"], "a part of it may be all that the scope takes");
}

#[test]
fn what_holds_the_region_is_exempt_and_what_chooses_it_is_not() {
    let free = quote!(
        async fn get(db: &Db, scope: &User, id: i64) -> Post {
            todo!()
        }
    );
    assert_eq!(key(&accepted(quote!(db.regions().posts), free)), ["id"]);
    assert_eq!(key(&accepted(quote!(self.shards[shard]), get(&quote!(shard: usize, id: i64)))), ["shard", "id"]);
}

#[test]
fn of_what_holds_the_region_and_the_scope_the_rest_is_open() {
    let item = quote!(
        async fn get(ctx: &Ctx, id: i64) -> Post {
            todo!()
        }
    );
    let decided = quote!(ctx.posts, scope = ctx.user, ignore(ctx = "the rest is for tracing"));
    assert_eq!(key(&accepted(quote!(ctx.posts, scope = ctx.user), item.clone())), ["ctx", "id"]);
    assert_eq!(key(&accepted(decided, item)), ["id"]);
}

#[test]
fn an_argument_that_is_neither_in_the_key_nor_ignored_is_refused() {
    assert_eq!(
        refusal(quote!(self.posts, key = id), get(&quote!(id: i64, page: u32))),
        "`page` is not part of the key: two calls that differ in it would share one entry. \
         Write `key = (id, page)` or `ignore(page = \"why it cannot matter\")`"
    );
    let both = refusals(quote!(self.posts, key = ()), get(&quote!(id: i64, page: u32)));
    assert!(both.len() == 2 && both.iter().all(|message| message.contains("Write `key = (id, page)`")), "{both:#?}");
    assert!(refusal(quote!(self.posts, key = ()), get(&quote!(id: i64))).contains("Write `key = id`"));
    assert!(refusal(quote!(self.posts, key = "id"), get(&quote!(id: i64))).contains("Write `key = id`"));
    accepted(quote!(self.posts, key = id, ignore(page = "one page")), get(&quote!(id: i64, page: u32)));
}

#[test]
fn a_field_of_the_same_name_is_not_the_argument() {
    assert!(
        refusal(quote!(self.posts, key = post.id), get(&quote!(post: &Post, id: i64)))
            .contains("`id` is not part of the key")
    );
    assert!(
        refusal(quote!(self.posts, key = ids.map(|id| id)), get(&quote!(ids: Ids, id: i64)))
            .contains("`id` is not part of the key")
    );
}

#[test]
fn an_argument_is_in_the_key_or_ignored_but_not_both() {
    assert!(
        refusal(quote!(self.posts, key = id, ignore(id = "x")), get(&quote!(id: i64)))
            .contains("is in the key and ignored")
    );
    assert!(
        refusal(quote!(self.posts, ignore(pgae = "x")), get(&quote!(page: u32))).contains("no argument called `pgae`")
    );
}

#[test]
fn a_key_has_at_most_eight_parts() {
    let nine = quote!(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8);
    assert!(refusal(quote!(self.posts), get(&nine)).contains("at most 8 parts"));
    assert!(refusal(quote!(self.posts, key = (a, b, c, d, e, f, g, h, i)), get(&nine)).contains("at most 8 parts"));
}

#[test]
fn a_key_that_is_too_involved_is_refused() {
    assert!(
        refusal(
            quote!(
                self.posts,
                key = {
                    let x = id;
                    x
                }
            ),
            get(&quote!(id: i64))
        )
        .contains("too involved")
    );
}

#[test]
fn a_read_mode_is_exempt_only_as_a_whole_argument() {
    assert_eq!(key(&accepted(quote!(self.posts, read_mode = mode), get(&quote!(mode: ReadMode, id: i64)))), ["id"]);
    let mixed = quote!(self.posts, read_mode = if fresh { ReadMode::Refresh } else { ReadMode::Normal });
    assert!(
        refusal(mixed.clone(), get(&quote!(fresh: bool, id: i64)))
            .contains("ignore(fresh = \"chooses the read mode\")")
    );
    let decided = quote!(#mixed, ignore(fresh = "chooses the read mode"));
    assert_eq!(key(&accepted(decided, get(&quote!(fresh: bool, id: i64)))), ["id"]);
}

#[test]
fn transactions_and_connections_are_refused() {
    for ty in [
        quote!(&mut Anything),
        quote!(&PgConnection),
        quote!(sqlx::Transaction<'_, Sqlite>),
        quote!(Arc<Mutex<PoolConnection<Sqlite>>>),
        quote!(Option<&mut Tx>),
        quote!((&'t mut Tx, i64)),
        quote!(&impl ConnectionTrait),
        quote!(&dyn tokio_postgres::GenericClient),
        quote!(impl sqlx::Executor<'_>),
    ] {
        let message = refusal(quote!(self.posts), get(&quote!(db: #ty, id: i64)));
        assert!(message.contains("`db` looks like a database transaction or connection"), "{message}");
        assert!(message.contains("Read from a pool that `self` holds"), "{message}");
    }
    accepted(
        quote!(self.posts, ignore(db = "a replica that never sees a transaction")),
        get(&quote!(db: &PgConnection, id: i64)),
    );
    accepted(quote!(self.posts, key = (transfer, id)), get(&quote!(transfer: &BankTransaction, id: i64)));
}

#[test]
fn a_bound_betrays_a_connection_too() {
    let inline = quote!(
        async fn get<'e, E: Executor<'e>>(&self, scope: &User, db: E) -> Post {
            todo!()
        }
    );
    let clause = quote!(
        async fn get<A>(&self, scope: &User, db: A) -> Post
        where
            A: for<'c> Acquire<'c>,
        {
            todo!()
        }
    );
    for item in [inline, clause] {
        assert!(refusal(quote!(self.posts), item).contains("looks like a database transaction"));
    }
}

#[test]
fn a_type_parameter_that_no_argument_shows_is_refused() {
    let hidden = quote!(
        async fn get<T: Kind>(&self, scope: &User, id: i64) -> Post {
            todo!()
        }
    );
    assert!(refusal(quote!(self.posts), hidden.clone()).contains("`T` is not part of the key"));
    accepted(quote!(self.posts, key = (id, T::NAME)), hidden.clone());
    accepted(quote!(self.posts, ignore(T = "only how it is logged")), hidden);
    let constant = quote!(
        async fn get<const N: usize>(&self, scope: &User, id: i64) -> Post {
            todo!()
        }
    );
    assert!(refusal(quote!(self.posts), constant.clone()).contains("`key = (id, N as u64)`"));
    accepted(quote!(self.posts, key = (id, N as u64)), constant);
}

#[test]
fn a_type_parameter_that_the_types_show_is_fine() {
    accepted(
        quote!(self.posts),
        quote!(
            async fn get<S: Scope>(&self, scope: &S, id: i64) -> Post {
                todo!()
            }
        ),
    );
    accepted(
        quote!(self.posts),
        quote!(
            async fn get<K: CacheKey>(&self, scope: &User, id: K) -> Post {
                todo!()
            }
        ),
    );
    accepted(
        quote!(region),
        quote!(
            async fn get<V>(region: &Region<i64, V>, scope: &User, id: i64) -> Arc<V> {
                todo!()
            }
        ),
    );
    accepted(
        quote!(self.posts),
        quote!(
            async fn get<E: From<Db>>(&self, scope: &User, id: i64) -> Result<Post, E> {
                todo!()
            }
        ),
    );
}

#[test]
fn a_written_key_must_show_the_type_parameter_itself() {
    let item = quote!(
        async fn get<T: Kind>(&self, scope: &User, id: i64, kind: T) -> Post {
            todo!()
        }
    );
    let messages = refusals(quote!(self.posts, key = id), item);
    assert_eq!(messages.len(), 2, "{messages:#?}");
}

#[test]
fn an_exclusive_receiver_and_what_cannot_be_kept_are_refused() {
    let message = |receiver, output| {
        refusal(quote!(self.posts), quote!(async fn get(#receiver, scope: &User) #output { todo!() }))
    };
    for receiver in [quote!(&mut self), quote!(self: &mut Self), quote!(self: Pin<&mut Self>)] {
        assert!(message(receiver, quote!(-> Post)).contains("`&mut self` lets one caller in"));
    }
    assert!(message(quote!(&self), quote!()).contains("`get` returns nothing"));
    assert!(message(quote!(&self), quote!(-> &Post)).contains("a borrowed answer"));
    assert!(message(quote!(&self), quote!(-> impl Display)).contains("Name the type"));
    assert!(message(quote!(&self), quote!(-> Result<impl Display, E>)).contains("Name the type"));
    assert!(message(quote!(&self), quote!(-> !)).contains("never returns"));
}

#[test]
fn words_of_mutations_are_refused_in_a_read() {
    for tokens in [quote!(fence = "required"), quote!(settled = never)] {
        assert!(refusal(quote!(self.posts, #tokens), get(&quote!(id: i64))).contains("belongs to a mutation"));
    }
}

#[test]
fn many_configured_arguments_are_refused() {
    let four = quote!(#[cfg(a)] a: u8, #[cfg(b)] b: u8, #[cfg(c)] c: u8, #[cfg(d)] d: u8);
    assert!(refusal(quote!(self.posts), get(&four)).contains("more than 3 arguments with `#[cfg]`"));
}

#[test]
fn one_word_decides_how_long_a_value_lives() {
    accepted(quote!(self.posts, ttl = "30s", negative_ttl = "5s"), get(&quote!()));
    accepted(quote!(self.posts, ttl_from = Post::ttl, negative_ttl = "5s"), get(&quote!()));
    let message = refusal(quote!(self.posts, ttl = "30s", ttl_from = Post::ttl), get(&quote!()));
    assert!(message.contains("`ttl` and `ttl_from` both say"), "{message}");
}

#[test]
fn instances_of_one_function_are_one_reader() {
    use crate::cached_scoped::model::Place;
    let place = |attr, item| accepted(attr, item).site.place;
    assert_eq!(place(quote!(self.posts), get(&quote!(id: &i64))), Place::OfOne);
    assert_eq!(place(quote!(self.posts), get(&quote!(id: impl CacheKey))), Place::OfInstances);
    assert_eq!(place(quote!(self.posts, same_as = find), get(&quote!())), Place::Named);
    let generic = quote!(
        async fn get<'a, S: Scope>(&self, scope: &'a S) -> Post {
            todo!()
        }
    );
    assert_eq!(place(quote!(self.posts), generic), Place::OfInstances);
}

#[test]
fn what_a_function_takes_is_not_lent() {
    for lent in [quote!(fn(&mut Row)), quote!(impl Fn(&mut Row) -> i64), quote!(&'a Row), quote!(&[Row])] {
        accepted(quote!(self.posts, ignore(of = "the row is told by its id")), get(&quote!(id: i64, of: #lent)));
        accepted(quote!(self.posts), get(&quote!(id: i64, of: #lent)));
    }
}

#[test]
fn an_error_shows_no_type_parameter() {
    let of = |returned| quote!(async fn get<T: Table>(&self, scope: &User, id: i64) -> #returned { todo!() });
    for returned in [quote!(Result<Post, T::Error>), quote!(std::result::Result<Option<Post>, TableError<T>>)] {
        assert!(refusal(quote!(self.posts), of(returned)).contains("`T` is not part of the key"));
    }
    accepted(quote!(self.posts), of(quote!(Result<T, Error>)));
    accepted(quote!(self.posts), of(quote!(DbResult<Option<T::Row>>)));
}
