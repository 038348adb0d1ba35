#include <algorithm>
#include <cmath>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/optical_chain.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <numbers>
#include <utility>

namespace fiberloom::hal {
namespace {

double ratio(double decibels) { return std::pow(10.0, decibels / 10.0); }
double watts(double dbm) { return 1e-3 * ratio(dbm); }

// A profile takes more of some spectra than of others.
constexpr double filter_uncertainty_db = 2.0;

PowerBounds attenuated(PowerBounds in, double loss_db, double uncertainty_db) {
  return {.lower_w = in.lower_w * ratio(-loss_db - uncertainty_db),
          .upper_w = in.upper_w * ratio(-std::max(0.0, loss_db - uncertainty_db))};
}

// A source: it makes light by itself, whatever comes in.
auto source(std::string name) {
  return [name = std::move(name)](PowerBounds, const BenchState& state) {
    if (!state.is_emitting(name)) {
      return PowerBounds{};
    }
    const SettingSpan dbm =
        state.span(name, "output_power_dbm").value_or(SettingSpan{-300.0, -300.0});
    const double spread = ratio(OpticalChain::source_uncertainty_db);
    return PowerBounds{.lower_w = watts(dbm.lowest) / spread,
                       .upper_w = watts(dbm.highest) * spread};
  };
}

// Share of its light that a modulator keeps at least when it is driven by less than its half-wave voltage: a sine over a
// part of its range is never below that part of the sine.
double kept_by_amplitude(const BenchState& state, const std::string& generator, double v_pi_v) {
  const double volts =
      state.span(generator, "amplitude_v").value_or(SettingSpan{v_pi_v, 0.0}).lowest;
  const double share = std::min(1.0, volts / v_pi_v);
  return share * share;
}

// The least cosine squared of an angle that is known by its span, a tenth of a radian and a tenth of itself: what a locked
// bias drifts, and how well V_pi is known.
double least_squared_cosine(double lowest_rad, double highest_rad) {
  const double low = lowest_rad - 0.1 - 0.1 * std::abs(lowest_rad);
  const double high = highest_rad + 0.1 + 0.1 * std::abs(highest_rad);
  const double half_turns_low = std::floor(low / std::numbers::pi - 0.5);
  const double half_turns_high = std::floor(high / std::numbers::pi - 0.5);
  if (half_turns_low != half_turns_high) {
    return 0.0;  // a quarter of a turn lies between them
  }
  return std::pow(std::min(std::abs(std::cos(low)), std::abs(std::cos(high))), 2);
}

// Off its null a modulator shifts power from the data to a carrier, and two carriers may undo each other: what is sure is
// what the data keep. Nothing at all is lost where nobody has moved a bias.
double kept_by_bias(const BenchState& state, const std::string& bias, double v_pi_v) {
  double kept = 1.0;
  for (const char* key : {"in_phase_bias_v", "quadrature_bias_v"}) {
    const SettingSpan volts = state.span(bias, key).value_or(SettingSpan{});
    if (volts != SettingSpan{}) {
      const double radians_per_volt = 0.5 * std::numbers::pi / v_pi_v;
      kept = std::min(kept, least_squared_cosine(radians_per_volt * volts.lowest,
                                                 radians_per_volt * volts.highest));
    }
  }
  return kept;
}

// A modulator passes light along one axis; of three retarders at 0, 45 and 0 degrees the middle one turns it away.
auto polarization_controller(std::string name, double insertion_loss_db) {
  return [name = std::move(name), insertion_loss_db](PowerBounds in, const BenchState& state) {
    PowerBounds out = attenuated(in, insertion_loss_db, 0.1 * insertion_loss_db);
    const SettingSpan degrees = state.span(name, "second_retardance_deg").value_or(SettingSpan{});
    if (degrees != SettingSpan{}) {
      constexpr double half_angle = std::numbers::pi / 360.0;
      out.lower_w *=
          least_squared_cosine(half_angle * degrees.lowest, half_angle * degrees.highest);
    }
    return out;
  };
}

// A modulator passes what the loaded waveform lets through on average, at least; at most all of it, because one frame of
// a batch may do so.
auto modulator(const TransmitterWiring& wiring, const ModulatorFigures& figures) {
  return [generator = wiring.generator, bias = wiring.bias, figures](PowerBounds in,
                                                                     const BenchState& state) {
    const double loss_db = figures.insertion_loss_db;
    const double waveform_db = state.value(generator, WaveformGenerator::transmission_key)
                                   .value_or(WaveformGenerator::silence_db);
    const bool is_silent = waveform_db <= WaveformGenerator::silence_db;
    const double kept = kept_by_amplitude(state, generator, figures.v_pi_v) *
                        kept_by_bias(state, bias, figures.v_pi_v) *
                        ratio(waveform_db - loss_db - 0.5);
    return PowerBounds{.lower_w = is_silent ? 0.0 : in.lower_w * kept,
                       .upper_w = in.upper_w * ratio(-std::max(0.0, loss_db - 0.5))};
  };
}

auto amplifier(std::string name, const AmplifierLimits& limits) {
  return [name = std::move(name), limits](PowerBounds in, const BenchState& state) {
    if (!state.is_emitting(name)) {
      return PowerBounds{.lower_w = 0.0, .upper_w = in.upper_w};
    }
    const SettingSpan dbm =
        state.span(name, "output_power_dbm").value_or(SettingSpan{-300.0, 300.0});
    const double spread = ratio(OpticalChain::amplifier_uncertainty_db);
    const bool is_seeded = in.lower_w > 0.0 && in.lower_w >= limits.minimum_input_power_w;
    const double least_w =
        limits.maximum_gain_db > 0.0
            ? std::min(watts(dbm.lowest), in.lower_w * ratio(limits.maximum_gain_db))
            : watts(dbm.lowest);
    return PowerBounds{.lower_w = is_seeded ? least_w / spread : 0.0,
                       .upper_w = watts(dbm.highest) * spread};
  };
}

auto attenuator(std::string name, double insertion_loss_db) {
  return [name = std::move(name), insertion_loss_db](PowerBounds in, const BenchState& state) {
    const SettingSpan set_db = state.span(name, "attenuation_db").value_or(SettingSpan{});
    return PowerBounds{.lower_w = attenuated(in, insertion_loss_db + set_db.highest, 0.3).lower_w,
                       .upper_w = attenuated(in, insertion_loss_db + set_db.lowest, 0.3).upper_w};
  };
}

auto filter(std::string name, double insertion_loss_db) {
  return [name = std::move(name), insertion_loss_db](PowerBounds in, const BenchState& state) {
    const SettingSpan set_db = state.span(name, "attenuation_db").value_or(SettingSpan{});
    const double fixed_db =
        insertion_loss_db + state.value(name, ProgrammableFilter::profile_key).value_or(0.0);
    return PowerBounds{
        .lower_w = attenuated(in, fixed_db + set_db.highest, filter_uncertainty_db).lower_w,
        .upper_w = attenuated(in, fixed_db + set_db.lowest, filter_uncertainty_db).upper_w};
  };
}

auto passive(double loss_db) {
  return [loss_db](PowerBounds in, const BenchState&) {
    return attenuated(in, loss_db, 0.1 * loss_db);
  };
}

// A switch that stands elsewhere still leaks: nothing is sure to come through, and no more than all of it.
auto port(const ReceiverWiring& receiver, double insertion_loss_db) {
  return [name = receiver.optical_switch, wanted = receiver.digitizer_port, insertion_loss_db](
             PowerBounds in, const BenchState& state) {
    PowerBounds out = attenuated(in, insertion_loss_db, 0.1 * insertion_loss_db);
    const double here = static_cast<double>(wanted);
    if (state.span(name, "port") != SettingSpan{here, here}) {
      out.lower_w = 0.0;
    }
    return out;
  };
}

auto tap(double ratio_to_meter) {
  return [ratio_to_meter](PowerBounds in, const BenchState&) {
    return PowerBounds{.lower_w = in.lower_w * (1.0 - ratio_to_meter),
                       .upper_w = in.upper_w * (1.0 - ratio_to_meter)};
  };
}

// Loss of an instrument whose part is in the catalogue; what is not known takes nothing, the cautious side.
double insertion_loss_db(const BenchDocument& bench, const Catalog& catalog,
                         const std::string& name) {
  const Part* sheet = sheet_of(bench, catalog, name);
  return sheet == nullptr ? 0.0 : sheet->insertion_loss_db.value_or(0.0);
}

std::string place(const StagePath& stage, const std::string& part) {
  return stage.name + "/" + part;
}

}  // namespace

OpticalChain::OpticalChain(const BenchDocument& bench, const LightPath& path,
                           const Catalog& catalog) {
  const auto loss_of = [&](const std::string& name) {
    return insertion_loss_db(bench, catalog, name);
  };
  append(bench, bench.transmitter.source, source(bench.transmitter.source));
  append(bench, bench.transmitter.broadening, passive(loss_of(bench.transmitter.broadening)));
  append(bench, bench.transmitter.polarization_controller,
         polarization_controller(bench.transmitter.polarization_controller,
                                 loss_of(bench.transmitter.polarization_controller)));
  append(bench, "modulator", modulator(bench.transmitter, modulator_figures(bench, catalog)));
  for (std::size_t m = 0; m < path.stages.size(); ++m) {
    const StageWiring& wiring = bench.stages.at(m);
    const StagePath& stage = path.stages[m];
    if (stage.input_pad_db > 0.0) {
      append(bench, pad_place(stage), passive(stage.input_pad_db));
    }
    for (const FixedPart& fixed : fixed_parts(stage, catalog)) {  // a tunable one is an instrument
      append(bench, fixed.place, passive(fixed.insertion_loss_db));
    }
    append(bench, wiring.dispersion_compensator, passive(loss_of(wiring.dispersion_compensator)));
    append(bench, wiring.programmable_filter,
           filter(wiring.programmable_filter, loss_of(wiring.programmable_filter)));
    append(bench, wiring.delay_line, passive(loss_of(wiring.delay_line)));
    append(bench, wiring.amplifier,
           amplifier(wiring.amplifier, amplifier_limits(bench, catalog, wiring.amplifier)));
    append_attenuator(bench, wiring.attenuator, loss_of(wiring.attenuator));
    append_tap(bench, wiring.launch_meter, wiring.launch_tap_ratio);
    if (!stage.nonlinear_part.empty()) {
      append(bench, place(stage, stage.nonlinear_part),
             passive(catalog.find(stage.nonlinear_part).insertion_loss_db.value_or(0.0)));
    }
  }
  append_attenuator(bench, bench.receiver.attenuator, loss_of(bench.receiver.attenuator));
  append_tap(bench, bench.receiver.meter, bench.receiver.tap_ratio);
  if (!bench.receiver.optical_switch.empty()) {
    const double loss_db = loss_of(bench.receiver.optical_switch);
    append(bench, bench.receiver.optical_switch, port(bench.receiver, loss_db));
    elements_.back().open_loss_db = loss_db;
  }
  append(bench, bench.receiver.digitizer, passive(0.0));
}

void OpticalChain::append(const BenchDocument& bench, std::string name, Through through) {
  if (name.empty()) {
    return;
  }
  Element element{.name = std::move(name),
                  .loss_before_db = elements_.empty() ? 0.0 : bench.connector_loss_db,
                  .uncertainty_before_db = elements_.empty() ? 0.0 : bench.connector_uncertainty_db,
                  .through = std::move(through)};
  for (const Connection& connection : bench.wiring) {
    if (!elements_.empty() && connection.from == elements_.back().name &&
        connection.to == element.name) {
      element.loss_before_db = connection.loss_db;
      element.uncertainty_before_db = connection.uncertainty_db;
    }
  }
  elements_.push_back(std::move(element));
}

void OpticalChain::append_tap(const BenchDocument& bench, const std::string& meter,
                              double ratio_to_meter) {
  if (!meter.empty()) {
    append(bench, meter, tap(ratio_to_meter));
    elements_.back().tap_ratio = ratio_to_meter;
  }
}

void OpticalChain::append_attenuator(const BenchDocument& bench, const std::string& name,
                                     double open_loss_db) {
  if (!name.empty()) {
    append(bench, name, attenuator(name, open_loss_db));
    elements_.back().open_loss_db = open_loss_db;
  }
}

std::vector<std::string> OpticalChain::names() const {
  std::vector<std::string> names;
  for (const Element& element : elements_) {
    names.push_back(element.name);
  }
  return names;
}

std::optional<std::size_t> OpticalChain::find(std::string_view name) const {
  const auto found = std::ranges::find(elements_, name, &Element::name);
  if (found == elements_.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - elements_.begin());
}

std::vector<PowerBounds> OpticalChain::arriving(const BenchState& state) const {
  std::vector<PowerBounds> result;
  PowerBounds power;
  for (const Element& element : elements_) {
    power = attenuated(power, element.loss_before_db, element.uncertainty_before_db);
    result.push_back(power);
    power = element.through(power, state);
  }
  return result;
}

double OpticalChain::loss_before_db(std::string_view name) const {
  const std::optional<std::size_t> index = find(name);
  return index ? elements_[*index].loss_before_db : 0.0;
}

double OpticalChain::loss_through_db(std::string_view name) const {
  const std::optional<std::size_t> index = find(name);
  return index ? elements_[*index].open_loss_db : 0.0;
}

double OpticalChain::tap_ratio(std::string_view meter) const {
  const std::optional<std::size_t> index = find(meter);
  return index ? elements_[*index].tap_ratio : 0.0;
}

}  // namespace fiberloom::hal
