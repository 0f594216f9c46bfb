async fn rename(
    posts: &Posts,
    user_id: i64,
    id: i64,
    old: i64,
    lang: &str,
    tag: String,
    tx: &mut Tx,
) -> Result<Post, Error> {
    let __postcache_region: &::postcache::Region<_, _> = &posts;
    let __postcache_builder = ::postcache::__private::mutation(
        __postcache_region,
        &OnBehalfOf::new(user_id, "handlers authorise"),
    );
    let __postcache_builder = __postcache_builder
        .evict(__postcache_region, &(&old, &lang));
    let (__postcache_builder, __postcache_entry) = __postcache_builder
        .evict_keyed(__postcache_region, &(&id, &lang));
    let __postcache_builder = __postcache_builder.invalidate_tags(["posts"]);
    let __postcache_builder = __postcache_builder.invalidate_tags([tag]);
    let __postcache_builder = __postcache_builder.clear_scope();
    let mut __postcache_mutation = match ::core::result::Result::map_err::<
        Result<Post, Error>,
        _,
    >(
        __postcache_builder.begin_fenced().await,
        |__postcache_refused| ::postcache::__private::from_not_fenced(
            __postcache_refused,
        ),
    ) {
        ::core::result::Result::Ok(__postcache_mutation) => __postcache_mutation,
        ::core::result::Result::Err(__postcache_refused) => return __postcache_refused,
    };
    let __postcache_result: Result<Post, Error> = async move {
        if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
            Result<Post, Error>,
        > {
            return __postcache_return;
        }
        '__postcache_body: { apply(tx, id).await }
    }
        .await;
    let __postcache_verdict = ::postcache::__private::verdict_by(
        &__postcache_result,
        &__postcache_mutation,
        |error| error.is_final(),
    );
    let __postcache_result = match ::postcache::__private::of(__postcache_region)
        .keep::<Result<Post, Error>, _>(__postcache_result)
    {
        ::core::result::Result::Ok(__postcache_kept) => {
            if let ::core::option::Option::Some(__postcache_value) = __postcache_kept
                .value()
            {
                __postcache_mutation
                    .put_at_living(
                        __postcache_region,
                        &__postcache_entry,
                        ::core::clone::Clone::clone(__postcache_value),
                        ::postcache::__private::Life::of(__postcache_region)
                            .ttl(30000u64),
                    );
            }
            __postcache_kept.give()
        }
        ::core::result::Result::Err(__postcache_other) => __postcache_other,
    };
    ::postcache::__private::conclude(__postcache_mutation, __postcache_verdict).await;
    __postcache_result
}
