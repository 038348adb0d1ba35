#pragma once

#include <cstdint>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {

/// Where a component's random numbers come from: the seed of its bench, and its own name there. The name is only read
/// while the component is made.
struct ComponentSeed {
  std::uint64_t bench = 0;
  const char* name = "";

  [[nodiscard]] NoiseOrigin origin(const char* purpose) const noexcept {
    return {.seed = bench, .stream = component_stream(name, purpose)};
  }
};

}  // namespace fiberloom::sim
