//! Who may ask what: every operation that the API describes, asked by everybody of both organisations, by a
//! stranger with every role, by a patient and by nobody.
//!
//! What they are answered stands in the snapshot, a line for each operation, for people to read and to agree to.
//! An operation that is new has no line, and the story fails until somebody has looked.

mod caller;
mod example;
mod operation;

use std::fmt::Write as _;

use anyhow::Context as _;
use wellmet_tests::House;

use crate::scene::under_way;
use caller::callers;
use operation::{Ids, operations};

#[tokio::test]
async fn every_operation_answers_only_those_it_is_for() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, course, patient) = under_way(&house).await?;
    let ids = Ids::of(&meeting, &course).await?;
    let callers = callers(&house, patient).await?;
    let names: Vec<&str> = callers.iter().map(|caller| caller.name).collect();
    let mut matrix = format!("{}\n", names.join(" | "));
    for operation in operations()? {
        let mut answers = Vec::new();
        for caller in &callers {
            let answer = operation.ask(&caller.browser, &ids).await;
            let answer = answer.with_context(|| format!("{operation} for {}", caller.name))?;
            if caller.is_outside() {
                assert!(
                    !ids.any_in(&answer.body),
                    "{operation} tells {} an id",
                    caller.name
                );
            }
            answers.push(in_a_word(answer.status.as_u16()));
        }
        assert_eq!(answers.first(), Some(&"401"), "{operation} answers nobody");
        writeln!(matrix, "{operation}: {}", answers.join(" "))?;
    }
    insta::assert_snapshot!(matrix);
    Ok(())
}

/// A refusal by its status; whatever else was answered, the caller was one who may ask.
fn in_a_word(status: u16) -> &'static str {
    match status {
        401 => "401",
        403 => "403",
        404 => "404",
        _ => "may",
    }
}
