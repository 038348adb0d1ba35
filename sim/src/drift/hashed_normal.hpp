#pragma once

#include <cstdint>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// Which of the deviates that a path is built from.
struct PathNode {
  std::uint64_t level = 0;  ///< how often the lattice was halved
  std::int64_t index = 0;
};

/// The standard normal deviate of one node: a function of its arguments alone.
inline double hashed_normal(const NoiseOrigin& origin, const PathNode& node) noexcept {
  // An odd constant keeps the levels of one stream apart; streams themselves are hashes.
  const std::uint64_t stream = origin.stream + 0x9e3779b97f4a7c15U * (node.level + 1);
  return WhiteNoise({origin.seed, stream}, node.index).normal();
}

/// A stream beside `origin`, for processes that are made of several.
inline NoiseOrigin beside(const NoiseOrigin& origin, std::uint64_t number) noexcept {
  std::uint64_t stream = origin.stream + 0xd1b54a32d192ed03U * (number + 1);
  stream = (stream ^ (stream >> 33U)) * 0xff51afd7ed558ccdU;
  return {origin.seed, stream ^ (stream >> 29U)};
}

}  // namespace fiberloom::sim
