#[automatically_derived]
impl pc::CacheKey for Filter {
    type Shape = Filter;
    fn encode(&self, __postcache_out: &mut pc::KeyWriter) {
        match self {
            Self::All { .. } => {
                __postcache_out.variant(0u32, 0u32);
            }
            Self::By { 0: __postcache_field0, 1: __postcache_field1, .. } => {
                __postcache_out.variant(1u32, 2u32);
                <i64 as pc::CacheKey>::encode(__postcache_field0, __postcache_out);
                <String as pc::CacheKey>::encode(__postcache_field1, __postcache_out);
            }
            Self::Between { from: __postcache_field0, to: __postcache_field1, .. } => {
                __postcache_out.variant(2u32, 2u32);
                <i64 as pc::CacheKey>::encode(__postcache_field0, __postcache_out);
                <i64 as pc::CacheKey>::encode(__postcache_field1, __postcache_out);
            }
        }
    }
}
