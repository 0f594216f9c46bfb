use super::Html;

#[test]
fn text_cannot_open_a_tag_or_close_an_attribute() {
    let mut html = Html::new();
    html.raw("<p title=\"").text("a\" onclick='x'").raw("\">").text("<script>&</script>").raw("</p>");
    assert_eq!(html.into_string(), "<p title=\"a&quot; onclick=&#39;x&#39;\">&lt;script&gt;&amp;&lt;/script&gt;</p>");
}

#[test]
fn a_piece_is_not_escaped_again() {
    let mut inner = Html::new();
    inner.raw("<b>").text("&").raw("</b>");
    let mut outer = Html::new();
    outer.piece(&inner).piece(&inner);
    assert_eq!(outer.into_string(), "<b>&amp;</b><b>&amp;</b>");
}
