#pragma once

#include <fiberloom/hal/bench_spread.hpp>
#include <span>
#include <string_view>

namespace fiberloom::sim {

/// One way in which a bench is worse than the ideal one: a group of numbers of its spread that go together.
///
/// Source:  hil-training, section 5.
struct Impairment {
  std::string_view name;         ///< "group_delay_ripple"
  std::string_view description;  ///< one line
  void (*take)(hal::BenchSpread& into,
               const hal::BenchSpread& from);  ///< copies this group's numbers
};

/// All of them; together they cover every number of a spread.
[[nodiscard]] std::span<const Impairment> impairments();

/// Throws:  core::InputError "input.impairment" that names the nearest.
[[nodiscard]] const Impairment& impairment(std::string_view name);

/// The ideal bench but for this one, and that bench without it.
[[nodiscard]] hal::BenchSpread only(const Impairment& impairment, const hal::BenchSpread& spread);
[[nodiscard]] hal::BenchSpread without(const Impairment& impairment,
                                       const hal::BenchSpread& spread);

}  // namespace fiberloom::sim
