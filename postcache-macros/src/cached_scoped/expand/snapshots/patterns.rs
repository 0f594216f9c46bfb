async fn list(
    posts: &Posts,
    scope: &CurrentUser,
    __postcache_argument2: Page,
    #[cfg(feature = "lang")]
    lang: &str,
    __postcache_argument4: u8,
    __postcache_argument5: i64,
) -> Vec<Post> {
    let __postcache_region: &::postcache::Region<_, _> = &posts;
    let __postcache_probe = {
        #[cfg(feature = "lang")]
        let __postcache_key = &(
            &__postcache_argument2,
            lang,
            &__postcache_argument4,
            &__postcache_argument5,
        );
        #[cfg(not(all(feature = "lang")))]
        let __postcache_key = &(
            &__postcache_argument2,
            &__postcache_argument4,
            &__postcache_argument5,
        );
        ::postcache::__private::of(__postcache_region)
            .probe::<
                _,
                _,
                Vec<Post>,
                _,
            >(
                ::postcache::__private::Site::new(::core::module_path!(), "list")
                    .around(::core::line!(), ::core::column!(), || ()),
                ::postcache::__private::ReadMode::Normal,
                scope,
                __postcache_key,
            )
    };
    match __postcache_probe {
        ::postcache::__private::Probe::Hit(__postcache_hit) => __postcache_hit,
        ::postcache::__private::Probe::Miss(__postcache_miss) => {
            __postcache_miss
                .load(async move {
                    if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
                        Vec<Post>,
                    > {
                        return __postcache_return;
                    }
                    let Page { number, .. } = __postcache_argument2;
                    '__postcache_body: { query(number).await }
                })
                .await
        }
    }
}
