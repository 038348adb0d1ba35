#include "drawn_line.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/optical_chain.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <optional>

namespace fiberloom::sim {
namespace {

namespace units = core::units;

NoiseOrigin origin_of(const BenchPlan& plan, const std::string& element, const char* purpose) {
  return {.seed = plan.seed, .stream = component_stream(element.c_str(), purpose)};
}

const hal::Part* part_of(const BenchPlan& plan, const hal::InstrumentSpec& spec) {
  return spec.part.empty() ? nullptr : &plan.catalog.find(spec.part);
}

double loss_of(const hal::Part* part) {
  return part == nullptr ? 0.0 : part->insertion_loss_db.value_or(0.0);
}

// A relative deviation from the sheet: the sheet's tolerance is taken as two standard deviations.
// The light that a bench is set up for: it was put in time there, and dispersion is what parts have there.
hal::OperatingWavelength operating(const BenchPlan& plan) {
  return hal::operating_wavelength(plan.rig, plan.path);
}

double drawn_factor(const BenchPlan& plan, const std::string& element, const char* quantity,
                    double deviation) {
  return 1.0 + deviation * drawn_deviate(plan.seed, element, quantity);
}

double dispersion_deviation(const BenchPlan& plan, const hal::Part& part) {
  const hal::BenchSpread& spread = plan.spread;
  if (spread.dispersion_tolerance_share == 0.0) {
    return 0.0;
  }
  return part.dispersion_tolerance_relative
             ? 0.5 * spread.dispersion_tolerance_share * *part.dispersion_tolerance_relative
             : spread.dispersion_tolerance_default_relative;
}

ChirpedGratingParameters grating_parameters(const BenchPlan& plan, const hal::Part& part) {
  const hal::BenchSpread& spread = plan.spread;
  ChirpedGratingParameters grating;
  grating.reference_wavelength_nm = operating(plan).light_nm;
  grating.delay_ripple_ps = spread.group_delay_ripple_ps;
  grating.ripple_period_ghz = spread.group_delay_ripple_period_ghz;
  grating.band.insertion_loss_db = loss_of(&part);
  if (part.bandwidth_ghz && spread.has_grating_band_edges != 0.0) {
    // The channel of a tunable grating ends: what is beyond it is lost. Its sheet tells the flat part.
    grating.band.bandwidth_hz = 2.5e9 * *part.bandwidth_ghz;
    grating.band.order = 6;
    grating.band.center_wavelength_nm = plan.rig.center_wavelength_nm;
  }
  return grating;
}

// beta3 is S + 2 D/lambda but for a factor: with this slope to the dispersion the delay is straight in frequency.
double slope_without_third_order(const BenchPlan& plan) { return -2.0 / operating(plan).light_nm; }

ChirpedGrating fixed_grating(const BenchPlan& plan, const std::string& name, const hal::Part& part,
                             bool is_turned) {
  ChirpedGratingParameters grating = grating_parameters(plan, part);
  const double factor = drawn_factor(plan, name, "dispersion", dispersion_deviation(plan, part));
  grating.dispersion_ps_per_nm = hal::dispersion_at(part, 0.0, operating(plan)) * factor;
  // Modules for G.652 follow its relative slope: 0.058 over 17 ps/nm per nm.
  const bool has_slope = plan.spread.has_third_order_dispersion != 0.0;
  grating.slope_ps_per_nm2 =
      grating.dispersion_ps_per_nm * (has_slope ? 0.058 / 17.0 : slope_without_third_order(plan));
  return {grating, is_turned ? GratingPort::reversed : GratingPort::forward,
          origin_of(plan, name, "ripple")};
}

TunableCompensator compensator(const BenchPlan& plan, const std::string& name,
                               const hal::Part& part) {
  TunableCompensatorParameters tunable;
  tunable.minimum_ps_per_nm = part.minimum_ps_per_nm.value_or(0.0);
  tunable.maximum_ps_per_nm = part.maximum_ps_per_nm.value_or(0.0);
  tunable.step_ps_per_nm = part.step_ps_per_nm.value_or(0.0);
  tunable.grating = grating_parameters(plan, part);
  // The chirp that heaters write is straight in wavelength.
  const bool has_slope = plan.spread.has_third_order_dispersion != 0.0;
  tunable.slope_per_dispersion_per_nm = has_slope ? 0.0 : slope_without_third_order(plan);
  // Heaters are off by an offset: a share of what the whole range's tolerance would be.
  tunable.grating.dispersion_ps_per_nm = 0.1 * tunable.maximum_ps_per_nm *
                                         dispersion_deviation(plan, part) *
                                         drawn_deviate(plan.seed, name, "dispersion");
  return {tunable, origin_of(plan, name, "ripple")};
}

OpticalAmplifier amplifier(const BenchPlan& plan, const std::string& name) {
  const hal::BenchSpread& spread = plan.spread;
  OpticalAmplifierParameters parameters;
  const hal::AmplifierLimits limits = hal::amplifier_limits(*plan.rig.bench, plan.catalog, name);
  parameters.small_signal_gain_db = limits.maximum_gain_db;
  parameters.maximum_output_power_w = limits.maximum_output_power_w;
  parameters.minimum_input_power_w = limits.minimum_input_power_w;
  parameters.noise_figure = hal::noise_figure_of(sources_of(plan), name);
  parameters.gain_tilt_db_per_nm = spread.amplifier_gain_tilt_db_per_nm;
  parameters.reference_wavelength_nm = plan.rig.center_wavelength_nm;
  parameters.fiber_phase_per_w = spread.amplifier_fiber_phase_per_w;
  parameters.gain_drift_db = {.deviation = spread.amplifier_gain_drift_db,
                              .correlation_time_s = spread.amplifier_gain_drift_time_s};
  return {parameters, origin_of(plan, name, "amplifier")};
}

VariableAttenuator attenuator(const BenchPlan& plan, const std::string& name) {
  const hal::AttenuationFigures figures = hal::attenuation_figures(sources_of(plan), name);
  VariableAttenuatorParameters parameters;
  parameters.insertion_loss_db = figures.insertion_loss_db;
  parameters.polarization_loss.loss_db = figures.polarization_dependent_loss_db;
  return VariableAttenuator(parameters);
}

FiberSpool spool(const BenchPlan& plan, const std::string& name, const hal::Part& part) {
  const hal::BenchSpread& spread = plan.spread;
  const hal::HighlyNonlinearFiber sheet = hal::highly_nonlinear_fiber(part);
  FiberSpoolParameters spool;
  spool.length_m = sheet.length.in(units::m);
  spool.end_loss_db = hal::end_loss(sheet).value();
  spool.reference_wavelength_nm = operating(plan).light_nm;
  const double tolerance =
      spread.nonlinear_tolerance_share == 0.0 ? 0.0
      : part.gamma_tolerance_relative
          ? 0.5 * spread.nonlinear_tolerance_share * *part.gamma_tolerance_relative
          : spread.nonlinear_tolerance_default_relative;
  const double factor = drawn_factor(plan, name, "gamma", tolerance);
  // Without loss along the fibre its whole length counts: gamma is taken so that the phase per watt stays.
  spool.gamma_per_w_km = factor * hal::phase_per_watt(sheet) / spool.length_m * 1e3;
  if (spread.has_spool_attenuation != 0.0) {
    spool.attenuation_db_per_km = sheet.attenuation.in(units::db_per_km);
    spool.gamma_per_w_km = factor * sheet.gamma.in(units::per_w_km);
  }
  if (spread.has_spool_dispersion != 0.0) {
    spool.dispersion_ps_per_nm_km =
        hal::fiber_dispersion_at(part, operating(plan)) *
        drawn_factor(plan, name, "dispersion", dispersion_deviation(plan, part));
    spool.slope_ps_per_nm2_km = part.slope_ps_per_nm2_km.value_or(0.0);
  }
  spool.delay_drift_ps_per_km_k = spread.delay_drift_ps_per_km_k;
  spool.dispersion_drift_ps_per_nm_km_k = spread.dispersion_drift_ps_per_nm_km_k;
  // The receiver was put in time when the bench was set up: delays count from then.
  spool.reference_temperature_k = draw_room(plan.spread, plan.seed).at(0.0);
  spool.polarization_walk_rad_per_sqrt_s = spread.polarization_walk_rad_per_sqrt_s;
  if (spread.has_brillouin_scattering != 0.0) {
    spool.brillouin = {.effective_area_m2 = sheet.effective_area.in(units::m2)};
  }
  return {spool, origin_of(plan, name, "polarization")};
}

// A transmission fibre on its spool: it disperses, loses, and is a little nonlinear.
FiberSpool dispersive_spool(const BenchPlan& plan, const hal::FixedPart& fixed) {
  const hal::BenchSpread& spread = plan.spread;
  const hal::Part& part = *fixed.part;
  const auto relative = [&](double deviation, const char* quantity) {
    return drawn_factor(plan, fixed.place, quantity, deviation);
  };
  FiberSpoolParameters spool;
  spool.length_m = fixed.length_m;
  spool.reference_wavelength_nm = operating(plan).light_nm;
  spool.dispersion_ps_per_nm_km = hal::fiber_dispersion_at(part, operating(plan)) *
                                  relative(dispersion_deviation(plan, part), "dispersion");
  spool.slope_ps_per_nm2_km = spread.has_third_order_dispersion != 0.0
                                  ? part.slope_ps_per_nm2_km.value_or(0.0)
                                  : slope_without_third_order(plan) * spool.dispersion_ps_per_nm_km;
  spool.attenuation_db_per_km = part.attenuation_db_per_km.value_or(0.0);
  if (spread.has_spool_dispersion != 0.0) {  // a spool that is more than what it is there for
    spool.gamma_per_w_km = part.gamma_per_w_km.value_or(0.0);
    spool.polarization_walk_rad_per_sqrt_s = spread.polarization_walk_rad_per_sqrt_s;
  }
  spool.delay_drift_ps_per_km_k = spread.delay_drift_ps_per_km_k;
  spool.dispersion_drift_ps_per_nm_km_k = spread.dispersion_drift_ps_per_nm_km_k;
  spool.reference_temperature_k = draw_room(plan.spread, plan.seed).at(0.0);
  return {spool, origin_of(plan, fixed.place, "polarization")};
}

SplicedConnection connection(const BenchPlan& plan, const std::string& from,
                             const std::string& to) {
  const hal::BenchDocument& bench = *plan.rig.bench;
  double loss_db = bench.connector_loss_db;
  double uncertainty_db = bench.connector_uncertainty_db;
  for (const hal::Connection& known : bench.wiring) {
    if (known.from == from && known.to == to) {
      loss_db = known.loss_db;
      uncertainty_db = known.uncertainty_db;
    }
  }
  // What the document says is the most that it can be off: two deviations.
  const double off_db = 0.5 * plan.spread.connector_loss_share * uncertainty_db *
                        std::clamp(drawn_deviate(plan.seed, to, "connection"), -2.0, 2.0);
  return {SplicedConnectionParameters{.mode_mismatch_db = std::max(0.0, loss_db + off_db),
                                      .drift_db = {.deviation = plan.spread.connector_drift_db,
                                                   .correlation_time_s = 7200.0}},
          origin_of(plan, to, "connection")};
}

// One element of the way of the light, from its name.
class LineMaker {
 public:
  explicit LineMaker(const BenchPlan& plan) : plan_(plan), bench_(*plan.rig.bench) {}

