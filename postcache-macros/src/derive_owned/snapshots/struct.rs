#[automatically_derived]
impl<T> ::postcache::Owned for Post<T>
where
    T: ::postcache::Owned,
{
    const CHECKED: bool = true;
    fn check_owner(
        &self,
        __postcache_scope: ::postcache::ScopeId<'_>,
    ) -> ::core::result::Result<(), ::postcache::Foreign> {
        match self {
            Self {
                tenant: __postcache_field1,
                user_id: __postcache_field2,
                tags: __postcache_field3,
                ..
            } => {
                ::postcache::__private::owner_is::<
                    (&String, &i64),
                >(
                    &(__postcache_field1, __postcache_field2),
                    __postcache_scope,
                    "Post.(tenant, user_id)",
                )?;
                <Vec<
                    T,
                > as ::postcache::Owned>::check_owner(
                    __postcache_field3,
                    __postcache_scope,
                )?;
                ::core::result::Result::Ok(())
            }
        }
    }
}
