#[automatically_derived]
impl pc::Owned for Weather {
    const CHECKED: bool = false;
    fn check_owner(
        &self,
        _: pc::ScopeId<'_>,
    ) -> ::core::result::Result<(), pc::Foreign> {
        ::core::result::Result::Ok(())
    }
}
