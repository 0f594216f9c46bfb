#[automatically_derived]
impl ::postcache::CacheKey for Never {
    type Shape = Never;
    fn encode(&self, __postcache_out: &mut ::postcache::KeyWriter) {
        let _ = __postcache_out;
        match *self {}
    }
}