  [[nodiscard]] LinePart part(const std::string& name) const {
    const auto instrument = std::ranges::find(bench_.instruments, name, &hal::InstrumentSpec::name);
    return instrument == bench_.instruments.end() ? stage_part(name) : instrument_part(*instrument);
  }

 private:
  [[nodiscard]] LinePart instrument_part(const hal::InstrumentSpec& spec) const {
    const hal::Part* known = part_of(plan_, spec);
    if (spec.role == "optical_amplifier") {
      return amplifier(plan_, spec.name);
    }
    if (spec.role == "variable_attenuator") {
      return attenuator(plan_, spec.name);
    }
    if (spec.role == "dispersion_compensator" && known != nullptr) {
      return compensator(plan_, spec.name, *known);
    }
    if (spec.role == "programmable_filter") {
      return ShapingFilter{{.insertion_loss_db = loss_of(known)}, operating(plan_).light_nm};
    }
    if (spec.role == "delay_line") {
      return DelayLine({.insertion_loss_db = loss_of(known)});
    }
    if (spec.role == "power_meter") {
      return PassivePart{1.0 - tap_ratio(spec.name)};
    }
    if (spec.role == "optical_switch") {
      return LinePort{OpticalSwitch({.insertion_loss_db = loss_of(known)}),
                      static_cast<double>(bench_.receiver.digitizer_port)};
    }
    return PassivePart{power_transmission_of(loss_of(known))};
  }

