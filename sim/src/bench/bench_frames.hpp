#pragma once

#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <vector>

#include "bench_physics.hpp"
#include "prepared_line.hpp"

namespace fiberloom::sim {

/// Light is never negative, but a band limit undershoots and noise does too: as much of the digitiser's range as its user
/// leaves below zero.
constexpr double share_below_zero = 0.05;

/// What frames of one length, one wavelength and one range of the digitiser need.
struct FrameSettings {
  std::size_t samples = 0;
  double wavelength_nm = 1550.0;
  double full_scale_v = 1.0;
  bool operator==(const FrameSettings&) const = default;
};

/// The components at both ends, for such frames.
struct BenchPhysics::FrameOptics {
  FrameSettings settings;
  ArbitraryWaveformGenerator generator;
  OpticalBand band;
  Laser laser;
  IqModulator modulator;
  Photodiode photodiode;
  Digitizer digitizer;

  FrameOptics(const DrawnEnds& ends, const hal::BenchDocument& bench, std::uint64_t seed,
              const FrameSettings& frame)
      : settings(frame),
        generator(ends.generator, frame.samples, {seed, bench.transmitter.generator.c_str()}),
        band(generator.grid(), 1e-9 * frame.wavelength_nm),
        laser(at_wavelength(ends.laser, frame.wavelength_nm), band.grid(),
              {seed, bench.transmitter.source.c_str()}),
        modulator(ends.modulator, band.grid()),
        photodiode(ends.photodiode, band.grid(), {seed, "photodiode"}),
        digitizer(with_range(ends.digitizer, frame.full_scale_v), band.grid(),
                  {seed, bench.receiver.digitizer.c_str()}) {}

  static LaserParameters at_wavelength(LaserParameters parameters, double wavelength_nm) {
    parameters.wavelength_m = 1e-9 * wavelength_nm;
    return parameters;
  }
  static DigitizerParameters with_range(DigitizerParameters parameters, double range_v) {
    parameters.converter.full_scale = (1.0 + share_below_zero) * range_v;
    return parameters;
  }
};

/// Everything that drifts, at one tick.
struct BenchPhysics::Tick {
  Moment moment;
  IqBias bias;
  LaserDrift laser;
  Retardances retardances_rad{};
  double responsivity_factor = 1.0;
  bool is_channel_dead = false;
  double overload = 0.0;
  PreparedLine line;
};

/// What one thread computes in.
struct BenchPhysics::Worker {
  Light light;
  core::AlignedVector<std::complex<double>> drive;
  std::vector<double> signal;
  std::vector<double> record;
  Workspace workspace;
  double record_late_s = 0.0;  // by how much this capture's records begin too late

  explicit Worker(const FrameOptics& optics)
      : drive(optics.band.grid().size()),
        signal(optics.band.grid().size()),
        record(optics.settings.samples) {}
};

}  // namespace fiberloom::sim
