#pragma once

#include <cstdint>
#include <random>

namespace fiberloom::sim {

/// Gaussian numbers that depend on (seed, stream, index) alone: index is the number of a shot, or of a part.
class NoiseStream {
 public:
  NoiseStream(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

  /// Standard normal deviates, by the polar method (written out, so that every standard library gives the same).
  double normal();
  /// Uniform in [0, 1).
  double uniform();

 private:
  std::mt19937_64 engine_;
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace fiberloom::sim
