#pragma once

#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/light.hpp>
#include <variant>
#include <vector>

#include "mean_power.hpp"

namespace fiberloom::sim {

/// A line at one moment, made ready for frames of one band: neighbouring linear elements are one transfer row or, where
/// they do nothing to the spectrum, one number.
///
/// Refers to the drawn line, which outlives it.
/// Threads: const; frames pass on any thread.
class PreparedLine {
 public:
  PreparedLine(const DrawnLine& line, const OpticalBand& band, double launched_w,
               const BenchMoment& at);

  /// Sends a frame through the line. `shot` numbers the noise; the time is that of the preparation.
  void pass(Light& light, std::int64_t shot, Workspace& workspace) const;

 private:
  struct Flat {
    double amplitude = 1.0;
  };
  struct Spectral {
    core::AlignedVector<std::complex<double>> transfer;
  };
  struct Amplified {
    OpticalAmplifier::AtMoment part;
  };
  struct Spooled {
    FiberSpool::AtMoment part;
  };
  struct Attenuated {
    const VariableAttenuator* part;
    double attenuation_db;
  };
  using Step = std::variant<Flat, Spectral, Amplified, Spooled, Attenuated>;

  class Maker;
  struct Act;

  OpticalBand band_;
  std::vector<Step> steps_;
};

}  // namespace fiberloom::sim
