//! How the cache does as a whole.

use postcache::{Cache, Health, RegionStats, Status};

use super::html::Html;

/// Hit ratio, size, evictions and health.
pub(super) fn panel(cache: &Cache) -> Html {
    let (health, stats) = (cache.health(), cache.stats());
    let mut html = Html::new();
    html.raw("<section aria-labelledby=\"cache\"><h2 id=\"cache\">The cache of all users</h2><dl>");
    let ratio = health.hit_ratio.map_or_else(|| "none yet".to_owned(), |ratio| format!("{:.1} %", ratio * 100.0));
    fact(&mut html, &format!("Hit ratio, last {:.0} s", health.window_seconds), &ratio);
    fact(&mut html, "Entries", &limited(health.entries, health.max_entries));
    fact(&mut html, "Bytes", &limited(health.bytes, health.max_bytes));
    html.raw("</dl>");
    status(&mut html, &health);
    regions(&mut html, &stats.regions);
    evictions(&mut html, &stats.regions);
    html.raw("</section>");
    html
}

fn fact(html: &mut Html, name: &str, value: &str) {
    html.raw("<dt>").text(name).raw("</dt><dd>").text(value).raw("</dd>");
}

fn limited(used: u64, most: Option<u64>) -> String {
    most.map_or_else(|| used.to_string(), |most| format!("{used} of {most}"))
}

fn status(html: &mut Html, health: &Health) {
    let (class, word) = match health.status {
        Status::Healthy => ("<p class=\"good\">", "healthy"),
        Status::Degraded => ("<p class=\"bad\">", "degraded"),
        _ => ("<p class=\"bad\">", "unhealthy"),
    };
    html.raw(class).raw(word).raw("</p>");
    if health.reasons.is_empty() {
        return;
    }
    html.raw("<ul class=\"reasons\">");
    for reason in &health.reasons {
        html.raw("<li>").text(reason).raw("</li>");
    }
    html.raw("</ul>");
}

fn regions(html: &mut Html, regions: &[RegionStats]) {
    html.raw("<table><thead><tr><th scope=\"col\">Region</th><th scope=\"col\" class=\"number\">Hits</th>")
        .raw("<th scope=\"col\" class=\"number\">Misses</th><th scope=\"col\" class=\"number\">Loads</th></tr></thead><tbody>");
    for region in regions {
        html.raw("<tr><td>").text(&region.region);
        for count in [region.hits, region.misses, region.loads] {
            html.raw("</td><td class=\"number\">").text(count);
        }
        html.raw("</td></tr>");
    }
    html.raw("</tbody></table>");
}

/// By reason, over all regions.
fn evictions(html: &mut Html, regions: &[RegionStats]) {
    let reasons = regions.first().map(|region| &region.evictions).into_iter().flatten().map(|(reason, _)| *reason);
    html.raw("<h3>Evictions</h3><dl>");
    for reason in reasons {
        let of =
            |region: &RegionStats| region.evictions.iter().find(|(name, _)| *name == reason).map_or(0, |(_, n)| *n);
        html.raw("<dt>").text(reason).raw("</dt><dd>").text(regions.iter().map(of).sum::<u64>()).raw("</dd>");
    }
    html.raw("</dl>");
}
