impl Posts {
    async fn get(
        &self,
        scope: &CurrentUser,
        id: i64,
    ) -> Result<Option<Arc<Post>>, DbError> {
        let region: &Region<_, _> = &self.posts;
        let probe = {
            of(region)
                .probe::<
                    _,
                    _,
                    Result<Option<Arc<Post>>, DbError>,
                    _,
                >(
                    Site::new(::core::module_path!(), "get")
                        .of::<Self>()
                        .around(::core::line!(), ::core::column!(), || ()),
                    ReadMode::Normal,
                    scope,
                    &id,
                )
        };
        match probe {
            Probe::Hit(hit) => hit,
            Probe::Miss(miss) => {
                miss.load(async move {
                        if let Option::Some(early) = Option::None::<
                            Result<Option<Arc<Post>>, DbError>,
                        > {
                            return early;
                        }
                        'body: {
                            let row = self.db.find(scope.id, id).await?;
                            Ok(row.map(Arc::new))
                        }
                    })
                    .await
            }
        }
    }
    async fn update(
        &self,
        scope: &CurrentUser,
        id: i64,
        title: String,
    ) -> Result<Option<Post>, DbError> {
        let region: &Region<_, _> = &self.posts;
        let builder = mutation(region, scope);
        let (builder, entry) = builder.evict_keyed(region, &id);
        let builder = builder.invalidate_tags(["posts"]);
        let mut mutation = builder.begin().await;
        let result: Result<Option<Post>, DbError> = async move {
            if let Option::Some(early) = Option::None::<Result<Option<Post>, DbError>> {
                return early;
            }
            'body: { self.db.rename(scope.id, id, title).await }
        }
            .await;
        let verdict = Outcome(Returned(&result)).verdict(&mutation);
        let result = match of(region).keep::<Result<Option<Post>, DbError>, _>(result) {
            Result::Ok(kept) => {
                if let Option::Some(value) = kept.value() {
                    mutation.put_at(region, &entry, ::core::clone::Clone::clone(value));
                }
                kept.give()
            }
            Result::Err(other) => other,
        };
        conclude(mutation, verdict).await;
        result
    }
}
