#pragma once

#include <cstdint>
#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// A splice or a connector between two fibres; 0 switches each part off.
struct SplicedConnectionParameters {
  double mode_mismatch_db = 0.0;     ///< what is lost however well it is made
  double mean_offset_loss_db = 0.0;  ///< mean of what misalignment adds; 0.1 to 0.2 for connectors
  OrnsteinUhlenbeckParameters drift_db{};
};

/// Loss of a connection: mode mismatch, misalignment that is new with every mating, and slow drift; never below zero.
///
/// Cores that meet off axis by a two-dimensional Gaussian lose in dB in proportion to the square of the offset, so
/// the misalignment loss is exponentially distributed. A splice is mated once.
/// Throws:  the constructor: core::InputError "input.connection" for negative losses, "input.drift".
/// Threads: an immutable value.
class SplicedConnection {
 public:
  SplicedConnection(const SplicedConnectionParameters& parameters, const NoiseOrigin& origin);

  /// Loss in dB after that many matings.
  [[nodiscard]] double loss_db(std::int64_t mating, const Moment& moment) const;

  void pass(Light& light, std::int64_t mating, const Moment& moment) const;

 private:
  SplicedConnectionParameters parameters_{};
  NoiseOrigin origin_{};
  OrnsteinUhlenbeck drift_{};
};

}  // namespace fiberloom::sim
