//! Hit ratios of tenants, by how much they ask for.

use super::matrix;
use super::policy::ALL;
use super::trace::{SCOPES, Scale, TENANTS, at_each_capacity, tenants};
use crate::cli::Extent;
use crate::report::{Matrix, Plot};

/// Tenants in the order of their size, from where to where.
const GROUPS: [(&str, usize, usize); 3] =
    [("the 10 largest", 0, 10), ("the next 90", 10, 100), ("the 900 smallest", 100, SCOPES)];

pub(super) fn by_size(extent: Extent) -> Matrix {
    let scale = if extent.is_quick() { Scale::QUICK } else { Scale::FULL };
    let [_, _, trace, _] = at_each_capacity("1,000 tenants", tenants(scale, TENANTS, 6), scale.objects);
    let mut head = vec!["tenants".to_owned()];
    let mut columns = Vec::new();
    for policy in ALL {
        eprintln!("hit ratio by tenant: {}", policy.name);
        let mut cache = (policy.entries)(trace.capacity());
        let (mut hits, mut all) = (vec![0.0; SCOPES], vec![0.0; SCOPES]);
        for request in trace.requests.iter() {
            let tenant = (request >> 32) as usize;
            all[tenant] += 1.0;
            hits[tenant] += f64::from(u8::from(cache(*request, 1)));
        }
        head.push(policy.name.to_owned());
        columns.push((hits, all));
    }
    let note = format!("The trace of 1,000 tenants, capacity 10 % ({}).", trace.capacity());
    let mut table = matrix("Hit ratio, by tenant", note, head, Plot::Bars);
    for (name, from, to) in GROUPS {
        let ratio = |(hits, all): &(Vec<f64>, Vec<f64>)| {
            hits[from..to].iter().sum::<f64>() * 100.0 / all[from..to].iter().sum::<f64>()
        };
        table.rows.push((name.to_owned(), columns.iter().map(ratio).map(Some).collect()));
    }
    let mean = |(hits, all): &(Vec<f64>, Vec<f64>)| {
        let asked = hits.iter().zip(all).filter(|(_, all)| **all > 0.0);
        asked.map(|(hits, all)| hits * 100.0 / all).sum::<f64>() / SCOPES as f64
    };
    table.rows.push(("mean of all tenants, each alike".to_owned(), columns.iter().map(mean).map(Some).collect()));
    table
}
