#[automatically_derived]
impl ::postcache::Owned for Item {
    const CHECKED: bool = true;
    fn check_owner(
        &self,
        __postcache_scope: ::postcache::ScopeId<'_>,
    ) -> ::core::result::Result<(), ::postcache::Foreign> {
        match self {
            Self::Draft { by: __postcache_field0, .. } => {
                ::postcache::__private::owner_is::<
                    i64,
                >(__postcache_field0, __postcache_scope, "Item::Draft.by")?;
                ::core::result::Result::Ok(())
            }
            Self::Post { 0: __postcache_field0, .. } => {
                <Post as ::postcache::Owned>::check_owner(
                    __postcache_field0,
                    __postcache_scope,
                )?;
                ::core::result::Result::Ok(())
            }
            Self::Advert { .. } => ::core::result::Result::Ok(()),
        }
    }
}
