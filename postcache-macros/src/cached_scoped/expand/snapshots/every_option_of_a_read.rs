async fn find<'a, T: Trace>(
    ctx: Arc<Ctx>,
    slug: &'a str,
    page: Page,
    mode: ReadMode,
    trace: T,
) -> Result<Post, Late> {
    let __postcache_owned_region = <pc::Region<
        _,
        _,
    > as ::core::clone::Clone>::clone(&ctx.posts);
    let __postcache_region = &__postcache_owned_region;
    let __postcache_probe = {
        pc::__private::of(__postcache_region)
            .probe_or_none::<
                _,
                _,
                Result<Post, Late>,
                _,
            >(
                pc::__private::Site::new(::core::module_path!(), "get"),
                mode,
                &ctx.user,
                &(&slug, &page.number),
            )
    };
    match __postcache_probe {
        pc::__private::Probe::Hit(__postcache_hit) => __postcache_hit,
        pc::__private::Probe::Miss(__postcache_miss) => {
            __postcache_miss
                .living(
                    pc::__private::Life::of(__postcache_region)
                        .negative_ttl(5000u64)
                        .ttl_from(|post| post.lifetime()),
                )
                .load_within(
                    ::core::time::Duration::from_millis(2000u64),
                    |elapsed| Err(Late(elapsed)),
                    async move {
                        if let ::core::option::Option::Some(__postcache_return) = ::core::option::Option::None::<
                            Result<Post, Late>,
                        > {
                            return __postcache_return;
                        }
                        '__postcache_body: {
                            trace.enter();
                            query(slug, page).await
                        }
                    },
                )
                .await
        }
    }
}
