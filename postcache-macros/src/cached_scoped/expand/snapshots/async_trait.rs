fn read<'life0, 'life1, 'async_trait>(
    posts: &'life0 Posts,
    scope: &'life1 CurrentUser,
    id: i64,
) -> ::core::pin::Pin<
    Box<
        dyn ::core::future::Future<
            Output = Result<Post, Error>,
        > + ::core::marker::Send + 'async_trait,
    >,
>
where
    'life0: 'async_trait,
    'life1: 'async_trait,
{
    Box::pin(async move {
        let __postcache_region: &::postcache::Region<_, _> = &posts;
        let __postcache_probe = {
            ::postcache::__private::of(__postcache_region)
                .probe::<
                    _,
                    _,
                    Result<Post, Error>,
                    _,
                >(
                    ::postcache::__private::Site::new(::core::module_path!(), "read")
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
                            Result<Post, Error>,
                        > {
                            return __postcache_return;
                        }
                        '__postcache_body: {
                            let id = id;
                            let __ret: Result<Post, Error> = { query(id).await };
                            __ret
                        }
                    })
                    .await
            }
        }
    })
}
