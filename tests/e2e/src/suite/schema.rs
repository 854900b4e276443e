//! Every report that this run has downloaded is valid against the schema that the page publishes.

use std::sync::Arc;

use crate::case::{Case, Row, Stage};
use crate::failure::{Result, ensure};
use crate::schema::{self, Validity};
use crate::world::World;

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    Ok(vec![Case::new("all-reports", |stage| {
        Box::pin(all_valid(stage))
    })])
}

async fn all_valid(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("every downloaded report is valid");
    let schema = schema::published(&stage.world.choices.dist)?;
    let reports = stage.world.scratch.join("reports");
    std::fs::create_dir_all(&reports)?;
    let results = schema::validate(&stage.world.servers, &schema, &reports).await?;
    ensure(!results.is_empty(), || "no report was downloaded".into())?;
    row.got = format!("{} reports", results.len());
    for Validity { name, errors } in results {
        row.check(errors.is_empty(), || {
            format!("{name}: {}", errors.join("; "))
        });
    }
    Ok(row)
}
