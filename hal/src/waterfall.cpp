#include "waterfall.hpp"

#include <cmath>
#include <utility>

#include "error_meter.hpp"

namespace fiberloom::hal {
namespace {

void add(ErrorPower& sum, const ErrorPower& power) {
  sum.field += power.field;
  sum.trace += power.trace;
}

template <class Values>
void add_times(Values& sum, double factor, const Values& values) {
  for (std::size_t j = 0; j < sum.values().size(); ++j) {
    sum.values()[j] += factor * values.values()[j];
  }
}

// What cannot be told from rounding is no contribution.
bool is_nothing(const ErrorPower& power) {
  constexpr double rounding = 1e-25;
  return power.field < rounding && power.trace < rounding;
}

double rest_of(const core::FieldBatch<double>& found, const core::FieldBatch<double>& ideal) {
  double rest = 0.0;
  for (std::size_t i = 0; i < found.batch(); ++i) {
    rest += unexplained(found.row(i), ideal.row(i));
  }
  return rest;
}

// Of an error that has not been tried: between two sizes that were, the share that is found goes straight over the
// logarithm of both; from nothing, where all is found, to the smallest of them over the size itself.
double share_between(const Saturation* smaller, const Saturation& larger, double linear,
                     double ErrorPower::*of) {
  const double share = larger.found.*of / (larger.linear.*of);
  if (smaller == nullptr) {
    return 1.0 + (share - 1.0) * linear / (larger.linear.*of);
  }
  const double share_before = smaller->found.*of / (smaller->linear.*of);
  const double way = std::log(linear / (smaller->linear.*of)) /
                     std::log((larger.linear.*of) / (smaller->linear.*of));
  return share_before * std::pow(share / share_before, way);
}

// Where errors are not small, what is found is less than what their growth would make of them.
double found_error(const ModelSensitivity& sensitivity, double linear, double ErrorPower::*of) {
  const Saturation* smaller = nullptr;
  for (const Saturation& tried : sensitivity.saturation) {
    if (linear < tried.linear.*of) {
      return linear * share_between(smaller, tried, linear, of);
    }
    smaller = &tried;
  }
  return smaller == nullptr ? linear : smaller->found.*of;
}

// Each leaves a share of the light as it should be, and what is random leaves its share of what is common.
double together(double common, double random) { return 1.0 - (1.0 - common) * (1.0 - random); }

}  // namespace

Waterfall::Waterfall(const ModelSensitivity& sensitivity)
    : sensitivity_(sensitivity),
      common_field_(sensitivity.ideal_field),
      common_trace_(sensitivity.ideal_trace),
      field_energy_(energy_of(sensitivity.glass_field.values())),
      trace_energy_(energy_of(sensitivity.glass_trace.values())) {}

void Waterfall::add_random(Label label, const ErrorPower& power) {
  if (is_nothing(power)) {
    return;
  }
  add(random_powers_, power);
  budget_.contributions.push_back({.name = std::move(label.name),
                                   .where = std::move(label.where),
                                   .explanation = std::move(label.explanation),
                                   .numbers = std::move(label.numbers),
                                   .power = power});
}

void Waterfall::add_random(Label label, double variance, const ErrorPower& per_unit) {
  add_random(std::move(label),
             {.field = variance * per_unit.field, .trace = variance * per_unit.trace});
}

void Waterfall::add_common(Label label, const std::vector<Change>& changes) {
  core::FieldBatch<double> field(common_field_.batch(), common_field_.samples());
  core::RealBatch<double> trace(common_trace_.batch(), common_trace_.samples());
  for (const Change& change : changes) {
    if (change.size != 0.0) {
      add_times(field, change.size, change.response->field);
      add_times(trace, change.size, change.response->trace);
    }
  }
  const ErrorPower power{
      .field = rest_of(field, sensitivity_.ideal_field) / field_energy_,
      .trace = unexplained(trace.values(), sensitivity_.ideal_trace.values()) / trace_energy_};
  if (is_nothing(power)) {
    return;
  }
  add_times(common_field_, 1.0, field);
  add_times(common_trace_, 1.0, trace);
  add(common_powers_, power);
  budget_.contributions.push_back({.name = std::move(label.name),
                                   .where = std::move(label.where),
                                   .explanation = std::move(label.explanation),
                                   .numbers = std::move(label.numbers),
                                   .power = power});
}

ErrorBudget Waterfall::finish() {
  const ErrorPower common{
      .field = rest_of(common_field_, sensitivity_.ideal_field) / field_energy_,
      .trace =
          unexplained(common_trace_.values(), sensitivity_.ideal_trace.values()) / trace_energy_};
  budget_.contributions.push_back(
      {.name = "interference",
       .where = {},
       .explanation = "errors that every bench has add as fields, not as powers",
       .power = {.field = common.field - common_powers_.field,
                 .trace = common.trace - common_powers_.trace}});
  budget_.sum = {.field = common.field + random_powers_.field,
                 .trace = common.trace + random_powers_.trace};
  const double field_there = energy_of(common_field_.values()) / field_energy_;
  const double trace_there = energy_of(common_trace_.values()) / trace_energy_;
  budget_.nmse = {.field = together(common.field / field_there,
                                    found_error(sensitivity_, random_powers_.field / field_there,
                                                &ErrorPower::field)),
                  .trace = together(common.trace / trace_there,
                                    found_error(sensitivity_, random_powers_.trace / trace_there,
                                                &ErrorPower::trace))};
  return std::move(budget_);
}

}  // namespace fiberloom::hal
