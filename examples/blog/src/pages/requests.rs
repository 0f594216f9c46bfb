//! What this request did, and what the ones before it did.

use std::time::Duration;

use super::html::Html;
use crate::observe::{self, Line};

/// The request that is being answered, up to here.
pub(super) fn this_page() -> Html {
    let mut html = Html::new();
    let Some(request) = observe::current() else { return html };
    html.raw("<section aria-labelledby=\"this-page\"><h2 id=\"this-page\">This page</h2><dl><dt>Cache</dt><dd>");
    html.piece(&outcomes(&request.cache())).raw("</dd><dt>Database queries</dt><dd>").text(request.queries());
    html.raw("</dd><dt>Time</dt><dd>").text(millis(request.took())).raw("</dd></dl></section>");
    html
}

/// The requests that were answered before.
pub(super) fn before(lines: &[Line]) -> Html {
    let mut html = Html::new();
    html.raw("<section aria-labelledby=\"before\"><h2 id=\"before\">Before</h2>");
    if lines.is_empty() {
        html.raw("<p class=\"soft\">Nothing yet.</p></section>");
        return html;
    }
    html.raw("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Request</th><th scope=\"col\">Cache</th>")
        .raw("<th scope=\"col\" class=\"number\">Queries</th><th scope=\"col\" class=\"number\">Time</th></tr></thead><tbody>");
    for line in lines {
        html.raw("<tr><td>").text(&line.method).raw(" ").text(&line.path).raw(" ").text(line.status);
        html.raw("</td><td>").piece(&outcomes(&line.cache));
        html.raw("</td><td class=\"number\">").text(line.queries);
        html.raw("</td><td class=\"number\">").text(millis(line.took)).raw("</td></tr>");
    }
    html.raw("</tbody></table></div></section>");
    html
}

/// One region a line, what hit in green.
fn outcomes(cache: &str) -> Html {
    let mut html = Html::new();
    for (at, region) in cache.split(", ").filter(|region| !region.is_empty()).enumerate() {
        html.raw(if at == 0 { "" } else { "<br>" });
        html.raw(if region.ends_with(" hit") { "<span class=\"good\">" } else { "<span>" }).text(region).raw("</span>");
    }
    html
}

fn millis(took: Duration) -> String {
    format!("{:.2} ms", took.as_secs_f64() * 1000.0)
}
