#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fiberloom::sim {

/// Whose noise it is: the seed of the bench, and the component's own number (see component_stream).
struct NoiseOrigin {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;
};

/// A number for the noise of one component, from its name on the bench and what the noise is: "edfa-1", "ase".
[[nodiscard]] std::uint64_t component_stream(const char* component, const char* purpose) noexcept;

/// White Gaussian noise by the row: depends on (seed, stream, shot) alone, so that frames may be computed in any order and
/// on any thread. Different streams and shots are independent.
///
/// Threads: one per frame and thread.
/// Source:  SplitMix64 of Steele, Lea and Flood (OOPSLA 2014) as a function of a counter; Box and Muller, Ann. Math. Stat.
///          29, 610 (1958), in single precision.
class WhiteNoise {
 public:
  WhiteNoise(const NoiseOrigin& origin, std::int64_t shot) noexcept;

  /// One standard normal deviate.
  double normal() noexcept;
  /// Uniform in [0, 1).
  double uniform() noexcept;

  /// The same deviates as normal() gives, a row at a time: several times quicker.
  void fill(std::span<double> row) noexcept;
  /// Adds normal deviates of that standard deviation to every sample.
  void add_to(std::span<double> row, double deviation) noexcept;
  /// Adds circular complex noise of that mean square modulus to every sample, which is multiplied by `factor` before.
  void add_to(std::span<std::complex<double>> row, double mean_square,
              double factor = 1.0) noexcept;

 private:
  std::uint64_t key_;
  std::uint64_t num_normals_ = 0;  // drawn so far
  std::uint64_t num_uniforms_ = 0;
};

}  // namespace fiberloom::sim
