#include "noise_stream.hpp"

#include <cmath>

namespace fiberloom::sim {
namespace {

// SplitMix64: spreads (seed, stream, index) over the 64 bits that start the generator.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

}  // namespace

NoiseStream::NoiseStream(std::uint64_t seed, std::uint64_t stream, std::uint64_t index)
    : engine_(mixed(mixed(mixed(seed) ^ stream) ^ index)) {}

double NoiseStream::uniform() {
  constexpr double scale = 1.0 / 9007199254740992.0;  // 2^-53
  return static_cast<double>(engine_() >> 11U) * scale;
}

double NoiseStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  double x = 0.0;
  double y = 0.0;
  double radius = 0.0;
  do {
    x = 2.0 * uniform() - 1.0;
    y = 2.0 * uniform() - 1.0;
    radius = x * x + y * y;
  } while (radius >= 1.0 || radius == 0.0);
  const double factor = std::sqrt(-2.0 * std::log(radius) / radius);
  spare_ = y * factor;
  has_spare_ = true;
  return x * factor;
}

}  // namespace fiberloom::sim
