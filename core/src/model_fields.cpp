#include "model_fields.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::core {
namespace {

// Far above any frame that light is modulated with, and small enough to be allocated.
constexpr std::int64_t largest_grid = std::int64_t{1} << 24;
constexpr double largest_oversampling = 1024.0;

bool fits_memory(const Frame& frame) {
  const auto limit = static_cast<std::size_t>(largest_grid);
  return frame.samples <= limit && frame.guard_before <= limit && frame.guard_after <= limit &&
         frame.grid_size() <= limit;
}

// A key that is absent for the usual case, so that documents stay as they were.
void visit_modulation(FieldVisitor& visit, Modulation& modulation) {
  std::optional<std::string> name;
  for (const auto& [known_name, known] : modulation_names) {
    if (known == modulation && known != Modulation::amplitude) {
      name = known_name;
    }
  }
  visit.field("modulation", name,
              {.description = "What the scaled record does to the light; by default it modulates "
                              "the amplitude.",
               .one_of = {"amplitude", "phase", "iq"}});
  modulation = Modulation::amplitude;
  for (const auto& [known_name, known] : modulation_names) {
    if (name && *name == known_name) {
      modulation = known;
    }
  }
}

}  // namespace

void MaskFields::fields(FieldVisitor& visit) {
  visit.enumeration("kind", value.kind, mask_names, {.description = "What is drawn."});
  visit.field("seed", value.seed, {.description = "What it is drawn by."});
}

