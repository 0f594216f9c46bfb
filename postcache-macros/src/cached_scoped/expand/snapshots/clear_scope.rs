async fn import(posts: &Posts, scope: &CurrentUser, rows: Vec<NewPost>) {
    let __postcache_region: &::postcache::Region<_, _> = &posts;
    let __postcache_builder = ::postcache::__private::mutation(
        __postcache_region,
        scope,
    );
    let __postcache_builder = __postcache_builder.clear_scope();
    let __postcache_mutation = __postcache_builder.begin().await;
    let __postcache_result: () = async move {
        '__postcache_body: {
            insert_all(rows).await;
        }
    }
        .await;
    let __postcache_verdict = ::postcache::__private::Outcome(
            ::postcache::__private::Returned(&__postcache_result),
        )
        .verdict(&__postcache_mutation);
    ::postcache::__private::conclude(__postcache_mutation, __postcache_verdict).await;
    __postcache_result
}
