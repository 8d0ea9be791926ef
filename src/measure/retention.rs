//! After a leak: one more worker that finds where what stays was allocated, and what holds it.

use std::io;

use vitals_probes::wire::{
    AllocationSite, BoundedHolder, HeldBy, LEAST_SEARCHED, Message, NativeSearch, NativeSite, OpenedAt,
    ResourceKind, Retention, RetentionTask, SearchOf, Site, Task, TypeGrowth, WARM_UP,
};

use super::context::{FailedRun, MeasureContext};
use super::growth_measurement::{GrowthMeasurement, GrowthOrder, SearchFailure};
use super::growth_summary::{GrowthSummary, Rising};
use crate::quantity::{BytesDelta, Nanos};
use crate::untrusted::redact;
use crate::worker::Environment;

/// Tracing every allocation makes a round this many times as long, as a rule.
const SLOWER: u64 = 5;
/// The search for holders takes four seconds for each type at most.
const SEARCH: Nanos = Nanos::from_millis(12_000);
/// Types whose holders are looked for.
const TYPES: usize = 3;

/// Looks for the cause of a leak; what prevents it is the inner error.
///
/// # Errors
/// The outer one where the system refuses a process.
pub fn find_cause(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    leaking: &GrowthMeasurement,
    of: SearchOf,
) -> io::Result<Result<Retention, SearchFailure>> {
    // What stays and does not grow came in some round or other: all are made again.
    let rounds = match of {
        SearchOf::Kept => order.rounds.saturating_sub(WARM_UP).max(LEAST_SEARCHED),
        SearchOf::Growing | SearchOf::Held => LEAST_SEARCHED,
    };
    let time = time_for_rounds(leaking, context.left());
    let affordable = affordable(leaking, rounds, time).filter(|_| !context.over());
    let Some((rounds, objects)) = affordable else { return Ok(Err(SearchFailure::NoTimeLeft)) };
    let all = WARM_UP + rounds;
    context.progress.begin(&format!("cause of the growth of {}", leaking.factory), u64::from(all));
    let counted = leaking.summary.as_ref().map_or(0, |summary| summary.counted_rounds);
    let task = RetentionTask {
        factory: order.factory.clone(),
        objects,
        rounds,
        of,
        resources: leaking.summary.iter().flat_map(rising_resources).collect(),
        types: types_to_search(&leaking.types, &order.factory.module, counted as u64),
        expected: expected_memory(leaking, of, rounds),
        time: Some(time),
    };
    let progress = context.progress;
    let mut heard = |message: &Message| {
        if let Message::Traced { .. } = message {
            progress.advance("traced");
        }
    };
    let mut outcome = context.run(&Task::Retention(task), &Environment::new(), &mut heard)?;
    if let Some(failed) = FailedRun::of(&mut outcome) {
        return Ok(Err(SearchFailure::Failed { failure: Box::new(failed.failure) }));
    }
    let found = outcome.messages.into_iter().find_map(|message| match message {
        Message::Retained(found) => Some(redacted(*found)),
        _ => None,
    });
    Ok(found.ok_or(SearchFailure::NoAnswer))
}

/// What the rounds of the search should come to in memory; None where that is not in question.
fn expected_memory(leaking: &GrowthMeasurement, of: SearchOf, rounds: u32) -> Option<BytesDelta> {
    let summary = leaking.summary.as_ref()?;
    match of {
        SearchOf::Growing if summary.rises_in_memory() => {
            let each = summary.per_object?;
            Some(BytesDelta((each * f64::from(rounds) * f64::from(leaking.objects)) as i64))
        }
        SearchOf::Kept => summary.kept,
        SearchOf::Growing | SearchOf::Held => None,
    }
}

fn rising_resources(summary: &GrowthSummary) -> Vec<ResourceKind> {
    let resource = |what: &Rising| match what {
        Rising::Resource(kind) => Some(*kind),
        _ => None,
    };
    summary.rising.iter().filter_map(resource).collect()
}

/// Half of the time that is left, without what begins and ends the search.
fn time_for_rounds(leaking: &GrowthMeasurement, left: Nanos) -> Nanos {
    let aside = leaking.prepared_in.unwrap_or_default() + SEARCH.min(taken(leaking));
    Nanos((left.0 / 2).saturating_sub(aside.0))
}

fn taken(leaking: &GrowthMeasurement) -> Nanos {
    Nanos(leaking.rounds.iter().map(|round| round.took.0).sum())
}

/// Rounds, and objects in each, that the time should be enough for, by what those took so far: first fewer rounds where they are
/// many, then fewer objects. None where not even one object in each is. The search itself finds out how long they take.
fn affordable(leaking: &GrowthMeasurement, rounds: u32, time: Nanos) -> Option<(u32, u32)> {
    let each = (taken(leaking).0 / (leaking.rounds.len() as u64).max(1)).max(1) * SLOWER;
    let in_time = u32::try_from(time.0 / each).unwrap_or(u32::MAX);
    if in_time >= WARM_UP + LEAST_SEARCHED {
        return Some((rounds.min(in_time - WARM_UP), leaking.objects));
    }
    let part = time.0 as f64 / (each * u64::from(WARM_UP + LEAST_SEARCHED)) as f64;
    let objects = (f64::from(leaking.objects) * part) as u32;
    (objects > 0).then_some((LEAST_SEARCHED, objects))
}

