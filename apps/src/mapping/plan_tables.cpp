#include "mapping/plan_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <fiberloom/report/number_text.hpp>
#include <numbers>

namespace fiberloom::app {
namespace {

using report::Align;
using report::fixed_text;
using report::significant_text;

// "gamma_per_w_km" without what is its unit.
std::string name_of_number(std::string_view key) {
  for (const char* unit : {"_ps_per_nm_km", "_ps_per_nm2_km", "_ps_per_nm", "_per_w_km",
                           "_db_per_km", "_db", "_dbm", "_m", "_nm", "_v", "_ghz", "_ps", "_um2"}) {
    if (key.ends_with(unit)) {
      key.remove_suffix(std::string_view(unit).size());
      break;
    }
  }
  std::string name(key);
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string tolerance_text(const BillItem& item) {
  std::vector<std::string> texts;
  for (const hal::PartNumber& number : item.tolerances()) {
    const std::string width = number.tolerance_relative
                                  ? fmt::format("{:.3g} %", 100.0 * *number.tolerance_relative)
                                  : fmt::format("{:.3g}", *number.tolerance_absolute);
    texts.push_back(fmt::format("{} ±{}", name_of_number(number.key), width));
  }
  return texts.empty() ? "–" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string grade_text(const BillItem& item) {
  if (item.part == nullptr) {
    return "–";
  }
  std::string grade(name_of(item.part->grade));
  std::ranges::replace(grade, '_', ' ');
  const std::size_t unsourced = item.unsourced().size();
  return unsourced == 0 ? grade : fmt::format("{}; {} unsourced", grade, unsourced);
}

bool is_linear(const core::GaugedStep& step) { return step.kind == core::GaugedStep::Kind::linear; }

std::string carried_out(const core::GaugedStep& step, const hal::Plan& plan) {
  const bool is_reused = plan.light_path.architecture == hal::Architecture::reused_stage;
  const bool is_electro_optic =
      plan.light_path.architecture == hal::Architecture::electro_optic_kerr;
  if (step.place == core::GaugedStep::Place::waveform) {
    return plan.gauges.dispersion_in_waveform || is_reused
               ? "computed in the waveform"
               : "in glass, though it could be computed";
  }
  if (step.place == core::GaugedStep::Place::unseen) {
    return plan.gauges.last_phase_left_out ? "left out: the detector does not see it"
                                           : "built, though the detector does not see it";
  }
  return is_linear(step) && is_reused           ? "computed between passes"
         : !is_linear(step) && is_electro_optic ? "photodiode and phase modulator"
                                                : "in glass";
}

std::string layers_text(const core::GaugedStep& step) {
  std::vector<std::size_t> layers;
  std::ranges::transform(step.layers, std::back_inserter(layers), [](auto m) { return m + 1; });
  return fmt::format("{}", fmt::join(layers, " + "));
}

double third_order_of(const hal::Part& fiber, double length_m,
                      const hal::OperatingWavelength& wavelength) {
  namespace units = core::units;
  const core::ThirdOrderDispersion beta3 = core::third_order_dispersion(
      *fiber.slope_ps_per_nm2_km * units::ps_per_nm2_km,
      hal::fiber_dispersion_at(fiber, wavelength) * units::ps_per_nm_km, wavelength.light());
  return beta3.in(units::ps3_per_km)*1e-3 * length_m;
}

std::string remark_on(const hal::PlannedPower& power) {
  if (power.limit.empty()) {
    return "";
  }
  return power.margin_db < 0.0 ? "beyond it" : power.margin_db < 1.0 ? "close" : "";
}

// Cycles per model sample.
double cutoff_of(const core::Model& model) { return model.low_pass ? model.low_pass->cutoff : 0.5; }

class FrameRows {
 public:
  void add(const char* name, std::string value, const char* unit, const char* what) {
    table.rows.push_back({.cells = {name, std::move(value), unit, what}});
  }
  report::Table table{.caption = "Frames, bandwidth and time",
                      .columns = {{.name = "what"},
                                  {.name = "value", .align = Align::right},
                                  {.name = "unit"},
                                  {.name = "which is"}}};
};

void add_band_rows(FrameRows& rows, const MapResult& result) {
  const hal::Plan& plan = result.plan;
  const double model_rate = 1e3 / plan.model_sample_ps;
  const double band = optical_band_ghz(result);
  rows.add("waveform", significant_text(plan.light_path.sample_rate_gsa_per_s), "GSa/s",
           "points of the generator");
  rows.add("model samples", significant_text(model_rate), "GSa/s", "one over T₀");
  rows.add("optical band", significant_text(band), "GHz",
           "full width that the model's grid or filter lets through");
  rows.add("electrical band", significant_text(0.5 * band), "GHz",
           "of the transmitter; its intensity takes twice that at the receiver");
  const hal::RigTolerances& ends = result.rig.tolerances;
  if (ends.transmitter_bandwidth_ghz > 0.0) {
    rows.add("transmitter's bandwidth", significant_text(ends.transmitter_bandwidth_ghz), "GHz",
             "as the rig document says");
  }
  if (ends.receiver_bandwidth_ghz > 0.0) {
    rows.add("receiver's bandwidth", significant_text(ends.receiver_bandwidth_ghz), "GHz",
             "as the rig document says");
  }
}

void add_guard_rows(FrameRows& rows, const MapResult& result) {
  const core::GuardInterval guard = stream_guard(result);
  rows.add("memory of the dispersion", fixed_text(guard.memory, 1), "samples", "to each side");
  rows.add("guard in the model",
           fmt::format("{} + {}", result.model.frame.guard_before, result.model.frame.guard_after),
           "samples", "zeros before and after a record");
  rows.add("guard of a stream", std::to_string(guard.guard), "samples",
           "a side, if different frames followed each other instead");
  rows.add("its cost", fixed_text(100.0 * guard.overhead, 0), "%", "of the time of that stream");
}

}  // namespace

report::Table dispersion_table(const hal::Plan& plan) {
  report::Table table{
      .caption = "Dispersion, in the order of the light",
      .columns = {{.name = "stage"},
                  {.name = "b", .unit = "samples²", .align = report::Align::right},
                  {.name = "left over", .unit = "samples²", .align = report::Align::right},
                  {.name = "dispersion", .unit = "ps²", .align = report::Align::right},
                  {.name = "parts"}}};
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = plan.stages[m];
    const hal::StagePath& path = plan.light_path.stages[m];
    table.rows.push_back({.cells = {path.name, fmt::format("{:.3f}", stage.b),
                                    fmt::format("{:+.4f}", stage.b_residual),
                                    fmt::format("{:.1f}", stage.dispersion_ps2),
                                    fmt::format("{}", fmt::join(path.dispersive_parts, " + "))}});
  }
  return table;
}

report::Table power_table(const hal::Plan& plan) {
  report::Table table{
      .caption = "Nonlinear phase and power",
      .columns = {{.name = "stage"},
                  {.name = "Γ", .unit = "rad", .align = report::Align::right},
                  {.name = "launch power", .unit = "mW", .align = report::Align::right},
                  {.name = "SBS limit", .unit = "mW", .align = report::Align::right},
                  {.name = "loss", .unit = "dB", .align = report::Align::right},
                  {.name = "part"}}};
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = plan.stages[m];
    const hal::StagePath& path = plan.light_path.stages[m];
    const bool is_linear = path.nonlinear_part.empty();
    table.rows.push_back(
        {.cells = {path.name, fmt::format("{:.3f}", stage.nonlinear_phase_rad),
                   fmt::format("{:.1f}", 1e3 * stage.launch_power_w),
                   is_linear ? "-" : fmt::format("{:.0f}", 1e3 * stage.brillouin_threshold_w),
                   fmt::format("{:.1f}", stage.insertion_loss_db),
                   is_linear ? "-" : path.nonlinear_part}});
  }
  return table;
}

std::optional<double> third_order_ps3(const hal::StagePath& stage, const MapResult& result) {
  double sum = 0.0;
  for (const std::string& id : stage.dispersive_parts) {
    if (!result.catalog.find(id).slope_ps_per_nm2_km) {
      return std::nullopt;
    }
  }
  const hal::OperatingWavelength wavelength =
      hal::operating_wavelength(result.rig, result.plan.light_path);
  for (const hal::FixedPart& fixed : hal::fixed_parts(stage, result.catalog)) {
    sum += third_order_of(*fixed.part, fixed.length_m, wavelength);
  }
  if (!stage.nonlinear_part.empty() && !stage.electro_optic) {
    const hal::Part& spool = result.catalog.find(stage.nonlinear_part);
    if (!spool.slope_ps_per_nm2_km) {
      return std::nullopt;
    }
    sum += third_order_of(spool, spool.length_m.value_or(0.0), wavelength);
  }
  return sum;
}

report::Table realised_dispersion_table(const MapResult& result) {
  report::Table table{.caption = "Dispersion of each stage; b in samples²",
                      .columns = {{.name = "stage"},
                                  {.name = "b wanted", .align = Align::right},
                                  {.name = "b realised", .align = Align::right},
                                  {.name = "left over", .align = Align::right},
                                  {.name = "set to", .unit = "ps²", .align = Align::right},
                                  {.name = "step", .unit = "ps²", .align = Align::right},
                                  {.name = "reach", .unit = "ps²", .align = Align::right},
                                  {.name = "β₃L", .unit = "ps³", .align = Align::right}}};
  for (std::size_t m = 0; m < result.plan.stages.size(); ++m) {
    const hal::PlannedStage& stage = result.plan.stages[m];
    const hal::StagePath& path = result.plan.light_path.stages[m];
    const std::optional<double> third = third_order_ps3(path, result);
    table.rows.push_back(
        {.cells = {
             path.name, fixed_text(stage.b, 4), fixed_text(stage.b + stage.b_residual, 4),
             significant_text(stage.b_residual, 3), significant_text(stage.dispersion_ps2),
             path.dispersion_step_ps2 > 0.0 ? significant_text(path.dispersion_step_ps2, 3) : "–",
             fmt::format("{} to {}", significant_text(path.minimum_dispersion_ps2, 3),
                         significant_text(path.maximum_dispersion_ps2, 3)),
             third ? significant_text(*third, 3) : "–"}});
  }
  table.note =
      "β₃L of the fibres, the nonlinear one with them; – where a part does not tell its slope, as "
      "gratings do not.";
  return table;
}

report::Table reading_table(const hal::Plan& plan) {
  report::Table table{.caption = "Expected readings, in the order of the light",
                      .columns = {{.name = "place"},
                                  {.name = "mean", .unit = "dBm", .align = Align::right},
                                  {.name = "peak", .unit = "dBm", .align = Align::right},
                                  {.name = "what binds first"},
                                  {.name = "limit", .unit = "dBm", .align = Align::right},
                                  {.name = "margin", .unit = "dB", .align = Align::right},
                                  {.name = ""}}};
  for (const hal::PlannedPower& power : plan.powers) {
    const bool is_limited = !power.limit.empty();
    table.rows.push_back(
        {.cells = {power.place, fixed_text(power.mean_dbm, 1), fixed_text(power.peak_dbm, 1),
                   is_limited ? power.limit : "–",
                   is_limited ? fixed_text(power.limit_dbm, 1) : "–",
                   is_limited ? fixed_text(power.margin_db, 1) : "–", remark_on(power)},
         .emphasized = is_limited && power.margin_db < 0.0});
  }
  table.note =
      "Means of frames with |u|² = 1; peaks are those of one sample in a thousand. The limit of an "
      "amplifier's input is the least power that it wants.";
  return table;
}

report::Table margin_table(const std::vector<NonlinearMargin>& margins) {
  report::Table table{.caption = "What limits the power into nonlinear fibre",
                      .columns = {{.name = "stage"},
                                  {.name = "effect"},
                                  {.name = "launched", .unit = "dBm", .align = Align::right},
                                  {.name = "limit", .unit = "dBm", .align = Align::right},
                                  {.name = "margin", .unit = "dB", .align = Align::right}}};
  for (const NonlinearMargin& each : margins) {
    const std::optional<double> margin = each.margin_db();
    table.rows.push_back({.cells = {each.stage, each.effect, fixed_text(each.launch_dbm, 1),
                                    each.limit_dbm ? fixed_text(*each.limit_dbm, 1) : "not known",
                                    margin ? fixed_text(*margin, 1) : "–"},
                          .emphasized = margin && *margin < 0.0});
  }
  table.note =
      "All of the power binds, as if it were one line: a bench is aligned with constant light, and "
      "its guard does not know the frames. The strongest line is what Brillouin scattering sees of "
      "the records.";
  return table;
}

report::Table step_table(const MapResult& result) {
  report::Table table{.caption = "Steps of the network, in the order of the light",
                      .columns = {{.name = "layer"},
                                  {.name = "step"},
                                  {.name = "value", .align = Align::right},
                                  {.name = "carried out"}}};
  if (!result.gauges) {
    return table;
  }
  for (const core::GaugedStep& step : result.gauges->steps) {
    table.rows.push_back({.cells = {layers_text(step), is_linear(step) ? "dispersion b" : "phase Γ",
                                    fmt::format("{}{}", fixed_text(step.value, 4),
                                                is_linear(step) ? " samples²" : " rad"),
                                    carried_out(step, result.plan)}});
  }
  return table;
}

report::Table frame_table(const MapResult& result) {
  FrameRows rows;
  add_band_rows(rows, result);
  add_guard_rows(rows, result);
  if (result.plan.frames) {
    const hal::PlannedFrames& frames = *result.plan.frames;
    rows.add("plays", std::to_string(frames.plays), "",
             "times a frame is played on end; one inside is read, so that no guard is needed");
    rows.add("a frame takes", significant_text(frames.frame_duration_ns), "ns", "played once");
    rows.add("throughput", significant_text(frames.frames_per_s), "records/s", "without averaging");
    rows.add("latency", significant_text(1e-3 * frames.latency_ns), "µs",
             "through the fibres alone");
    rows.add("full scale", significant_text(frames.full_scale_field), "|u|", "of the generator");
    rows.table.note = fmt::format("Records: {}. Readout: {}. Synchronised by {}.", frames.scaling,
                                  frames.readout, frames.sync_marker);
  }
  return rows.table;
}

report::Table bill_table(const std::vector<BillItem>& bill) {
  report::Table table{.caption = "Bill of materials",
                      .columns = {{.name = "part"},
                                  {.name = "takes", .align = Align::right},
                                  {.name = "in stock", .align = Align::right},
                                  {.name = "tolerances"},
                                  {.name = "grade"},
                                  {.name = "source"}}};
  for (const BillItem& item : bill) {
    const bool is_part = item.part != nullptr;
    table.rows.push_back(
        {.cells = {item.name, std::to_string(item.quantity),
                   is_part ? std::to_string(item.stock) : "–", tolerance_text(item),
                   grade_text(item), is_part ? item.part->source : "–"},
         .emphasized = is_part && item.stock < item.quantity});
  }
  table.note =
      "Marked lines take more than the rig has. Lines without a grade are needed in any case; the "
      "plan does not choose them. Numbers without a source are listed at the end.";
  return table;
}

double optical_band_ghz(const MapResult& result) {
  return 2.0 * cutoff_of(result.model) * 1e3 / result.plan.model_sample_ps;
}

core::GuardInterval stream_guard(const MapResult& result) {
  double sum = 0.0;
  for (const hal::PlannedStage& stage : result.plan.stages) {
    sum += std::abs(stage.b);
  }
  return core::guard_interval(sum, 2.0 * std::numbers::pi * cutoff_of(result.model),
                              result.model.frame.padded_samples());
}

}  // namespace fiberloom::app
