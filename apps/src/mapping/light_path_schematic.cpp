#include "mapping/light_path_schematic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/hal/operating_wavelength.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <fiberloom/report/number_text.hpp>

namespace fiberloom::app {
namespace {

using report::SchematicElement;
using report::SchematicRow;
using report::Symbol;

// Ids break between their words where a label has no room for them.
std::string label_of(std::string id) {
  std::ranges::replace(id, '-', ' ');
  return id;
}

std::string grating_text(const hal::Part& part, bool is_turned) {
  const double sign = is_turned ? -1.0 : 1.0;
  const double ps_per_nm = part.accumulated_dispersion_ps_per_nm.value_or(0.0);
  return fmt::format("{} ps/nm{}", report::significant_text(sign * ps_per_nm, 4),
                     is_turned ? ", turned round" : "");
}

class Drawing {
 public:
  Drawing(const hal::Plan& plan, const hal::RigDocument& rig, const hal::Catalog& catalog)
      : plan_(plan),
        rig_(rig),
        catalog_(catalog),
        is_reused_(plan.light_path.architecture == hal::Architecture::reused_stage) {}

  report::Schematic draw() const {
    report::Schematic schematic;
    schematic.rows.push_back(transmitter());
    for (std::size_t m = 0; m < plan_.stages.size(); ++m) {
      SchematicRow row = stage(m);
      if (!row.elements.empty()) {
        schematic.rows.push_back(std::move(row));
      }
    }
    schematic.rows.push_back(receiver());
    return schematic;
  }

 private:
  // What a meter in front of a place reads; empty where the plan does not say.
  [[nodiscard]] std::string reading(const std::string& place) const {
    const auto found = std::ranges::find(plan_.powers, place, &hal::PlannedPower::place);
    return found == plan_.powers.end() ? "" : report::fixed_text(found->mean_dbm, 1) + " dBm";
  }

  [[nodiscard]] bool is_beyond_limit(const std::string& place) const {
    const auto found = std::ranges::find(plan_.powers, place, &hal::PlannedPower::place);
    return found != plan_.powers.end() && found->margin_db < 0.0;
  }

