async fn create(
    posts: &Region<i64, Post>,
    scope: &CurrentUser,
    new: NewPost,
) -> Result<Post, Error> {
    let __postcache_region: &::postcache::Region<_, _> = &posts;
    let __postcache_builder = ::postcache::__private::mutation(
        __postcache_region,
        scope,
    );
    let __postcache_builder = __postcache_builder.invalidate_tags(["posts"]);
    let mut __postcache_mutation = __postcache_builder.begin().await;
    let __postcache_result: Result<Post, Error> = async move {
        if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
            Result<Post, Error>,
        > {
            return __postcache_return;
        }
        '__postcache_body: { insert(new).await }
    }
        .await;
    let __postcache_verdict = ::postcache::__private::Outcome(
            ::postcache::__private::Returned(&__postcache_result),
        )
        .verdict(&__postcache_mutation);
    let __postcache_result = match ::postcache::__private::of(__postcache_region)
        .keep::<Result<Post, Error>, _>(__postcache_result)
    {
        ::core::result::Result::Ok(__postcache_kept) => {
            if let ::core::option::Option::Some(__postcache_value) = __postcache_kept
                .value()
            {
                let post = &**__postcache_value;
                __postcache_mutation
                    .put(
                        __postcache_region,
                        &post.id,
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
