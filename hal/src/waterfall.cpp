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

// Where errors are not small, what is found is less than what is expected of small ones: between two sizes that were tried
// the ratio is taken as straight over the logarithm, below them as 1.
double found_error(const ModelSensitivity& sensitivity, double linear, double ErrorPower::*of) {
  double smaller = 0.0;
  double share = 1.0;
  for (const Saturation& tried : sensitivity.saturation) {
    const double here = tried.found.*of / (tried.linear.*of);
    if (linear < tried.linear.*of) {
      const double way =
          smaller > 0.0 ? std::log(linear / smaller) / std::log(tried.linear.*of / smaller) : 1.0;
      return linear * (smaller > 0.0 ? share * std::pow(here / share, way)
                                     : 1.0 + (here - 1.0) * linear / (tried.linear.*of));
    }
    smaller = tried.linear.*of;
    share = here;
  }
  return smaller > 0.0 ? sensitivity.saturation.back().found.*of : linear;
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