  [[nodiscard]] const hal::MappingProblem* problem(std::size_t m, const char* parameter) const {
    const std::string where = fmt::format("layer {}", plan_.stages[m].layer);
    const auto found = std::ranges::find_if(plan_.problems, [&](const auto& each) {
      return each.where == where && each.parameter == parameter;
    });
    return found == plan_.problems.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::string source_text() const {
    const std::string dither =
        rig_.line_broadening_mhz > 0.0
            ? fmt::format(", dithered over {:.3g} MHz", rig_.line_broadening_mhz)
            : "";
    return fmt::format("{:.6g} nm{}", hal::operating_wavelength(rig_, plan_.light_path).light_nm,
                       dither);
  }

  [[nodiscard]] SchematicRow transmitter() const {
    return {.name = "Transmitter",
            .elements = {{.symbol = Symbol::laser, .label = "laser", .detail = source_text()},
                         {.symbol = Symbol::modulator,
                          .label = "IQ modulator",
                          .detail = fmt::format("{:.4g} GSa/s, {} points a sample",
                                                plan_.light_path.sample_rate_gsa_per_s,
                                                plan_.light_path.oversampling),
                          .inflow = reading("source")}}};
  }

  void add_dispersive(SchematicRow& row, std::size_t m) const {
    const hal::StagePath& path = plan_.light_path.stages[m];
    if (path.input_pad_db > 0.0) {
      row.elements.push_back({.symbol = Symbol::attenuator,
                              .label = "pad",
                              .detail = fmt::format("{:.1f} dB", path.input_pad_db)});
    }
    for (const hal::FixedPart& fixed : hal::fixed_parts(path, catalog_)) {
      const bool is_wound = fixed.length_m > 0.0;
      row.elements.push_back(
          {.symbol = is_wound ? Symbol::fiber_spool : Symbol::grating,
           .label = label_of(fixed.part->id),
           .detail = is_wound
                         ? fmt::format("{} km", report::significant_text(1e-3 * fixed.length_m, 4))
                         : grating_text(*fixed.part, fixed.is_turned),
           .inflow = reading(fixed.place),
           .warns = is_beyond_limit(fixed.place)});
    }
    for (const std::string& id : path.dispersive_parts) {
      if (catalog_.find(id).kind == hal::PartKind::tunable_dispersion_compensator) {
        const std::string place = path.name + "/" + id;
        row.elements.push_back(
            {.symbol = Symbol::tunable_grating,
             .label = label_of(id),
             .detail = fmt::format("sum {} ps²",
                                   report::significant_text(plan_.stages[m].dispersion_ps2, 4)),
             .inflow = reading(place),
             .warns = is_beyond_limit(place)});
      }
    }
    if (const hal::MappingProblem* missed = problem(m, "beta2");
        missed != nullptr && !row.elements.empty()) {
      row.elements.back().warns = true;
      row.elements.back().detail =
          fmt::format("b = {}, {} wanted",
                      report::significant_text(plan_.stages[m].b + plan_.stages[m].b_residual, 3),
                      report::significant_text(plan_.stages[m].b, 3));
    }
  }

  void add_nonlinear(SchematicRow& row, std::size_t m) const {
    const hal::StagePath& path = plan_.light_path.stages[m];
    const hal::PlannedStage& stage = plan_.stages[m];
    if (path.nonlinear_part.empty()) {
      return;
    }
    row.elements.push_back({.symbol = Symbol::amplifier,
                            .label = "amplifier",
                            .inflow = reading(path.name + "/amplifier"),
                            .warns = is_beyond_limit(path.name + "/amplifier")});
    row.elements.push_back({.symbol = Symbol::attenuator, .label = "attenuator"});
    const std::string place = path.name + "/" + path.nonlinear_part;
    const double realised = stage.nonlinear_phase_rad + stage.nonlinear_phase_residual_rad;
    SchematicElement element{
        .symbol = path.electro_optic ? Symbol::tapped_phase_modulator : Symbol::nonlinear_fiber,
        .label = label_of(path.nonlinear_part),
        .detail = fmt::format("Γ = {} rad", report::significant_text(realised, 3)),
        .inflow = reading(place),
        .warns = is_beyond_limit(place)};
    if (const hal::MappingProblem* missed = problem(m, "gamma"); missed != nullptr) {
      element.warns = true;
      element.detail =
          fmt::format("Γ = {} rad wanted, {} at most", report::significant_text(missed->wanted, 3),
                      report::significant_text(missed->limit, 3));
    }
    row.elements.push_back(std::move(element));
  }

  // Between two passes of one stage: the field is detected, dispersed by a computer and sent again.
  void add_next_pass(SchematicRow& row, std::size_t m) const {
    row.elements.push_back({.symbol = Symbol::photodiode, .label = "coherent receiver"});
    row.elements.push_back(
        {.symbol = Symbol::computer,
         .label = "computer",
         .detail =
             fmt::format("disperses, b = {}", report::significant_text(plan_.stages[m + 1].b, 3)),
         .is_wired = true});
    row.elements.push_back({.symbol = Symbol::modulator,
                            .label = "IQ modulator",
                            .detail = "the same, again",
                            .is_wired = true});
  }

  [[nodiscard]] SchematicRow stage(std::size_t m) const {
    SchematicRow row{.name = is_reused_
                                 ? fmt::format("Pass {} of the same stage", m + 1)
                                 : fmt::format("Stage {}, layer {}", m + 1, plan_.stages[m].layer)};
    add_dispersive(row, m);
    add_nonlinear(row, m);
    if (is_reused_ && m + 1 < plan_.stages.size()) {
      add_next_pass(row, m);
    }
    return row;
  }

  [[nodiscard]] SchematicRow receiver() const {
    const bool is_coherent = rig_.receiver.coherent;
    return {.name = "Receiver",
            .elements = {{.symbol = Symbol::attenuator, .label = "attenuator"},
                         {.symbol = Symbol::photodiode,
                          .label = is_coherent ? "coherent receiver" : "photodiode",
                          .inflow = reading("photodiode"),
                          .warns = is_beyond_limit("photodiode")},
                         {.symbol = Symbol::digitizer, .label = "digitiser", .is_wired = true},
                         {.symbol = Symbol::computer,
                          .label = "computer",
                          .detail = "linear classifier",
                          .is_wired = true}}};
  }

  const hal::Plan& plan_;
  const hal::RigDocument& rig_;
  const hal::Catalog& catalog_;
  bool is_reused_;
};

}  // namespace

report::Schematic light_path_schematic(const hal::Plan& plan, const hal::RigDocument& rig,
                                       const hal::Catalog& catalog) {
  return Drawing(plan, rig, catalog).draw();
}

}  // namespace fiberloom::app