/// Types that became more by one in every second round and more.
///
/// Built-in ones are left out where classes or their objects grew with them, unless they lead by far: an object's
/// `__dict__` says no more than the object. Those of the factory's own package come first: what it uses grows with them.
fn types_to_search(types: &[TypeGrowth], module: &str, counted_rounds: u64) -> Vec<String> {
    let grown = |growth: &TypeGrowth| growth.after.saturating_sub(growth.before);
    let steady: Vec<&TypeGrowth> =
        types.iter().filter(|growth| grown(growth) * 2 >= counted_rounds.max(2)).collect();
    let most = steady.iter().filter(|growth| is_distinctive(&growth.name)).map(|growth| grown(growth)).max();
    let package = module.split('.').next().unwrap_or(module);
    let (mut named, others): (Vec<&TypeGrowth>, _) =
        steady.into_iter().partition(|growth| growth.name.split('.').next() == Some(package));
    named.extend(others);
    named
        .into_iter()
        .filter(|growth| is_distinctive(&growth.name) || most.is_none_or(|most| grown(growth) > 3 * most))
        .take(TYPES)
        .map(|growth| growth.name.clone())
        .collect()
}

/// Not a built-in type, of which every program has many; `type` is one, but few programs make classes as they run.
fn is_distinctive(name: &str) -> bool {
    name == "type" || name.contains('.') && !name.starts_with("weakref.")
}

/// Keys of the target's dictionaries stand in the chains.
fn redacted(found: Retention) -> Retention {
    let site = |site: Site| Site { file: redact(&site.file), ..site };
    let sites = found.sites.into_iter().map(|grown| AllocationSite { site: site(grown.site), ..grown });
    let held = found
        .held
        .into_iter()
        .map(|held| HeldBy { chain: held.chain.iter().map(|step| redact(step)).collect(), ..held });
    let bounded = found.bounded.into_iter().map(|holder| BoundedHolder {
        chain: holder.chain.iter().map(|step| redact(step)).collect(),
        site: holder.site.map(site),
        ..holder
    });
    let native = found.native.map(|search| NativeSearch {
        sites: search
            .sites
            .into_iter()
            .map(|native| NativeSite { site: site(native.site), ..native })
            .collect(),
        ..search
    });
    let opened = found.opened.into_iter().map(|opened| OpenedAt { site: opened.site.map(site), ..opened });
    Retention {
        sites: sites.collect(),
        held: held.collect(),
        bounded: bounded.collect(),
        opened: opened.collect(),
        native,
        ..found
    }
}

#[cfg(test)]
mod tests {
    use vitals_probes::wire::Round;

    use super::*;

    fn names(types: &[(&str, u64)]) -> Vec<String> {
        let types: Vec<TypeGrowth> = types
            .iter()
            .map(|(name, grown)| TypeGrowth { name: (*name).into(), before: 7, after: 7 + grown })
            .collect();
        types_to_search(&types, "shop.sockets", 45)
    }

    #[test]
    fn an_objects_own_dictionary_says_no_more_than_the_object() {
        assert_eq!(names(&[("dict", 450), ("shop.Session", 450)]), ["shop.Session"]);
        assert_eq!(names(&[("dict", 4500), ("shop.Session", 450)]), ["shop.Session", "dict"]);
        assert_eq!(names(&[("list", 450), ("tuple", 3)]), ["list"]);
        // What every class brings with it.
        let class = [("dict", 900), ("tuple", 900), ("weakref.ReferenceType", 900), ("type", 450)];
        assert_eq!(names(&class), ["type"]);
    }

    #[test]
    fn the_factorys_own_package_comes_first() {
        let types = [("_asyncio.Future", 450), ("_asyncio.Task", 450), ("a.B", 450), ("shop.Session", 450)];
        assert_eq!(names(&types), ["shop.Session", "_asyncio.Future", "_asyncio.Task"]);
    }

    #[test]
    fn a_search_has_fewer_rounds_then_fewer_objects_where_there_is_little_time() {
        let round = |number| Round { round: number, took: Nanos::from_millis(1_000), ..Round::default() };
        let leaking = GrowthMeasurement {
            objects: 10,
            rounds: (0..20).map(round).collect(),
            ..GrowthMeasurement::of("shop:make", 10)
        };
        let within = |seconds: u64| {
            affordable(&leaking, 17, time_for_rounds(&leaking, Nanos::from_millis(seconds * 1_000)))
        };
        assert_eq!(within(1_000), Some((17, 10)));
        assert_eq!(within(150), Some((9, 10)));
        assert_eq!(within(70), Some((6, 5)));
        assert_eq!(within(25), None);
    }

    #[test]
    fn what_grew_a_little_is_not_looked_for() {
        assert_eq!(names(&[("tuple", 3), ("shop.Config", 1)]), Vec::<String>::new());
    }

    #[test]
    fn secrets_in_keys_are_masked() {
        let held = HeldBy {
            type_name: "shop.Session".into(),
            chain: vec!["shop.by_token".into(), "dict['ghp_0123456789abcdefghijABCDEFGHIJ']".into()],
            complete: true,
            ..HeldBy::default()
        };
        let found = redacted(Retention { held: vec![held], ..Retention::default() });
        assert_eq!(found.held[0].chain[1], "dict['***']");
    }
}
