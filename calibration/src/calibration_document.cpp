#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/calibration/calibration_document.hpp>
#include <fiberloom/core/error.hpp>
#include <functional>

namespace fiberloom::calibration {
namespace {

// Visits every number of a twin under its name, in the order of the document.
template <class Twin, class Visit>
void for_each_parameter(Twin& twin, Visit visit) {
  for (std::size_t m = 0; m < twin.dispersion_scale.size(); ++m) {
    visit(fmt::format("stage {} dispersion_scale", m + 1), twin.dispersion_scale[m]);
    visit(fmt::format("stage {} nonlinear_phase_scale", m + 1), twin.nonlinear_phase_scale[m]);
  }
  visit(std::string("delay_samples"), twin.delay_samples);
  visit(std::string("gain"), twin.gain);
  visit(std::string("transmitter_inverse_bandwidth_samples"), twin.transmitter_inverse_bandwidth);
  visit(std::string("receiver_inverse_bandwidth_samples"), twin.receiver_inverse_bandwidth);
}

}  // namespace

void CalibratedParameter::fields(core::FieldVisitor& visit) {
  visit.field("name", name, {.description = "What was fitted.", .minimum_length = 1});
  visit.field("value", value, {.description = "The fitted number.", .exact = true});
  visit.field("standard_error", standard_error,
              {.description = "One standard deviation.", .minimum = 0.0});
}

void CalibrationDocument::fields(core::FieldVisitor& visit) {
  visit.field("id", id, {.description = "Name of this calibration.", .minimum_length = 1});
  visit.field("rig", rig, {.description = "Name of the rig document.", .minimum_length = 1});
  visit.field("bench", bench, {.description = "Which bench of that name.", .minimum_length = 1});
  visit.field("measured_at", measured_at,
              {.description = "Time of the measurement, UTC.", .minimum_length = 20});
  visit.field("expires_at", expires_at,
              {.description = "Time after which it may not be used, UTC.", .minimum_length = 20});
  visit.field("light_path", light_path, {.description = "How the rig was wired."});
  visit.field("parameters", parameters, {.description = "The fitted twin.", .minimum_length = 1});
  visit.field("error_before", error_before,
              {.description = "Normalised squared error of held-out traces, nominal twin.",
               .minimum = 0.0});
  visit.field("error_after", error_after,
              {.description = "The same for the fitted twin.", .minimum = 0.0});
  visit.field("optical_passes", optical_passes,
              {.description = "Frames that the measurement took.", .minimum = 0.0});
}

void write_parameters(const Identification& identification, CalibrationDocument& document) {
  document.parameters.clear();
  for_each_parameter(identification.twin, [&](const std::string& name, double value) {
    document.parameters.push_back({.name = name, .value = value});
  });
  std::size_t index = 0;
  for_each_parameter(identification.standard_error, [&](const std::string&, double deviation) {
    document.parameters[index++].standard_error = deviation;
  });
  document.error_before = identification.error_before;
  document.error_after = identification.error_after;
}

TwinParameters twin_of(const CalibrationDocument& document) {
  TwinParameters twin = nominal_twin(document.light_path.stages.size());
  for_each_parameter(twin, [&](const std::string& name, double& value) {
    const auto found =
        std::find_if(document.parameters.begin(), document.parameters.end(),
                     [&](const CalibratedParameter& parameter) { return parameter.name == name; });
    if (found == document.parameters.end()) {
      throw core::CalibrationError(
          "calibration.incomplete",
          fmt::format("calibration {}: \"{}\" is missing; calibrate again", document.id, name));
    }
    value = found->value;
  });
  return twin;
}

std::string calibration_id(const CalibrationDocument& document) {
  std::string id = document.rig + "-" + document.bench + "-" + document.measured_at;
  for (char& letter : id) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9');
    letter = plain ? letter : '-';
  }
  return id;
}

bool same_path(const hal::LightPath& a, const hal::LightPath& b) {
  const auto same_stage = [](const hal::StagePath& x, const hal::StagePath& y) {
    return x.dispersive_parts == y.dispersive_parts && x.turned_parts == y.turned_parts &&
           x.wound_fibers == y.wound_fibers && x.nonlinear_part == y.nonlinear_part;
  };
  return a.sample_rate_gsa_per_s == b.sample_rate_gsa_per_s && a.oversampling == b.oversampling &&
         std::equal(a.stages.begin(), a.stages.end(), b.stages.begin(), b.stages.end(), same_stage);
}

}  // namespace fiberloom::calibration