  [[nodiscard]] double tap_ratio(const std::string& meter) const {
    const auto stage = std::ranges::find(bench_.stages, meter, &hal::StageWiring::launch_meter);
    return stage == bench_.stages.end() ? bench_.receiver.tap_ratio : stage->launch_tap_ratio;
  }

  [[nodiscard]] LinePart stage_part(const std::string& name) const {
    for (const hal::StagePath& stage : plan_.path.stages) {
      const hal::StageParts parts = hal::stage_parts(stage, plan_.catalog, operating(plan_));
      for (const hal::FixedPart& fixed : parts.fixed) {
        if (name == fixed.place && fixed.part->kind == hal::PartKind::transmission_fiber) {
          return dispersive_spool(plan_, fixed);
        }
        if (name == fixed.place) {
          return fixed_grating(plan_, name, *fixed.part, fixed.is_turned);
        }
      }
      if (name == hal::pad_place(stage)) {
        return PassivePart{power_transmission_of(stage.input_pad_db)};
      }
      if (parts.nonlinear != nullptr && name == stage.name + "/" + parts.nonlinear->id) {
        return spool(plan_, name, *parts.nonlinear);
      }
    }
    return PassivePart{};
  }

  const BenchPlan& plan_;
  const hal::BenchDocument& bench_;
};

// The optical filter that the light path wants stands in front of every stage's first element, and of the receiver's.
void add_filter(DrawnLine& line, const BenchPlan& plan, const std::string& place) {
  if (plan.path.optical_filter_ghz > 0.0) {
    line.push_back({place + "/optical filter", SplicedConnection({}, {}),
                    OpticalFilter({.bandwidth_hz = 2e9 * plan.path.optical_filter_ghz,
                                   .order = static_cast<int>(plan.path.optical_filter_order),
                                   .center_wavelength_nm = operating(plan).light_nm})});
  }
}

std::optional<std::size_t> stage_of(const std::string& name, const BenchPlan& plan) {
  for (std::size_t m = 0; m < plan.path.stages.size(); ++m) {
    const hal::StageWiring& wiring = plan.rig.bench->stages[m];
    if (name.starts_with(plan.path.stages[m].name + "/") || name == wiring.amplifier ||
        name == wiring.attenuator || name == wiring.dispersion_compensator ||
        name == wiring.programmable_filter || name == wiring.delay_line ||
        name == wiring.launch_meter) {
      return m;
    }
  }
  return std::nullopt;
}

}  // namespace

hal::FigureSources sources_of(const BenchPlan& plan) {
  return {plan.rig, plan.catalog, plan.spread, 1e9 * plan.path.sample_rate_gsa_per_s};
}

double drawn_deviate(std::uint64_t seed, const std::string& element, const char* quantity) {
  return WhiteNoise({.seed = seed, .stream = component_stream(element.c_str(), quantity)}, 0)
      .normal();
}

RoomTemperature draw_room(const hal::BenchSpread& spread, std::uint64_t seed) {
  return {{.daily_swing_k = spread.temperature_swing_k,
           .wander = {.deviation = spread.temperature_wander_k}},
          {seed, component_stream("room", "weather")}};
}

DrawnLine draw_line(const BenchPlan& plan) {
  const hal::OpticalChain chain(*plan.rig.bench, plan.path, plan.catalog);
  const std::vector<std::string> names = chain.names();
  const LineMaker maker(plan);
  DrawnLine line;
  std::optional<std::size_t> stage;
  bool is_behind_stages = false;
  const auto modulator = std::ranges::find(names, "modulator");
  for (auto name = modulator; name != names.end(); ++name) {
    const std::optional<std::size_t> here = stage_of(*name, plan);
    if (here && here != stage) {
      add_filter(line, plan, plan.path.stages[*here].name);
    } else if (stage && !here && !is_behind_stages) {
      add_filter(line, plan, "receiver");
      is_behind_stages = true;
    }
    stage = here ? here : stage;
    if (name != modulator) {
      line.push_back({*name, connection(plan, *(name - 1), *name), maker.part(*name)});
    }
  }
  return line;
}

}  // namespace fiberloom::sim
