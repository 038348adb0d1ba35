#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/keysight_m819x/m819x_model.hpp>

namespace fiberloom::drivers {
namespace {

constexpr std::array models{M819xModel{.name = "m8190a",
                                       .bits = 12,
                                       .granularity = 64,
                                       .least_samples = 320,
                                       .memory_samples = std::size_t{1} << 31U,
                                       .has_table = true,
                                       .channels = {1, 2},
                                       .least_rate_gsa_per_s = 0.125,
                                       .highest_rate_gsa_per_s = 12.0,
                                       .least_swing_v = 0.1,
                                       .highest_swing_v = 0.7},
                            M819xModel{.name = "m8194a",
                                       .granularity = 128,
                                       .least_samples = 128,
                                       .memory_samples = std::size_t{512} * 1024,
                                       .least_rate_gsa_per_s = 100.0,
                                       .highest_rate_gsa_per_s = 120.0,
                                       .least_swing_v = 0.075,
                                       .highest_swing_v = 1.0},
                            M819xModel{.name = "m8195a",
                                       .granularity = 256,
                                       .least_samples = 1280,
                                       .memory_samples = std::size_t{1} << 33U,
                                       .has_table = true,
                                       .least_rate_gsa_per_s = 53.76,
                                       .highest_rate_gsa_per_s = 65.0,
                                       .least_swing_v = 0.075,
                                       .highest_swing_v = 1.0},
                            M819xModel{.name = "m8196a",
                                       .granularity = 128,
                                       .least_samples = 128,
                                       .memory_samples = std::size_t{512} * 1024,
                                       .least_rate_gsa_per_s = 82.24,
                                       .highest_rate_gsa_per_s = 93.4,
                                       .least_swing_v = 0.075,
                                       .highest_swing_v = 1.0}};

}  // namespace

const M819xModel& m819x_model(std::string_view name) {
  const auto* found = std::ranges::find(models, name, &M819xModel::name);
  if (found == models.end()) {
    throw core::InputError("input.address_option",
                           fmt::format("no generator of this family is called \"{}\"", name));
  }
  return *found;
}

}  // namespace fiberloom::drivers