void EncodingFields::fields(FieldVisitor& visit) {
  visit.enumeration("scale", value.scale, input_scale_names,
                    {.description = "How each record is scaled before it modulates light."});
  visit.field("offset", value.offset,
              {.description = "Added to the scaled record.", .exact = true});
  visit.field("clip", value.clip,
              {.description = "Limit of the scaled record, to either side.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .exact = true});
  visit.field("field_scale", value.field_scale,
              {.description = "Factor from the shifted record to the launched field.",
               .required = false,
               .exact = true});
  visit.field("time_lens", value.time_lens,
              {.description = "Dispersion (samples squared) whose quadratic phase is sent along.",
               .exact = true});
  std::optional<double> waveform_dispersion;
  if (value.waveform_dispersion != 0.0) {
    waveform_dispersion = value.waveform_dispersion;
  }
  visit.field("waveform_dispersion", waveform_dispersion,
              {.description = "Dispersion (samples squared) that the waveform has before it "
                              "becomes light; absent for none.",
               .exact = true});
  value.waveform_dispersion = waveform_dispersion.value_or(0.0);
  visit_modulation(visit, value.modulation);
  std::optional<std::int64_t> copies;
  if (value.copies != 1) {
    copies = static_cast<std::int64_t>(value.copies);
  }
  visit.field("copies", copies,
              {.description = "Copies of the record side by side in one frame.",
               .minimum = 1.0,
               .maximum = static_cast<double>(largest_grid)});
  value.copies = static_cast<std::size_t>(std::max<std::int64_t>(1, copies.value_or(1)));
  std::optional<MaskFields> mask;
  if (value.mask) {
    mask = MaskFields{*value.mask};
  }
  visit.field("mask", mask, {.description = "Random factors of the samples of every copy."});
  value.mask.reset();
  if (mask) {
    value.mask = mask->value;
  }
  visit.require(!value.time_lens || *value.time_lens != 0.0, "time_lens", "must not be zero");
}

void ReadoutFields::fields(FieldVisitor& visit) {
  visit.enumeration("detect", value.detect, detection_names,
                    {.description = "What the receiver makes of the field."});
  visit.field("pool", value.pool,
              {.description = "Neighbouring grid points (or bins) that one feature averages.",
               .required = false,
               .minimum = 1.0});
}

void LowPassFields::fields(FieldVisitor& visit) {
  visit.field("cutoff_cycles_per_sample", value.cutoff,
              {.description = "Frequency at which the power is halved.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .exact = true});
  visit.field("order", value.order,
              {.description = "Order of the super-Gaussian.", .minimum = 1.0, .maximum = 100.0});
}

void EndsFields::fields(FieldVisitor& visit) {
  const auto one = [&visit](std::string_view key, RollOff& roll_off, std::string_view what) {
    visit.field(key, roll_off.inverse_bandwidth,
                {.description = what, .required = false, .minimum = 0.0, .exact = true});
  };
  one("transmitter_inverse_bandwidth_samples", value.transmitter,
      "Model samples in one period of the generator's 3-dB bandwidth; 0: unlimited.");
  one("receiver_inverse_bandwidth_samples", value.receiver,
      "Model samples in one period of the receiver's 3-dB bandwidth; 0: unlimited.");
  visit.field("full_scale", value.full_scale,
              {.description = "Largest magnitude of the field that the generator makes.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .exact = true});
}

void visit_frame(FieldVisitor& visit, Frame& frame, bool& resample) {
  visit.field("samples", frame.samples,
              {.description = "Samples of one record.",
               .minimum = 1.0,
               .maximum = static_cast<double>(largest_grid)});
  std::vector<std::int64_t> guard{static_cast<std::int64_t>(frame.guard_before),
                                  static_cast<std::int64_t>(frame.guard_after)};
  visit.field("guard", guard,
              {.description = "Empty samples before and after a record.",
               .required = false,
               .minimum = 0.0,
               .maximum = static_cast<double>(largest_grid),
               .minimum_length = 2,
               .maximum_length = 2});
  if (guard.size() == 2 && guard[0] >= 0 && guard[1] >= 0) {
    frame.guard_before = static_cast<std::size_t>(guard[0]);
    frame.guard_after = static_cast<std::size_t>(guard[1]);
  }
  visit.field("oversampling", frame.oversampling,
              {.description = "Points of the propagation grid per sample.",
               .required = false,
               .minimum = 1.0,
               .maximum = largest_oversampling});
  visit.require(fits_memory(frame), "samples",
                "the grid, (samples + guard) oversampling, must not exceed 16777216 points");
  visit.field("resample", resample,
              {.description = "Whether records of another length are resampled to `samples`.",
               .required = false});
}

void visit_sequence(FieldVisitor& visit, std::vector<std::string>& sequence) {
  std::optional<std::vector<std::string>> names;
  if (!sequence.empty()) {
    names = sequence;
  }
  visit.field("operators", names,
              {.description = "Order of the operators inside a layer; by default low_pass and "
                              "spectral ones, then pointwise ones."});
  sequence = names.value_or(std::vector<std::string>{});
}

void visit_shots(FieldVisitor& visit, std::size_t& shots) {
  std::optional<std::int64_t> number;
  if (shots != 1) {
    number = static_cast<std::int64_t>(shots);
  }
  visit.field("shots", number,
              {.description = "Times a record is sent, each through its own equal share of the "
                              "layers; the features stand side by side.",
               .minimum = 1.0,
               .maximum = 1024.0});
  shots = static_cast<std::size_t>(std::max<std::int64_t>(1, number.value_or(1)));
}

void visit_ends(FieldVisitor& visit, ElectricalEnds& ends) {
  std::optional<EndsFields> wrapped;
  if (ends != ElectricalEnds{}) {
    wrapped = EndsFields{ends};
  }
  visit.field("ends", wrapped,
              {.description = "Electrical ends of the rig that the model was trained with."});
  ends = wrapped ? wrapped->value : ElectricalEnds{};
}

void visit_low_pass(FieldVisitor& visit, std::optional<LowPass>& low_pass) {
  std::optional<LowPassFields> wrapped;
  if (low_pass) {
    wrapped = LowPassFields{*low_pass};
  }
  visit.field("low_pass", wrapped,
              {.description = "Optical low-pass in front of each layer and of the receiver."});
  low_pass.reset();
  if (wrapped) {
    low_pass = wrapped->value;
  }
}

}  // namespace fiberloom::core
