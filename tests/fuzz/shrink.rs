//! Makes a failing program small: delta debugging over its statements.
//!
//! A step removes a statement or several, a part of a compound statement such as its `else`, or puts a suite in the
//! place of its compound statement. Steps that keep the failure are kept, until none does or the time is over.

use std::time::Instant;

use super::program::{Program, Statement};

/// The smallest program found for which `fails` still holds.
pub(crate) fn shrink(program: &Program, deadline: Instant, mut fails: impl FnMut(&Program) -> bool) -> Program {
    let mut best = program.clone();
    let mut size = best.statements.len().max(1);
    // Whole groups first: most of a program has nothing to do with its failure.
    while size > 0 {
        let smaller = without_groups(&best, size).into_iter().find(|p| Instant::now() < deadline && fails(p));
        match smaller {
            Some(found) => best = found,
            None => size /= 2,
        }
    }
    while Instant::now() < deadline {
        let smaller = steps(&best.statements).into_iter().map(|statements| Program { statements });
        match smaller.into_iter().find(|p| Instant::now() < deadline && fails(p)) {
            Some(found) => best = found,
            None => break,
        }
    }
    best
}

/// The program without each group of `size` neighboring top-level statements.
fn without_groups(program: &Program, size: usize) -> Vec<Program> {
    let all = &program.statements;
    (0..all.len())
        .step_by(size)
        .map(|start| {
            let end = (start + size).min(all.len());
            Program { statements: [&all[..start], &all[end..]].concat() }
        })
        .collect()
}

/// Every suite that is one step smaller, the largest cuts first.
fn steps(suite: &[Statement]) -> Vec<Vec<Statement>> {
    let removed = (0..suite.len()).rev().map(|i| replaced(suite, i, &[]));
    let simplified =
        (0..suite.len()).rev().flat_map(|i| simpler(&suite[i]).into_iter().map(move |by| replaced(suite, i, &by)));
    removed.chain(simplified).collect()
}

/// The suite with statement `i` replaced.
fn replaced(suite: &[Statement], i: usize, by: &[Statement]) -> Vec<Statement> {
    [&suite[..i], by, &suite[i + 1..]].concat()
}

/// What a statement can be replaced by.
fn simpler(statement: &Statement) -> Vec<Vec<Statement>> {
    let Statement::Block { parts } = statement else { return Vec::new() };
    let hoisted = parts.iter().map(|(_, body)| body.clone());
    let fewer = (1..parts.len()).rev().map(|i| {
        let mut parts = parts.clone();
        parts.remove(i);
        vec![Statement::Block { parts }]
    });
    let inner = (0..parts.len()).flat_map(|i| {
        steps(&parts[i].1).into_iter().map(move |body| {
            let mut parts = parts.clone();
            parts[i].1 = body;
            vec![Statement::Block { parts }]
        })
    });
    hoisted.chain(fewer).chain(inner).collect()
}
