async fn delete(
    posts: &Posts,
    summaries: &Summaries,
    scope: &CurrentUser,
    id: i64,
) -> Result<bool, Error> {
    let __postcache_region: &::postcache::Region<_, _> = &posts;
    let __postcache_builder = ::postcache::__private::mutation(
        __postcache_region,
        scope,
    );
    let __postcache_builder = __postcache_builder.evict(__postcache_region, &id);
    let __postcache_builder = __postcache_builder.evict(&summaries, &(&id, &1));
    let __postcache_mutation = __postcache_builder.begin().await;
    let __postcache_result: Result<bool, Error> = async move {
        if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
            Result<bool, Error>,
        > {
            return __postcache_return;
        }
        '__postcache_body: { remove(id).await }
    }
        .await;
    let __postcache_verdict = ::postcache::__private::verdict_by(
        &__postcache_result,
        &__postcache_mutation,
        db::is_final,
    );
    ::postcache::__private::conclude(__postcache_mutation, __postcache_verdict).await;
    __postcache_result
}
