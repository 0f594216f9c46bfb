/// Gets one.
pub async fn get(
    posts: &Region<i64, Post>,
    scope: &CurrentUser,
    id: i64,
) -> Result<Option<Arc<Post>>, Error> {
    let __postcache_region: &::postcache::Region<_, _> = &posts;
    let __postcache_probe = {
        ::postcache::__private::of(__postcache_region)
            .probe::<
                _,
                _,
                Result<Option<Arc<Post>>, Error>,
                _,
            >(
                ::postcache::__private::Site::new(::core::module_path!(), "get")
                    .around(::core::line!(), ::core::column!(), || ()),
                ::postcache::__private::ReadMode::Normal,
                scope,
                &id,
            )
    };
    match __postcache_probe {
        ::postcache::__private::Probe::Hit(__postcache_hit) => __postcache_hit,
        ::postcache::__private::Probe::Miss(__postcache_miss) => {
            __postcache_miss
                .load(async move {
                    if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
                        Result<Option<Arc<Post>>, Error>,
                    > {
                        return __postcache_return;
                    }
                    '__postcache_body: {
                        let row = fetch(id).await?;
                        Ok(row.map(Arc::new))
                    }
                })
                .await
        }
    }
}
