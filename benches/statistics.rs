//! Speed of what runs between samples: it must be nothing beside one.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use vitals_probes::frame::{Decoder, encode};
use vitals_probes::wire::{Message, ModuleRecord, Trace};
use vitalsign::plan::{LimitRule, Times};
use vitalsign::statistics::{ChangePointRule, change_points, theil_sen};

fn limit_rule(bencher: &mut Criterion) {
    let samples: Vec<f64> = (0..40).map(|number| 1.0 + f64::from(number % 7) / 50.0).collect();
    let times = Times::calm(samples);
    let rule = LimitRule { limit: 2.0, fixed: None };
    bencher.bench_function("limit rule, 40 samples", |b| b.iter(|| rule.judge(black_box(&times))));
}

fn slope(bencher: &mut Criterion) {
    let values: Vec<f64> = (0..200).map(|number| f64::from(number * 7919 % 101)).collect();
    bencher.bench_function("Theil-Sen, 200 rounds", |b| b.iter(|| theil_sen(black_box(&values), 0.01)));
}

fn nights(bencher: &mut Criterion) {
    for (name, nights) in [("change-points, 365 nights", 365_u32), ("change-points, 10,000 nights", 10_000)] {
        // Jitter of 3 %, and a step of 10 % every 100 nights.
        let value = |night: u32| {
            (1.0 + f64::from(night / 100 % 2) / 10.0) * (1.0 + f64::from(night * 7919 % 101) / 1000.0)
        };
        let values: Vec<f64> = (0..nights).map(value).collect();
        let rule = ChangePointRule::default();
        bencher.bench_function(name, |b| b.iter(|| change_points(black_box(&values), &rule)));
    }
}

fn frames(bencher: &mut Criterion) {
    let module = ModuleRecord { name: "package.module".into(), ..ModuleRecord::default() };
    let message = Message::Trace(Box::new(Trace { modules: vec![module; 1500], stalls: Vec::new() }));
    let Ok(bytes) = encode(7, &message) else { return };
    bencher.bench_function("decode a trace of 1,500 modules", |b| {
        b.iter(|| {
            let mut decoder = Decoder::new(7);
            decoder.push(black_box(&bytes));
            decoder.next_message()
        });
    });
}

criterion_group!(benches, limit_rule, slope, nights, frames);
criterion_main!(benches);
