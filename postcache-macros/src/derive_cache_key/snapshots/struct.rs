#[automatically_derived]
impl<'a, T> ::postcache::CacheKey for Page<'a, T>
where
    T: ::postcache::CacheKey,
{
    type Shape = Page<'static, <T as ::postcache::CacheKey>::Shape>;
    fn encode(&self, __postcache_out: &mut ::postcache::KeyWriter) {
        match self {
            Self { number: __postcache_field0, after: __postcache_field1, .. } => {
                __postcache_out.variant(0u32, 2u32);
                <u32 as ::postcache::CacheKey>::encode(
                    __postcache_field0,
                    __postcache_out,
                );
                <Option<
                    &'a T,
                > as ::postcache::CacheKey>::encode(__postcache_field1, __postcache_out);
            }
        }
    }
}
