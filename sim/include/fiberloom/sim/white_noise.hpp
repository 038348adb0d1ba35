#pragma once

#include <array>
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
/// Source:  xoshiro256++ of Blackman and Vigna (2019), seeded by SplitMix64; ziggurat of Marsaglia and Tsang, J. Stat.
///          Softw. 5 (2000), with the 256 layers of Doornik (2005).
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
  /// Adds circular complex noise of that mean square modulus to every sample.
  void add_to(std::span<std::complex<double>> row, double mean_square) noexcept;

 private:
  std::uint64_t next() noexcept;
  double tail(double sign) noexcept;
  double unlikely(std::size_t layer, double x, double sign) noexcept;
  template <class Use>
  void draw(std::size_t count, Use use) noexcept;

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace fiberloom::sim
