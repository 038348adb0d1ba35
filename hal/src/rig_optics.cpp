#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/roll_off.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/rig_optics.hpp>
#include <numbers>

#include "bessel_low_pass.hpp"
#include "grating_channel.hpp"

namespace fiberloom::hal {
namespace {

FrequencyResponse roll_off(double bandwidth_ghz, const LightPath& path) {
  const double inverse = bandwidth_ghz > 0.0 ? path.sample_rate_gsa_per_s / bandwidth_ghz : 0.0;
  return [inverse](double frequency) {
    return core::roll_off_transfer_at({.inverse_bandwidth = inverse},
                                      2.0 * std::numbers::pi * frequency);
  };
}

FrequencyResponse bessel(double bandwidth) {
  return [bandwidth](double frequency) { return bessel_low_pass(frequency, bandwidth); };
}

void add_channel(std::vector<double>& channels, const Part& part, const LightPath& path) {
  if (part.bandwidth_ghz) {
    const double width = channel_width(part, path);
    if (std::ranges::find(channels, width) == channels.end()) {
      channels.push_back(width);
    }
  }
}

std::vector<double> fixed_channels(const RigDocument& rig, const LightPath& path,
                                   const Catalog& catalog) {
  std::vector<double> channels;
  for (const InventoryItem& item : rig.inventory) {
    const Part& part = catalog.find(item.part);
    if (part.kind == PartKind::dispersive_module || part.kind == PartKind::chirped_grating) {
      add_channel(channels, part, path);
    }
  }
  return channels;
}

std::vector<double> compensator_channels(const RigDocument& rig, const LightPath& path,
                                         const Catalog& catalog) {
  std::vector<double> channels;
  for (const StageWiring& stage : rig.bench->stages) {
    const auto instrument = std::ranges::find(rig.bench->instruments, stage.dispersion_compensator,
                                              &InstrumentSpec::name);
    const bool is_known = instrument != rig.bench->instruments.end() && !instrument->part.empty();
    channels.push_back(is_known ? channel_width(catalog.find(instrument->part), path) : 0.0);
  }
  return channels;
}

}  // namespace

double channel_transfer(double full_width, double frequency) {
  if (full_width <= 0.0) {
    return 1.0;
  }
  // Steep edges: a super-Gaussian of the sixth order.
  return core::low_pass_transfer_at({.cutoff = 0.5 * full_width, .order = 6},
                                    2.0 * std::numbers::pi * frequency);
}

RigOptics optics_of(const RigDocument& rig, const LightPath& path) {
  return {.transmitter = roll_off(rig.tolerances.transmitter_bandwidth_ghz, path),
          .receiver = roll_off(rig.tolerances.receiver_bandwidth_ghz, path),
          .full_scale = rig.transmitter.full_scale};
}

RigOptics optics_of(const RigDocument& rig, const LightPath& path, const Catalog& catalog,
                    const BenchSpread& spread) {
  if (!rig.bench) {
    throw core::InputError("input.rig", "rig '" + rig.name +
                                            "' has no bench; take the optics of its tolerances, or "
                                            "describe its instruments");
  }
  RigOptics optics;
  optics.glass_points = static_cast<std::size_t>(spread.grid_points_per_sample);
  optics.hold_share = spread.generator_hold_share;
  const double rate_hz = 1e9 * path.sample_rate_gsa_per_s;
  const FigureSources sources{rig, catalog, spread, rate_hz};
  optics.transmitter = bessel(generator_figures(sources).bandwidth_hz / rate_hz);
  optics.receiver = bessel(digitizer_figures(sources).bandwidth_hz / rate_hz);
  optics.full_scale = rig.transmitter.full_scale;
  optics.receiver_full_scale = rig.bench->receiver.full_scale;
  if (spread.has_finite_extinction != 0.0) {
    optics.modulator_leakage =
        std::pow(10.0, -modulator_figures(*rig.bench, catalog).extinction_ratio_db / 20.0);
  }
  if (spread.group_delay_ripple_ps > 0.0) {
    optics.ripple_period = spread.group_delay_ripple_period_ghz / path.sample_rate_gsa_per_s;
  }
  if (spread.has_grating_band_edges != 0.0) {
    optics.channels = fixed_channels(rig, path, catalog);
    optics.stage_channels = compensator_channels(rig, path, catalog);
  }
  return optics;
}

}  // namespace fiberloom::hal
