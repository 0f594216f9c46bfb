//! What is refused, and what a person then reads. `TRYBUILD=overwrite` writes the expected text anew; it is reviewed like
//! code: the caret under the right token, three parts, no second error.

#[test]
fn mistakes_are_explained_and_what_is_right_compiles() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("tests/ui/fail/*.rs");
    // The compiler lists the stores that there are.
    #[cfg(all(feature = "moka", feature = "redis"))]
    programs.compile_fail("tests/ui/all_backends/*.rs");
    programs.pass("tests/ui/pass/*.rs");
}
