#include "deviates.hpp"

#include <cmath>
#include <numbers>

namespace fiberloom::core {

std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

double normal_deviate(std::uint64_t key, std::uint64_t number) {
  constexpr double scale = 1.0 / 9007199254740992.0;  // 2^-53
  const std::uint64_t first = mixed(key + 2 * number);
  const std::uint64_t second = mixed(key + 2 * number + 1);
  const double radius = static_cast<double>((first >> 11U) + 1) * scale;  // in (0, 1]
  const double turn = static_cast<double>(second >> 11U) * scale;
  return std::sqrt(-2.0 * std::log(radius)) * std::cos(2.0 * std::numbers::pi * turn);
}

}  // namespace fiberloom::core
