async fn update(
    posts: Region<i64, Post>,
    scope: Arc<CurrentUser>,
    id: i64,
    change: PostChange,
) -> Result<Option<Post>, Error> {
    let __postcache_owned_region = <::postcache::Region<
        _,
        _,
    > as ::core::clone::Clone>::clone(&posts);
    let __postcache_region = &__postcache_owned_region;
    let __postcache_builder = ::postcache::__private::mutation(
        __postcache_region,
        &scope,
    );
    let (__postcache_builder, __postcache_entry) = __postcache_builder
        .evict_keyed(__postcache_region, &id);
    let mut __postcache_mutation = __postcache_builder.begin().await;
    let __postcache_result: Result<Option<Post>, Error> = async move {
        if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
            Result<Option<Post>, Error>,
        > {
            return __postcache_return;
        }
        '__postcache_body: { apply(id, change).await }
    }
        .await;
    let __postcache_verdict = ::postcache::__private::Outcome(
            ::postcache::__private::Returned(&__postcache_result),
        )
        .verdict(&__postcache_mutation);
    let __postcache_result = match ::postcache::__private::of(__postcache_region)
        .keep::<Result<Option<Post>, Error>, _>(__postcache_result)
    {
        ::core::result::Result::Ok(__postcache_kept) => {
            if let ::core::option::Option::Some(__postcache_value) = __postcache_kept
                .value()
            {
                __postcache_mutation
                    .put_at(
                        __postcache_region,
                        &__postcache_entry,
                        ::core::clone::Clone::clone(__postcache_value),
                    );
            }
            __postcache_kept.give()
        }
        ::core::result::Result::Err(__postcache_other) => __postcache_other,
    };
    ::postcache::__private::conclude(__postcache_mutation, __postcache_verdict).await;
    __postcache_result
}
