//! One probe, measured and judged.

use std::io;

use super::after_setup::after_setup;
use super::capture::creation_order;
use super::sampled::sample_slow;
use crate::config::{CreateSettings, GrowthSettings, ImportSettings, Probe};
use crate::measure::{
    GrowthOrder, ImportOrder, MeasureContext, measure_creation, measure_growth, measure_import,
};
use crate::plan::LimitRule;
use crate::verdict::{Limit, Measured, ProbeReport, judge_creation, judge_growth, judge_import};

/// Measures one probe and judges it.
///
/// # Errors
/// Where the system refuses a process.
pub fn measure_probe(context: &MeasureContext<'_>, probe: &Probe) -> io::Result<ProbeReport> {
    match probe {
        Probe::Import(settings) => {
            after_setup(context, settings.setup.as_deref(), |context| import(context, settings))
        }
        Probe::Create(settings) => create(context, settings),
        Probe::Growth(settings) => growth(context, settings),
    }
}

fn import(context: &MeasureContext<'_>, settings: &ImportSettings) -> io::Result<ProbeReport> {
    let rule = LimitRule { limit: settings.limit.as_secs_f64(), fixed: settings.samples };
    let order = ImportOrder {
        module: settings.module.clone(),
        cache: settings.cache,
        trace: settings.trace,
        own_bytecode: None,
    };
    let measured = measure_import(context, &order, &rule)?;
    let verdict = judge_import(&measured, &rule);
    Ok(ProbeReport::new(Measured::Import(measured), verdict, Limit::Time(settings.limit), Some(&rule)))
}

fn create(context: &MeasureContext<'_>, settings: &CreateSettings) -> io::Result<ProbeReport> {
    let order = creation_order(settings, settings.samples);
    let mut measured = measure_creation(context, &order)?;
    let (mut verdict, mut creations) = judge_creation(&measured, &order);
    if sample_slow(context, &order, &mut measured, &verdict.over_limit())? {
        (verdict, creations) = judge_creation(&measured, &order);
    }
    let limit = Limit::Time(settings.limit);
    let report = ProbeReport::new(Measured::Create(Box::new(measured)), verdict, limit, Some(&order.rule));
    Ok(ProbeReport { creations, ..report })
}

fn growth(context: &MeasureContext<'_>, settings: &GrowthSettings) -> io::Result<ProbeReport> {
    let order = GrowthOrder {
        factory: settings.factory.clone(),
        objects: settings.objects,
        rounds: settings.rounds,
        adapts: true,
        limit: Some(settings.limit),
    };
    let measured = measure_growth(context, &order)?;
    let verdict = judge_growth(&measured, settings.limit, settings.per_hour);
    Ok(ProbeReport::new(Measured::Growth(Box::new(measured)), verdict, Limit::Size(settings.limit), None))
}
