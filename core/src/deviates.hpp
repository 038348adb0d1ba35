#pragma once

#include <cstdint>

namespace fiberloom::core {

/// SplitMix64: every 64-bit number to another that looks drawn.
std::uint64_t mixed(std::uint64_t value);

/// Standard normal deviates, numbered, that depend on nothing but the key (Box-Muller).
double normal_deviate(std::uint64_t key, std::uint64_t number);

}  // namespace fiberloom::core
