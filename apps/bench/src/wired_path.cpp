#include <algorithm>
#include <fiberloom/bench/bare_light_path.hpp>
#include <fiberloom/bench/wired_path.hpp>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/operating_wavelength.hpp>
#include <fiberloom/hal/plan_limits.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <string_view>

namespace fiberloom::app {
namespace {

namespace units = core::units;

// Ids of the parts that the document names in one stage, "STAGE/PART", each once and in its order.
std::vector<std::string> parts_named_in(const hal::BenchDocument& bench, const std::string& stage) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view place) {
    const std::string front = stage + "/";
    if (!place.starts_with(front)) {
      return;
    }
    place.remove_prefix(front.size());
    if (std::ranges::find(parts, place) == parts.end()) {
      parts.emplace_back(place);
    }
  };
  for (const hal::Connection& connection : bench.wiring) {
    add(connection.from);
    add(connection.to);
  }
  for (const hal::InterlockSpec& interlock : bench.interlocks) {
    add(interlock.guards);
  }
  return parts;
}

double to_ps2(double ps_per_nm, const hal::OperatingWavelength& wavelength) {
  return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm, wavelength.light())
      .in(units::ps2);
}

void add_compensator(hal::StagePath& stage, const hal::Part& sheet,
                     const hal::OperatingWavelength& wavelength) {
  stage.dispersive_parts.push_back(sheet.id);
  // What is positive in ps/nm is negative in ps^2: the ends change places.
  stage.minimum_dispersion_ps2 += to_ps2(sheet.maximum_ps_per_nm.value_or(0.0), wavelength);
  stage.maximum_dispersion_ps2 += to_ps2(sheet.minimum_ps_per_nm.value_or(0.0), wavelength);
  stage.dispersion_step_ps2 = -to_ps2(sheet.step_ps_per_nm.value_or(0.0), wavelength);
}

void add_spool(hal::StagePath& stage, const hal::Part& part, const hal::RigDocument& rig) {
  const hal::HighlyNonlinearFiber spool = hal::highly_nonlinear_fiber(part);
  stage.nonlinear_part = part.id;
  stage.phase_per_watt_rad = hal::phase_per_watt(spool);
  stage.maximum_launch_power_w = hal::launch_power_limit(spool, rig).in(units::w);
}

void install(hal::StagePath& stage, const hal::StageWiring& wiring, const hal::RigDocument& rig,
             const hal::Catalog& catalog) {
  const hal::OperatingWavelength wavelength{rig.center_wavelength_nm, rig.center_wavelength_nm};
  for (const std::string& id : parts_named_in(*rig.bench, wiring.name)) {
    if (stage.name + "/" + id == hal::pad_place(stage)) {
      continue;  // how much it takes only a plan tells
    }
    const hal::Part& part = catalog.find(id.substr(0, id.find('#')));
    if (part.kind == hal::PartKind::highly_nonlinear_fiber) {
      add_spool(stage, part, rig);
    } else {
      stage.dispersive_parts.push_back(part.id);
    }
  }
  for (const hal::FixedPart& fixed : hal::fixed_parts(stage, catalog)) {
    const double made_ps2 =
        to_ps2(hal::dispersion_at(*fixed.part, fixed.length_m, wavelength), wavelength);
    stage.minimum_dispersion_ps2 += made_ps2;
    stage.maximum_dispersion_ps2 += made_ps2;
  }
  if (const hal::Part* sheet = hal::sheet_of(*rig.bench, catalog, wiring.dispersion_compensator)) {
    add_compensator(stage, *sheet, wavelength);
  }
}

}  // namespace

hal::LightPath wired_path(const hal::RigDocument& rig, const hal::Catalog& catalog) {
  hal::LightPath path = bare_light_path(rig);
  for (std::size_t m = 0; m < path.stages.size(); ++m) {
    install(path.stages[m], rig.bench->stages[m], rig, catalog);
  }
  return path;
}

}  // namespace fiberloom::app
