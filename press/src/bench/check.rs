//! A figure and what it has to be.

use std::process::ExitCode;

use serde_json::json;

/// `floor` is the least that `value` has to be, or the most where less is better.
pub struct Check {
    name: String,
    value: f64,
    floor: f64,
    less_is_better: bool,
}

impl Check {
    pub fn at_least(name: impl Into<String>, value: f64, floor: f64) -> Self {
        Self {
            name: name.into(),
            value,
            floor,
            less_is_better: false,
        }
    }

    pub fn at_most(name: impl Into<String>, value: f64, floor: f64) -> Self {
        Self {
            less_is_better: true,
            ..Self::at_least(name, value, floor)
        }
    }

    fn is_met(&self) -> bool {
        if self.less_is_better {
            self.value <= self.floor
        } else {
            self.value >= self.floor
        }
    }

    fn to_json(&self) -> serde_json::Value {
        let value = (self.value * 1000.0).round() / 1000.0;
        let bound = if self.less_is_better { "most" } else { "least" };
        json!({"name": self.name, "value": value, "floor": self.floor, "bound": bound, "met": self.is_met()})
    }
}

/// Success where everything is met.
pub fn tell(checks: &[Check], json: bool) -> ExitCode {
    println!();
    for check in checks {
        let bound = if check.less_is_better {
            "at most"
        } else {
            "at least"
        };
        let word = if check.is_met() { "met" } else { "MISSED" };
        println!(
            "{:<44} {:>8.2}   {bound:<8} {:>6.1}   {word}",
            check.name, check.value, check.floor
        );
    }
    if json {
        let checks: Vec<_> = checks.iter().map(Check::to_json).collect();
        println!("{}", json!({"checks": checks}));
    }
    if checks.iter().all(Check::is_met) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
